#include "feed/xml.hpp"
#include "syndicated/base/text.hpp"

#include <catch2/catch.hpp>

using namespace syndicated;
using namespace syndicated::feed;

TEST_CASE("every character that XML allows stands, and every other one is dropped") {
    std::string buffer;
    for (char32_t c = 0; c <= 0x110000; ++c) {
        std::string text;
        append_utf8(text, c);
        const std::string_view cleaned = clean(text, buffer);
        const std::string expected = c == U'\r' ? "\n" : drop_forbidden(text);
        if (cleaned != expected) FAIL("code point " << static_cast<unsigned>(c));
        if (is_xml_char(c) && c != U'\r' && cleaned.data() != text.data()) FAIL("copied " << static_cast<unsigned>(c));
    }
}

TEST_CASE("every pair and triple of bytes comes out as valid text") {
    std::string buffer;
    const unsigned char leads[] = {'a',  0x7F, 0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE4, 0xED,
                                   0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF, 0x9F, 0xA0, 0x8F, 0x90, 0xBE};
    for (const unsigned char a : leads) {
        for (const unsigned char b : leads) {
            for (const unsigned char c : leads) {
                const std::string text{static_cast<char>(a), static_cast<char>(b), static_cast<char>(c)};
                for (std::size_t size = 1; size <= 3; ++size) {
                    const std::string_view part = std::string_view(text).substr(0, size);
                    if (clean(part, buffer) != drop_forbidden(part)) FAIL(quote(part));
                }
            }
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
