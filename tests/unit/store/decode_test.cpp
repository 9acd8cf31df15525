// Texts of a row that are no UTF-8, with a decoder that says what it was asked.
#include "store/decode.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <array>
#include <string>
#include <vector>

namespace syndicated::store {

namespace {

struct Scene {
    std::vector<std::string> asked;
    Decoder decode = [this](std::string_view bytes, std::string_view declared) {
        asked.push_back(fmt::format("{} as {}", bytes.size(), declared));
        return Decoded{"<" + std::string(declared) + ">", "gb18030", 2};
    };
};

}  // namespace

TEST_CASE("texts in UTF-8 stay, and nobody is asked") {
    Scene scene;
    std::string title = "标题", html;
    const std::array<std::string*, 2> texts{&title, &html};
    const auto decoding = decode_texts(texts, scene.decode, "gbk");
    CHECK(decoding.charset.empty());
    CHECK(decoding.undecodable == 0);
    CHECK(title == "标题");
    CHECK(scene.asked.empty());
}

TEST_CASE("the others are in one charset, that of all of them together") {
    Scene scene;
    std::string title = "\xCC\xE5", category = "2025 é", html = "\xD3\xFD.";
    const std::array<std::string*, 3> texts{&title, &category, &html};
    const auto decoding = decode_texts(texts, scene.decode, "big5");
    CHECK(scene.asked == std::vector<std::string>{"7 as big5", "2 as gb18030", "3 as gb18030"});
    CHECK(decoding.charset == "gb18030");
    CHECK(decoding.undecodable == 4);
    CHECK(title == "<gb18030>");
    CHECK(category == "2025 é");
    CHECK(html == "<gb18030>");
}

TEST_CASE("beside Chinese in UTF-8 the others are taken to be meant so too") {
    Scene scene;
    std::string title = "体育", html = "\xD3\xFD.";
    const std::array<std::string*, 2> texts{&title, &html};
    decode_texts(texts, scene.decode, "big5");
    CHECK(scene.asked == std::vector<std::string>{"4 as utf-8", "3 as gb18030"});
}

TEST_CASE("without a decoder malformed bytes are replaced") {
    std::string title = "A\xFF\xC3";
    std::string* const text = &title;
    const auto decoding = decode_texts({&text, 1}, replace_malformed, "gbk");
    CHECK(title == "A\xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK(decoding.charset == "utf-8");
    CHECK(decoding.undecodable == 2);
}

}  // namespace syndicated::store
