#include "intake/utf8.hpp"

#include "syndicated/base/text.hpp"

#include <array>

namespace syndicated::intake {

namespace {

struct Range {
    unsigned char first_low, first_high;    // lead bytes
    unsigned char second_low, second_high;  // what may follow them; further bytes are 80..BF
    std::size_t size;
};
// Unicode 15, table 3-7.
constexpr std::array<Range, 8> ranges{{{0xC2, 0xDF, 0x80, 0xBF, 2},
                                       {0xE0, 0xE0, 0xA0, 0xBF, 3},
                                       {0xE1, 0xEC, 0x80, 0xBF, 3},
                                       {0xED, 0xED, 0x80, 0x9F, 3},
                                       {0xEE, 0xEF, 0x80, 0xBF, 3},
                                       {0xF0, 0xF0, 0x90, 0xBF, 4},
                                       {0xF1, 0xF3, 0x80, 0xBF, 4},
                                       {0xF4, 0xF4, 0x80, 0x8F, 4}}};

unsigned char byte_at(std::string_view bytes, std::size_t pos) {
    return static_cast<unsigned char>(bytes[pos]);
}

// A surrogate as CESU-8 writes it, ED A0..BF 80..BF; 0: none here.
char32_t surrogate_at(std::string_view bytes, std::size_t pos) {
    if (pos + 3 > bytes.size() || byte_at(bytes, pos) != 0xED) return 0;
    const unsigned second = byte_at(bytes, pos + 1);
    const unsigned third = byte_at(bytes, pos + 2);
    if (second < 0xA0 || second > 0xBF || (third & 0xC0U) != 0x80U) return 0;
    return 0xD000U | ((second & 0x3FU) << 6U) | (third & 0x3FU);
}

Utf8Part read_surrogate(std::string_view bytes, std::size_t pos, char32_t high) {
    const char32_t low = high < 0xDC00 ? surrogate_at(bytes, pos + 3) : 0;
    if (low < 0xDC00) return {3, replacement_character, Utf8Part::Kind::bad};
    return {6, 0x10000U + ((high - 0xD800U) << 10U) + (low - 0xDC00U), Utf8Part::Kind::good};
}

}  // namespace

Utf8Part next_utf8_part(std::string_view bytes, std::size_t pos) {
    const unsigned char lead = byte_at(bytes, pos);
    if (lead < 0x80) return {1, lead, Utf8Part::Kind::good};
    if (const char32_t half = surrogate_at(bytes, pos)) return read_surrogate(bytes, pos, half);
    for (const Range& range : ranges) {
        if (lead < range.first_low || lead > range.first_high) continue;
        char32_t code_point = lead & (0x7FU >> range.size);
        for (std::size_t i = 1; i < range.size; ++i) {
            if (pos + i >= bytes.size()) return {i, replacement_character, Utf8Part::Kind::cut};
            const unsigned char next = byte_at(bytes, pos + i);
            const unsigned char low = i == 1 ? range.second_low : 0x80;
            const unsigned char high = i == 1 ? range.second_high : 0xBF;
            if (next < low || next > high) return {i, replacement_character, Utf8Part::Kind::bad};
            code_point = (code_point << 6U) | (next & 0x3FU);
        }
        return {range.size, code_point, Utf8Part::Kind::good};
    }
    return {1, replacement_character, Utf8Part::Kind::bad};
}

Utf8Shape utf8_shape(std::string_view bytes) {
    Utf8Shape shape;
    // The shares of a hundred thousand characters are those of all.
    constexpr std::int64_t enough = 100'000;
    for (std::size_t pos = 0; pos < bytes.size() && shape.good + shape.bad < enough;) {
        const Utf8Part part = next_utf8_part(bytes, pos);
        pos += part.size;
        if (part.kind == Utf8Part::Kind::good) {
            shape.good += part.code_point >= 0x80 ? 1 : 0;
            shape.good_long += part.size > 2 ? 1 : 0;
        } else {
            ++shape.bad;
            shape.cut_at_end = part.kind == Utf8Part::Kind::cut;
        }
    }
    return shape;
}

Converted utf8_with_replacements(std::string_view bytes) {
    Converted out;
    out.text.reserve(bytes.size() + 16);
    for (std::size_t pos = 0; pos < bytes.size();) {
        const Utf8Part part = next_utf8_part(bytes, pos);
        append_utf8(out.text, part.code_point);
        if (part.kind != Utf8Part::Kind::good) out.bad_bytes += static_cast<std::int64_t>(part.size);
        pos += part.size;
    }
    return out;
}

}  // namespace syndicated::intake
