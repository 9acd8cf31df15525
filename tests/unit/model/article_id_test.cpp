#include "syndicated/model/article.hpp"

#include <catch2/catch.hpp>

namespace syndicated {

TEST_CASE("an article's id is the head of SHA-256 of its guid") {
    CHECK(article_id_of("abc") == "ba7816bf8f01cfea");  // FIPS 180-4, example 1
    CHECK(article_id_of("") == "e3b0c44298fc1c14");
    CHECK(article_id_of("tag:example.cn,2025:main/1") != article_id_of("tag:example.cn,2025:main/2"));
    CHECK(own_page_of("https://feeds.example.cn", "abc") == "https://feeds.example.cn/articles/ba7816bf8f01cfea");
}

}  // namespace syndicated
