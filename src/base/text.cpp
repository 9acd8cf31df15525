#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace syndicated {

namespace {

// "May be used to represent a missing ideograph" (Unicode's list of names); Chinese print has it for a lost character.
// Validators take U+FFFD for a wrong encoding.
constexpr char32_t missing_ideograph = 0x25A1;

bool is_noncharacter(char32_t c) {
    return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFEU) == 0xFFFEU;
}

constexpr std::string_view hex_digits = "0123456789ABCDEF";

// How many continuation bytes follow a lead byte, and the least code point that needs so many; -1 for no lead byte.
struct Lead {
    int rest;
    char32_t bits;
    char32_t least;
};

Lead read_lead(unsigned char byte) {
    if (byte < 0x80) return {0, byte, 0};
    if (byte >= 0xC2 && byte < 0xE0) return {1, byte & 0x1FU, 0x80};
    if (byte >= 0xE0 && byte < 0xF0) return {2, byte & 0x0FU, 0x800};
    if (byte >= 0xF0 && byte < 0xF5) return {3, byte & 0x07U, 0x10000};
    return {-1, 0, 0};
}

// Like next_code_point, but tells malformed bytes from a genuine U+FFFD.
bool decode(std::string_view text, std::size_t& pos, char32_t& out) {
    const Lead lead = read_lead(static_cast<unsigned char>(text[pos]));
    const auto rest = static_cast<std::size_t>(std::max(lead.rest, 0));
    char32_t code_point = lead.bits;
    bool good = lead.rest >= 0 && pos + rest < text.size();
    for (std::size_t i = 1; good && i <= rest; ++i) {
        const auto byte = static_cast<unsigned char>(text[pos + i]);
        good = (byte & 0xC0U) == 0x80U;
        code_point = (code_point << 6U) | (byte & 0x3FU);
    }
    good = good && code_point >= lead.least && code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF);
    pos += good ? rest + 1 : 1;
    out = good ? code_point : replacement_character;
    return good;
}

// Behind the ASCII bytes at `pos`, eight at a time.
std::size_t skip_ascii(std::string_view text, std::size_t pos) {
    std::uint64_t eight = 0;
    for (; pos + sizeof eight <= text.size(); pos += sizeof eight) {
        std::memcpy(&eight, text.data() + pos, sizeof eight);
        if ((eight & 0x8080808080808080U) != 0) break;
    }
    while (pos < text.size() && static_cast<unsigned char>(text[pos]) < 0x80) ++pos;
    return pos;
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void append_escaped(std::string& out, char32_t c) {
    switch (c) {
        case U'\n': out += "\\n"; return;
        case U'\r': out += "\\r"; return;
        case U'\t': out += "\\t"; return;
        case U'"': out += "\\\""; return;
        case U'\\': out += "\\\\"; return;
        default: break;
    }
    const bool hidden = c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) || c == 0x2028 ||
                        c == 0x2029 || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
    if (!hidden) return append_utf8(out, c);
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += hex_digits[(c >> static_cast<unsigned>(shift)) & 0xFU];
}

}  // namespace

char32_t detail::next_rare_code_point(std::string_view text, std::size_t& pos) {
    char32_t out = 0;
    decode(text, pos, out);
    return out;
}

void append_utf8(std::string& out, char32_t c) {
    const auto put = [&out](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0U | (c >> 6U));
        put(0x80U | (c & 0x3FU));
    } else if (c < 0x10000) {
        put(0xE0U | (c >> 12U));
        put(0x80U | ((c >> 6U) & 0x3FU));
        put(0x80U | (c & 0x3FU));
    } else {
        put(0xF0U | (c >> 18U));
        put(0x80U | ((c >> 12U) & 0x3FU));
        put(0x80U | ((c >> 6U) & 0x3FU));
        put(0x80U | (c & 0x3FU));
    }
}

bool is_valid_utf8(std::string_view text) {
    char32_t ignored = 0;
    for (std::size_t pos = skip_ascii(text, 0); pos < text.size(); pos = skip_ascii(text, pos)) {
        if (!decode(text, pos, ignored)) return false;
    }
    return true;
}

std::string to_valid_utf8(std::string_view text, std::size_t* replaced) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t pos = 0; pos < text.size();) {
        char32_t c = 0;
        if (!decode(text, pos, c) && replaced != nullptr) ++*replaced;
        append_utf8(out, c);
    }
    return out;
}

std::size_t count_code_points(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t pos = 0; pos < text.size(); ++count) (void)next_code_point(text, pos);
    return count;
}

bool is_xml_char(char32_t c) {
    return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
           (c >= 0x10000 && c <= 0x10FFFF);
}

char32_t from_windows_1252(char32_t c) {
    static constexpr std::array<char32_t, 32> table{0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
    return c >= 0x80 && c < 0xA0 ? table.at(c - 0x80) : c;
}

char32_t document_character(char32_t c) {
    if (!is_xml_char(c) || is_noncharacter(c) || c == 0x7F) return 0;
    return c == replacement_character ? missing_ideograph : from_windows_1252(c);
}

std::string drop_forbidden(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t pos = 0; pos < text.size();) {
        const char32_t c = next_code_point(text, pos);
        if (is_xml_char(c) && !is_noncharacter(c)) append_utf8(out, c);
    }
    return out;
}

bool is_blank(char32_t c) {
    return c <= 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200D) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x2060 || c == 0x3000 || c == 0xFEFF;
}

std::string_view trim(std::string_view text) {
    return trim_if(text, is_blank);
}

std::string to_lower_ascii(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

std::string quote(std::string_view text, std::size_t max_chars) {
    std::string out = "\"";
    std::size_t pos = 0;
    for (std::size_t n = 0; pos < text.size() && n < max_chars; ++n) append_escaped(out, next_code_point(text, pos));
    out += pos < text.size() ? "…\"" : "\"";
    return out;
}

std::string percent_encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                c == '-' || c == '.' || c == '_' || c == '~';
        const auto byte = static_cast<unsigned char>(c);
        if (unreserved) {
            out += c;
        } else {
            out += '%';
            out += hex_digits[byte >> 4U];
            out += hex_digits[byte & 0xFU];
        }
    }
    return out;
}

std::string percent_decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
        const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
        if (low >= 0) {
            out += static_cast<char>(static_cast<unsigned char>(high * 16 + low));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

}  // namespace syndicated
