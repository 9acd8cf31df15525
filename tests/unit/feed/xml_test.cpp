#include "feed/xml.hpp"
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

std::string printed(pugi::xml_node node) {
    std::string out;
    print(node, 0, out);
    return out;
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

TEST_CASE("what is escaped is what clean() leaves, whatever stands around it") {
    std::string buffer;
    for (char32_t c = 1; c <= 0x10FFFF; c += c < 0x3100 ? 1 : 97) {
        std::string text = "字，a";
        append_utf8(text, c);
        text += c % 2 == 0 ? "\xE4\xB8" : "…b";  // the first is cut off
        std::string expected;
        for (const char byte : clean(text, buffer)) {
            expected += byte == '&' ? "&amp;" : byte == '<' ? "&lt;" : byte == '>' ? "&gt;" : std::string(1, byte);
        }
        pugi::xml_document document;
        if (printed(add(document, "a", text)) != "<a>" + expected + "</a>\n")
            FAIL("U+" << std::hex << static_cast<std::uint32_t>(c));
    }
    SUCCEED();
}

TEST_CASE("plain words are written so that nobody takes them for HTML") {
    pugi::xml_document document;
    pugi::xml_node node = add_plain(document, "a", "1 < 2 & \"3\" > ]]>");
    set_plain(node, "b", "<\"\n\t&");
    CHECK(printed(node) == "<a b=\"&#x3C;&quot;&#10;&#9;&#x26;\">1 &#x3C; 2 &#x26; \"3\" &gt; ]]&gt;</a>\n");
    pugi::xml_node other = add(document, "c", "<p>&amp;");
    set(other, "d", "?a=1&b=<2>");
    CHECK(printed(other) == "<c d=\"?a=1&amp;b=&lt;2&gt;\">&lt;p&gt;&amp;amp;</c>\n");
    pugi::xml_document again;
    REQUIRE(again.load_string(printed(node).c_str()));
    CHECK(again.child_value("a") == std::string("1 < 2 & \"3\" > ]]>"));
    CHECK(again.child("a").attribute("b").value() == std::string("<\"\n\t&"));
}

TEST_CASE("line ends are line feeds, in every format the same") {
    std::string buffer;
    CHECK(clean("a\r\nb\rc\n\r", buffer) == "a\nb\nc\n\n");
    CHECK(clean("\r", buffer) == "\n");
    CHECK(clean("", buffer).empty());
}
