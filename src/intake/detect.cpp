#include "intake/detect.hpp"

#include "intake/convert.hpp"
#include "intake/han.hpp"
#include "syndicated/base/text.hpp"

#include <unicode/ucsdet.h>

#include <algorithm>
#include <array>
#include <memory>

namespace syndicated::intake {

namespace {

constexpr std::size_t sample_bytes = 65536;
constexpr std::size_t kept_ascii = 8;  // more than the longest character takes
constexpr double convincing_average = 2.0;
constexpr double clear_lead = 1.5;
constexpr std::int64_t few_characters = 3;
constexpr int least_confidence = 30;  // of ICU, in percent; short texts get little more

// The bytes without most of their markup: what is beyond ASCII, with a little of what stands around it.
std::string condense(std::string_view bytes) {
    std::string out;
    std::size_t ascii = 0;
    for (std::size_t i = 0; i < bytes.size() && out.size() < sample_bytes; ++i) {
        ascii = static_cast<unsigned char>(bytes[i]) < 0x80 ? ascii + 1 : 0;
        if (ascii <= kept_ascii) out += bytes[i];
    }
    return out;
}

// Points by Rarity, in its order. Han counts in all; kana and Hangul only for who should hold them.
using Points = std::array<int, 9>;
constexpr Points chinese_points{6, 1, -4, 4, -2, -2, -2, -2, -12};
constexpr Points japanese_points{4, 2, -2, 4, 6, -2, 2, -2, -12};
constexpr Points korean_points{-1, -2, -4, 1, -2, 6, 1, -2, -12};

const Points& points_for(const Encoding& encoding) {
    if (&encoding == &euc_jp || &encoding == &shift_jis) return japanese_points;
    return &encoding == &euc_kr ? korean_points : chinese_points;
}

Likeness measure(std::string_view sample, const Encoding& encoding) {
    const Converted converted = convert(sample, encoding);
    const Points& points = points_for(encoding);
    Likeness out;
    out.encoding = &encoding;
    out.bad_bytes = converted.bad_bytes;
    for (std::size_t pos = 0; pos < converted.text.size();) {
        const char32_t c = next_code_point(converted.text, pos);
        if (c < 0x80 && c != 0) continue;
        ++out.characters;
        const Rarity rarity = rarity_of(c);
        out.points += points[static_cast<std::size_t>(rarity)];
        const bool own = rarity == Rarity::hiragana || rarity == Rarity::common_hangul || rarity == Rarity::foreign;
        out.kana_or_hangul += own ? 1 : 0;
    }
    return out;
}

// Every byte beyond ASCII stands alone, as the accents of Western texts do.
bool stand_alone(std::string_view sample) {
    bool before = false;
    for (const char c : sample) {
        const bool high = static_cast<unsigned char>(c) >= 0x80;
        if (high && before) return false;
        before = high;
    }
    return true;
}

// Points a character, ASCII among them.
double utf16_average(std::string_view bytes, const Encoding& encoding) {
    const Likeness likeness = measure(bytes, encoding);
    const auto ascii = static_cast<std::int64_t>(bytes.size() / 2) - likeness.characters;
    return bytes.size() < 2
               ? 0.0
               : static_cast<double>(likeness.points + ascii * 2) * 2.0 / static_cast<double>(bytes.size());
}

struct CloseDetector {
    void operator()(UCharsetDetector* detector) const { ucsdet_close(detector); }
};

}  // namespace

double Likeness::average() const {
    return characters == 0 ? 0.0 : static_cast<double>(points) / static_cast<double>(characters);
}

bool Likeness::is_convincing() const {
    return characters >= 2 && mostly_decodes() && average() >= convincing_average;
}

bool Likeness::mostly_decodes() const {
    return bad_bytes * 20 <= characters || (bad_bytes <= 1 && characters > 4);
}

Detector::Detector(std::string_view bytes) : sample_(condense(bytes)) {
    gb18030_ = measure(sample_, gb18030);
    likeliest_ = gb18030_;
    const std::array<const Encoding*, 5> others{&big5, &utf_8, &shift_jis, &euc_jp, &euc_kr};
    for (const Encoding* other : others) {
        const Likeness likeness = measure(sample_, *other);
        // A line of Han alone is Chinese.
        if (&points_for(*other) != &chinese_points && likeness.kana_or_hangul * 5 < likeness.characters) continue;
        if (likeness.average() > likeliest_.average()) likeliest_ = likeness;
    }
}

bool Detector::fits(const Encoding& declared) const {
    const Likeness likeness = measure(sample_, declared);
    if (!likeness.mostly_decodes()) return false;
    if (likeliest_.encoding == &declared || !likeliest_.is_convincing()) return true;
    if (declared.kind == EncodingKind::single_byte) return false;
    return likeliest_.average() < likeness.average() + clear_lead;
}

const Encoding* Detector::convincing() const {
    return likeliest_.is_convincing() ? likeliest_.encoding : nullptr;
}

const Encoding* Detector::best() const {
    if (const Encoding* found = convincing()) return found;
    // Names, tables of rare characters, a single word: no likeness to speak of, but nothing broken either.
    const bool plausible = gb18030_.mostly_decodes() && gb18030_.average() > 0 && !stand_alone(sample_);
    if (plausible && gb18030_.characters <= few_characters) return &gb18030;
    if (const Encoding* other = ask_icu()) return other;
    if (stand_alone(sample_)) return &windows_1252;
    return plausible ? &gb18030 : nullptr;
}

const Encoding* Detector::ask_icu() const {
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<UCharsetDetector, CloseDetector> detector(ucsdet_open(&error));
    ucsdet_setText(detector.get(), sample_.data(), static_cast<int32_t>(sample_.size()), &error);
    int32_t count = 0;
    const UCharsetMatch** matches = ucsdet_detectAll(detector.get(), &count, &error);
    if (U_FAILURE(error)) return nullptr;
    for (int32_t i = 0; i < count; ++i) {
        if (ucsdet_getConfidence(matches[i], &error) < least_confidence) break;
        const char* name = ucsdet_getName(matches[i], &error);
        const Encoding* found = U_SUCCESS(error) && name != nullptr ? find_encoding(name) : nullptr;
        if (found == nullptr || found->kind == EncodingKind::utf16 || found == &iso_2022_jp) continue;
        if (measure(sample_, *found).mostly_decodes()) return found;
    }
    return nullptr;
}

const Encoding* find_utf16(std::string_view bytes) {
    constexpr std::size_t head_bytes = 4096;
    const std::string_view head = bytes.substr(0, std::min(bytes.size() & ~std::size_t{1}, head_bytes));
    if (std::count(head.begin(), head.end(), '\0') < 2) return nullptr;
    const double little = utf16_average(head, utf_16le);
    const double big = utf16_average(head, utf_16be);
    if (std::max(little, big) < 1.0) return nullptr;
    return little > big ? &utf_16le : &utf_16be;
}

}  // namespace syndicated::intake
