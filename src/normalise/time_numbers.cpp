// Numbers of dates and times: ASCII digits and Chinese numerals.
#include "normalise/time_tokens.hpp"

#include <algorithm>

namespace syndicated::normalise {

namespace {

int chinese_digit(char32_t c) {
    switch (c) {
        case U'〇':
        case U'零':
        case U'\u25CB':  // ○, written for 〇
        case U'\u25EF': return 0;
        case U'一': return 1;
        case U'二':
        case U'两': return 2;
        case U'三': return 3;
        case U'四': return 4;
        case U'五': return 5;
        case U'六': return 6;
        case U'七': return 7;
        case U'八': return 8;
        case U'九': return 9;
        default: return -1;
    }
}

int chinese_unit(char32_t c) {
    switch (c) {
        case U'十': return 10;
        case U'百': return 100;
        case U'千': return 1000;
        default: return 0;
    }
}

bool is_number_character(char32_t c) {
    return chinese_digit(c) >= 0 || chinese_unit(c) > 0 || c == U'廿' || c == U'卅';
}

// 十五, 二十, 一百一十四, 廿五
std::int64_t with_units(std::u32string_view text) {
    std::int64_t total = 0;
    std::int64_t digit = -1;
    for (const char32_t c : text) {
        if (c == U'廿' || c == U'卅') {
            total += c == U'廿' ? 20 : 30;
        } else if (const int unit = chinese_unit(c); unit > 0) {
            total += (digit < 0 ? 1 : digit) * unit;
            digit = -1;
        } else {
            digit = chinese_digit(c);
        }
    }
    return total + (digit > 0 ? digit : 0);
}

// 二O二五, 二0二五: a letter or a digit that stands for 〇.
bool is_round_zero(const Glyphs& glyphs, std::size_t begin, std::size_t i) {
    return i > begin && (glyphs[i] == U'o' || glyphs[i] == U'0') && chinese_digit(glyphs[i - 1]) >= 0 &&
           chinese_digit(glyphs[i + 1]) >= 0;
}

std::optional<Number> read_chinese_number(const Glyphs& glyphs, std::size_t i) {
    std::size_t end = i;
    bool units = false;
    while (end < i + 9 && (is_number_character(glyphs[end]) || is_round_zero(glyphs, i, end))) {
        units = units || (chinese_digit(glyphs[end]) < 0 && is_number_character(glyphs[end]));
        ++end;
    }
    if (end == i || is_number_character(glyphs[end])) return std::nullopt;
    Number out;
    out.end = end;
    out.digits = static_cast<int>(end - i);
    out.chinese = true;
    out.positional = !units;
    const auto text = glyphs.folded(i, end);
    if (units) {
        out.value = with_units(text);
    } else {
        for (const char32_t c : text) out.value = out.value * 10 + std::max(chinese_digit(c), 0);
    }
    return out;
}

}  // namespace

bool is_chinese_digit(char32_t c) {
    return is_number_character(c);
}

std::optional<Number> read_number(const Glyphs& glyphs, std::size_t i) {
    if (!is_digit(glyphs[i])) return read_chinese_number(glyphs, i);
    Number out;
    out.end = i;
    while (is_digit(glyphs[out.end]) && out.digits < 18) {
        out.value = out.value * 10 + static_cast<std::int64_t>(glyphs[out.end] - U'0');
        ++out.end;
        ++out.digits;
    }
    if (is_digit(glyphs[out.end])) return std::nullopt;
    return out;
}

}  // namespace syndicated::normalise
