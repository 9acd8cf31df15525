#include "normalise/language.hpp"

#include "syndicated/base/text.hpp"

#include <unicode/uloc.h>

#include <algorithm>
#include <bitset>

namespace syndicated::normalise {

namespace {

constexpr std::size_t most_read = 6'000;  // bytes

// Frequent letters that are written in one way only, pairs at the same place.
constexpr std::u32string_view simplified =
    U"们这为说国时会对发经过个来现开关问头无东车见长门风马鱼鸟万与业专丝两严丧临丽举义乐习乡书买乱争于云亚产亲亿仅从仓"
    U"仪价众优伟传伤";
constexpr std::u32string_view traditional =
    U"們這為說國時會對發經過個來現開關問頭無東車見長門風馬魚鳥萬與業專絲兩嚴喪臨麗舉義樂習鄉書買亂爭於雲亞產親億僅從倉"
    U"儀價眾優偉傳傷";

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string tidy_subtag(std::string_view part, std::size_t index) {
    std::string out = to_lower_ascii(part);
    const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; };
    if (index > 0 && out.size() == 2) std::transform(out.begin(), out.end(), out.begin(), upper);
    if (index > 0 && out.size() == 4) out[0] = upper(out[0]);
    return out;
}

// ISO 639, as far as ICU has it: validators refuse a feed for a language that nobody speaks, such as the "cn" that
// Chinese sites write.
bool is_language(const std::string& code) {
    return *uloc_getISO3Language(code.c_str()) != '\0';
}

// One bit a Han letter.
using Letters = std::bitset<0x5200>;

Letters letters_in(std::u32string_view list) {
    Letters out;
    for (const char32_t c : list) out.set(c - 0x4E00);
    return out;
}

}  // namespace

std::string tidy_language(std::string_view tag) {
    tag = trim(tag);
    std::string out;
    std::size_t index = 0;
    for (std::size_t begin = 0; begin <= tag.size(); ++index) {
        const std::size_t end = std::min(tag.find_first_of("-_", begin), tag.size());
        const std::string_view part = tag.substr(begin, end - begin);
        const bool good = !part.empty() && part.size() <= 8 && std::all_of(part.begin(), part.end(), is_alphanumeric);
        if (!good || index > 4 || (index == 0 && (part.size() < 2 || part.size() > 3))) return {};
        if (index > 0) out += '-';
        out += tidy_subtag(part, index);
        if (index == 0 && !is_language(out)) return {};
        begin = end + 1;
    }
    return out;
}

std::string guess_script(std::string_view text) {
    static const Letters is_simplified = letters_in(simplified), is_traditional = letters_in(traditional);
    std::size_t simple = 0, full = 0;
    for (std::size_t pos = 0; pos < text.size() && pos < most_read;) {
        const char32_t c = next_code_point(text, pos);
        if (c < 0x4E00 || c > 0x9FFF) continue;
        simple += is_simplified[c - 0x4E00] ? 1U : 0U;
        full += is_traditional[c - 0x4E00] ? 1U : 0U;
    }
    if (simple + full < 5) return {};
    if (full > 4 * simple) return "zh-TW";
    return simple > 4 * full ? "zh-CN" : std::string{};
}

bool is_chinese(std::string_view text) {
    std::size_t han = 0, latin = 0, neighbours = 0;
    for (std::size_t pos = 0; pos < text.size() && pos < most_read;) {
        const char32_t c = next_code_point(text, pos);
        han += c >= 0x4E00 && c <= 0x9FFF ? 1U : 0U;
        latin += (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ? 1U : 0U;
        neighbours += (c >= 0x3041 && c <= 0x30FA) || (c >= 0xAC00 && c <= 0xD7A3) ? 1U : 0U;
    }
    return han > latin && han > 10 * neighbours;
}

}  // namespace syndicated::normalise
