// A category's address out of its name. ICU's Han-Latin reads characters with two readings by what is most frequent
// (银行 yin-xing); those that sites' categories are full of stand in a table here, and the settings may name any slug.
#include "normalise/glyphs.hpp"

#include "syndicated/base/text.hpp"
#include "syndicated/normalise/normalise.hpp"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>

namespace syndicated::normalise {

namespace {

constexpr std::size_t max_slug = 64;
constexpr std::size_t max_name_bytes = 512;  // far more than a slug can show

struct WordReading {
    std::string_view word, pinyin;
};
// The longer word first.
constexpr auto readings = std::to_array<WordReading>({{"银行", "yin hang"},
                                                      {"行业", "hang ye"},
                                                      {"行情", "hang qing"},
                                                      {"行长", "hang zhang"},
                                                      {"音乐", "yin yue"},
                                                      {"音樂", "yin yue"},
                                                      {"乐器", "yue qi"},
                                                      {"乐队", "yue dui"},
                                                      {"乐坛", "yue tan"},
                                                      {"声乐", "sheng yue"},
                                                      {"长沙", "chang sha"},
                                                      {"长春", "chang chun"},
                                                      {"长江", "chang jiang"},
                                                      {"长安", "chang an"},
                                                      {"长城", "chang cheng"},
                                                      {"长篇", "chang pian"},
                                                      {"长三角", "chang san jiao"},
                                                      {"厦门", "xia men"},
                                                      {"西藏", "xi zang"},
                                                      {"会计", "kuai ji"},
                                                      {"传记", "zhuan ji"},
                                                      {"自传", "zi zhuan"},
                                                      {"调整", "tiao zheng"},
                                                      {"都", "du"},
                                                      {"地", "di"}});

const WordReading* reading_at(std::string_view text, std::size_t pos) {
    const auto found = std::find_if(readings.begin(), readings.end(), [text, pos](const WordReading& one) {
        return text.substr(pos, one.word.size()) == one.word;
    });
    return found == readings.end() ? nullptr : &*found;
}

using Transliterator = std::unique_ptr<icu::Transliterator>;

Transliterator make_transliterator() {
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString rules = icu::UnicodeString::fromUTF8("Han-Latin; Any-Latin; Latin-ASCII; Lower");
    Transliterator out(icu::Transliterator::createInstance(rules, UTRANS_FORWARD, status));
    return U_SUCCESS(status) != 0 ? std::move(out) : nullptr;
}

// Making the first takes 100 ms, its copies share the rules. One is not to be used by two threads.
Transliterator copy_transliterator() {
    static const Transliterator first = make_transliterator();
    return first == nullptr ? nullptr : Transliterator(first->clone());
}

std::string to_ascii(std::string_view text) {
    thread_local const Transliterator transliterator = copy_transliterator();
    std::string out;
    if (transliterator == nullptr) return out;
    icu::UnicodeString buffer;
    bool han = false;
    for (std::size_t pos = 0; pos < text.size();) {
        if (const WordReading* known = reading_at(text, pos)) {
            buffer.append(icu::UnicodeString::fromUTF8(" " + std::string(known->pinyin) + " "));
            pos += known->word.size();
            continue;
        }
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
