// UTF-8 text: reading it code point by code point, making foreign text fit for documents and for messages.
// Pure; any thread. Positions and sizes are bytes unless a name says otherwise.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syndicated {

inline constexpr char32_t replacement_character = U'\uFFFD';

// The code point at `pos`, which moves behind it. Malformed, overlong or surrogate bytes give U+FFFD and move one
// byte. Call only with pos < text.size().
[[nodiscard]] inline char32_t next_code_point(std::string_view text, std::size_t& pos);
void append_utf8(std::string& out, char32_t code_point);

[[nodiscard]] bool is_valid_utf8(std::string_view text);
// The same text with every malformed byte replaced by U+FFFD; `replaced`, if given, is raised by their number.
[[nodiscard]] std::string to_valid_utf8(std::string_view text, std::size_t* replaced = nullptr);
[[nodiscard]] std::size_t count_code_points(std::string_view text);

// XML 1.0 (Fifth Edition), section 2.2, Char.
[[nodiscard]] bool is_xml_char(char32_t code_point);
// What a mis-decoded windows-1252 character in U+0080..U+009F stands for; 0 for the five that stand for nothing.
[[nodiscard]] char32_t from_windows_1252(char32_t c1);
// What stands for the character in a document: U+25A1 for U+FFFD, for C1 controls what windows-1252 has there; 0 is
// nothing, for what XML forbids, U+007F and noncharacters (XML 1.0, section 2.2 and its note).
[[nodiscard]] char32_t document_character(char32_t code_point);
// Valid UTF-8 out of any bytes, without the characters that XML forbids and noncharacters.
[[nodiscard]] std::string drop_forbidden(std::string_view text);

// ASCII and Unicode blanks (NBSP, U+3000, zero-width) off both ends.
[[nodiscard]] std::string_view trim(std::string_view text);
// The code points that `is_outer` takes off both ends.
template <class IsOuter>
[[nodiscard]] std::string_view trim_if(std::string_view text, IsOuter is_outer);
[[nodiscard]] bool is_blank(char32_t code_point);

[[nodiscard]] std::string to_lower_ascii(std::string_view text);
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);  // ASCII case

// Foreign text for a message or the log: in quotes, one line, control characters escaped, cut at max_chars code points.
[[nodiscard]] std::string quote(std::string_view text, std::size_t max_chars = 80);

// RFC 3986 section 2.1: every byte but unreserved ones as %XX.
[[nodiscard]] std::string percent_encode(std::string_view text);
// Bytes for %XX; a lone or malformed % stays as it is.
[[nodiscard]] std::string percent_decode(std::string_view text);

namespace detail {

// What next_code_point does not tell at a glance.
[[nodiscard]] char32_t next_rare_code_point(std::string_view text, std::size_t& pos);

}  // namespace detail

// Called for every character of every page: ASCII, and three bytes that can be neither overlong nor a surrogate, which
// Han and its punctuation are, stay here.
inline char32_t next_code_point(std::string_view text, std::size_t& pos) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[pos + i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        ++pos;
        return lead;
    }
    const bool plain = lead > 0xE0 && lead <= 0xEF && lead != 0xED && pos + 2 < text.size() &&
                       (byte(1) & 0xC0U) == 0x80U && (byte(2) & 0xC0U) == 0x80U;
    if (!plain) return detail::next_rare_code_point(text, pos);
    const char32_t out = ((lead & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
    pos += 3;
    return out;
}

template <class IsOuter>
std::string_view trim_if(std::string_view text, IsOuter is_outer) {
    std::size_t begin = 0;
    while (begin < text.size()) {
        std::size_t next = begin;
        if (!is_outer(next_code_point(text, next))) break;
        begin = next;
    }
    std::size_t end = text.size();
    while (end > begin) {
        std::size_t start = end - 1;
        while (start > begin && (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80U) --start;
        std::size_t next = start;
        if (!is_outer(next_code_point(text, next)) || next != end) break;
        end = start;
    }
    return text.substr(begin, end - begin);
}

}  // namespace syndicated
