#include "syndicated/base/text.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated;

TEST_CASE("every code point is read as it was written") {
    std::size_t wrong = 0;
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        std::string text;
        append_utf8(text, c);
        const std::size_t size = text.size();
        text += "a";
        std::size_t pos = 0;
        if (next_code_point(text, pos) != c || pos != size || !is_valid_utf8(text)) ++wrong;
    }
    CHECK(wrong == 0);
}

TEST_CASE("malformed bytes are replaced one by one") {
    const std::vector<std::string> malformed{
        "\x80",      "\xC0\xAF", "\xE0\x80\x80",     "\xED\xA0\x80",     "\xE4\xB8", "\xE4\xB8z",
        "\xE4z\x80", "\xEF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"};
    for (const std::string& bytes : malformed) {
        CAPTURE(bytes);
        std::size_t pos = 0;
        CHECK(next_code_point(bytes, pos) == replacement_character);
        CHECK(pos == 1);
        CHECK_FALSE(is_valid_utf8("12345678" + bytes));
        CHECK_FALSE(is_valid_utf8(bytes + "12345678"));
    }
}
