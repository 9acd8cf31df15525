// A category's address out of its name. ICU's Han-Latin reads 银行 and 音乐 wrongly (yin-xing, yin-le); a slug is
// stable rather than readable, and the settings may name a better one.
#include "normalise/glyphs.hpp"

#include "syndicated/base/text.hpp"
#include "syndicated/normalise/normalise.hpp"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <memory>

namespace syndicated::normalise {

namespace {

constexpr std::size_t max_slug = 64;
constexpr std::size_t max_name_bytes = 512;  // far more than a slug can show

std::unique_ptr<icu::Transliterator> make_transliterator() {
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString rules = icu::UnicodeString::fromUTF8("Han-Latin; Any-Latin; Latin-ASCII; Lower");
    std::unique_ptr<icu::Transliterator> out(icu::Transliterator::createInstance(rules, UTRANS_FORWARD, status));
    return U_SUCCESS(status) != 0 ? std::move(out) : nullptr;
}

// Making one takes milliseconds, and one is not to be shared between threads.
std::string to_ascii(std::string_view text) {
    thread_local const std::unique_ptr<icu::Transliterator> transliterator = make_transliterator();
    std::string out;
    if (transliterator == nullptr) return out;
    icu::UnicodeString buffer;
    bool han = false;
    for (std::size_t pos = 0; pos < text.size();) {
        // a blank where Han meets other letters; between Han ICU sets its own, and reads words (重庆) by their
        // neighbours
        const char32_t c = next_code_point(text, pos);
        if (is_han(c) != han) buffer.append(static_cast<UChar>(u' '));
        han = is_han(c);
        buffer.append(static_cast<UChar32>(c));
    }
    transliterator->transliterate(buffer);
    buffer.toUTF8String(out);
    return out;
}

// FNV-1a: a name of symbols alone still needs a slug of its own.
std::string hashed(std::string_view name) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    std::string out = "c-";
    for (unsigned shift = 0; shift < 32; shift += 4) out += "0123456789abcdef"[(hash >> shift) & 0xFU];
    return out;
}

}  // namespace

std::string propose_slug(std::string_view category_name) {
    std::string out;
    for (const char c : to_ascii(head_of(trim(category_name), max_name_bytes))) {
        const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (kept)
            out += c;
        else if (c != '\'' && !out.empty() && out.back() != '-')
            out += '-';
    }
    if (out.size() > max_slug) {
        const bool inside = out[max_slug] != '-';
        out.resize(max_slug);
        const std::size_t last = out.rfind('-');
        if (inside && last != std::string::npos && last > 0) out.resize(last);
    }
    while (!out.empty() && out.back() == '-') out.pop_back();
    return out.empty() ? hashed(category_name) : out;
}

}  // namespace syndicated::normalise
