#include "websub/form.hpp"

#include <catch2/catch.hpp>

using namespace syndicated::websub;

TEST_CASE("a ping names its topic twice, once under each name that hubs read") {
    CHECK(publish_form("https://example.cn/feeds/all.rss") ==
          "hub.mode=publish&hub.url=https%3A%2F%2Fexample.cn%2Ffeeds%2Fall.rss"
          "&hub.topic=https%3A%2F%2Fexample.cn%2Ffeeds%2Fall.rss");
}

TEST_CASE("no byte of a topic can end its field or add another") {
    CHECK(publish_form("http://h/?a=1&b=2+3 4%20#娱") ==
          "hub.mode=publish&hub.url=http%3A%2F%2Fh%2F%3Fa%3D1%26b%3D2%2B3%204%2520%23%E5%A8%B1"
          "&hub.topic=http%3A%2F%2Fh%2F%3Fa%3D1%26b%3D2%2B3%204%2520%23%E5%A8%B1");
}
