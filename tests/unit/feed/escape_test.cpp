#include "feed/escape.hpp"
#include "syndicated/base/text.hpp"

#include <catch2/catch.hpp>

using namespace syndicated;
using namespace syndicated::feed;

namespace {

// XML 1.0 (Fifth Edition), section 2.2: its note names these beside what Char leaves out.
bool is_discouraged(char32_t c) {
    return c == 0x7F || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

bool is_control(char32_t c) {
    return c >= 0x80 && c <= 0x9F;
}

// What becomes of a character that is no control of 0x80 to 0x9F, by another way than clean() goes.
std::string expected_of(char32_t c) {
    std::string out;
    if (!is_xml_char(c) || is_discouraged(c)) return out;
    append_utf8(out, c == U'\r' ? U'\n' : c == replacement_character ? U'\u25A1' : c);
    return out;
}

// By another way than append_escaped() goes: character by character.
std::string escaped_slowly(std::string_view text) {
    std::string out;
    for (std::size_t pos = 0; pos < text.size();) {
        const char32_t c = next_code_point(text, pos);
        if (c == U'&' || c == U'<' || c == U'>') {
            out += c == U'&' ? "&amp;" : c == U'<' ? "&lt;" : "&gt;";
        } else {
            out += expected_of(c);
        }
    }
    return out;
}

std::string escaped(std::string_view text) {
    std::string out = "before ";
    append_escaped(out, text, Text::data, Place::content);
    return out.substr(7);
}

}  // namespace

TEST_CASE("every character that XML allows stands, those that it forbids or discourages are dropped") {
    std::string buffer;
    for (char32_t c = 0; c < 0x110000; ++c) {
        if (is_control(c) || (c >= 0xD800 && c <= 0xDFFF)) continue;
        std::string text;
        append_utf8(text, c);
        const std::string expected = expected_of(c);
        const std::string_view cleaned = clean(text, buffer);
        if (cleaned != expected) FAIL("code point " << static_cast<unsigned>(c));
        if (text == expected && cleaned.data() != text.data()) FAIL("copied " << static_cast<unsigned>(c));
    }
}

TEST_CASE("a control of 0x80 to 0x9F is what windows-1252 has there") {
    std::string buffer;
    CHECK(clean("\u0080\u0085\u0093引\u0094\u0099\u009F", buffer) == "€…“引”™Ÿ");
    CHECK(clean("a\u0081\u008D\u008F\u0090\u009Db", buffer) == "ab");
    for (char32_t c = 0x80; c <= 0x9F; ++c) {
        std::string text;
        append_utf8(text, c);
        const std::string cleaned(clean(text, buffer));
        std::string again;
        CHECK(clean(cleaned, again).data() == cleaned.data());
    }
}

TEST_CASE("a byte that is no character leaves the sign for a missing one") {
    std::string buffer;
    CHECK(clean("甲\xFF乙", buffer) == "甲□乙");
    CHECK(clean("甲\uFFFD乙", buffer) == "甲□乙");
    CHECK(clean("\xED\xA0\x80\xC0\xAF", buffer) == "□□□□□");
}

TEST_CASE("every pair and triple of bytes comes out as text that stays as it is") {
    std::string buffer, again;
    const unsigned char leads[] = {'a',  0x7F, 0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE4, 0xED,
                                   0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF, 0x9F, 0xA0, 0x8F, 0x90, 0xBE};
    for (const unsigned char a : leads) {
        for (const unsigned char b : leads) {
            for (const unsigned char c : leads) {
                const std::string text{static_cast<char>(a), static_cast<char>(b), static_cast<char>(c)};
                for (std::size_t size = 1; size <= 3; ++size) {
                    const std::string part = text.substr(0, size);
                    const std::string cleaned(clean(part, buffer));
                    if (!is_valid_utf8(cleaned) || drop_forbidden(cleaned) != cleaned) FAIL(quote(part));
                    if (clean(cleaned, again).data() != cleaned.data()) FAIL(quote(part));
                    if (is_valid_utf8(part) && size == 1 && part[0] == 'a' && cleaned != part) FAIL(quote(part));
                }
            }
        }
    }
    SUCCEED();
}

TEST_CASE("any character is escaped as it should be, whatever stands around it") {
    for (char32_t c = 1; c <= 0x10FFFF; c += c < 0x3100 ? 1 : 97) {
        if (is_control(c) || c == U'\r') continue;
        std::string text = "字，a";
        append_utf8(text, c);
        text += c % 2 == 0 ? "\xE4\xB8" : "…b";  // the first is cut off
        if (escaped(text) != escaped_slowly(text)) FAIL("U+" << std::hex << static_cast<std::uint32_t>(c));
    }
    SUCCEED();
}

TEST_CASE("any byte in the midst of Chinese is taken for what it is") {
    const std::string whole = "去年底，内部团队的芯片";
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (int byte = 0; byte < 256; ++byte) {
            std::string text = whole;
            text[at] = static_cast<char>(byte);
            if (text.find('\r') != std::string::npos) continue;
            bool has_control = false;
            for (std::size_t pos = 0; pos < text.size();)
                has_control = is_control(next_code_point(text, pos)) || has_control;
            if (!has_control && escaped(text) != escaped_slowly(text)) FAIL(quote(text) << " " << at);
        }
    }
    SUCCEED();
}

TEST_CASE("line ends are line feeds, in every format the same") {
    std::string buffer;
    CHECK(clean("a\r\nb\rc\n\r", buffer) == "a\nb\nc\n\n");
    CHECK(clean("\r", buffer) == "\n");
    CHECK(clean("", buffer).empty());
}
