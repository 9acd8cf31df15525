#include "app/differences.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>

namespace syndicated::app {

namespace {

const Zone zone = Zone::fixed(std::chrono::hours(8));

Article an_article() {
    Article out;
    out.title = "标题";
    out.published.at = sys_seconds{std::chrono::seconds{1'741'550'791}};
    return out;
}

Difference only_difference(const Article& a, const Article& b) {
    const auto found = differences(a, b, zone);
    REQUIRE(found.size() == 1);
    return found.front();
}

std::string many(std::string_view piece, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += piece;
    return out;
}

}  // namespace

TEST_CASE("equal articles differ in nothing, and whose they are is no difference") {
    auto other = an_article();
    other.guid = "tag:other";
    other.key = "9";
    other.position = 9;
    CHECK(differences(an_article(), other, zone).empty());
}

TEST_CASE("every other field that is kept is compared, and told by its name in one order") {
    auto other = an_article();
    other.title = "另一个";
    other.source = "山海晚报";
    other.source_url = "https://a.example/";
    other.authors = {"王一", "赵二"};
    other.editors = {"钱三"};
    other.published.precision = Precision::minute;
    other.updated = Timestamp{other.published.at, Precision::day};
    other.categories = {"新闻", "社会"};
    other.category_path = {"新闻", "社会"};
    other.category_paths = {"新闻", "新闻/社会"};
    other.views = 547;
    other.link = "https://a.example/1";
    other.summary = "摘要";
    other.image = "https://a.example/1.png";
    other.language = "zh-TW";
    other.featured = true;
    other.withheld = Withheld::empty;
    other.html = "<p>正文</p>";
    const auto found = differences(an_article(), other, zone);
    REQUIRE(found.size() == compared_fields().size());
    std::string told;
    for (std::size_t i = 0; i < found.size(); ++i) {
        CHECK(found[i].field == compared_fields()[i]);
        told += std::string(found[i].field) + " " + found[i].was + " " + found[i].would_be + "\n";
    }
    CHECK(told ==
          "title \"标题\" \"另一个\"\n"
          "source - \"山海晚报\"\n"
          "source_url - \"https://a.example/\"\n"
          "author - \"王一, 赵二\"\n"
          "editor - \"钱三\"\n"
          "published \"2025-03-10T04:06:31+08:00\" \"2025-03-10T04:06:31+08:00 (the minute)\"\n"
          "updated - \"2025-03-10T04:06:31+08:00 (the day)\"\n"
          "categories - \"新闻, 社会\"\n"
          "category_path - \"新闻 > 社会\"\n"
          "category_paths - \"新闻, 新闻/社会\"\n"
          "views - \"547\"\n"
          "link - \"https://a.example/1\"\n"
          "summary - \"摘要\"\n"
          "image - \"https://a.example/1.png\"\n"
          "language - \"zh-TW\"\n"
          "featured \"no\" \"yes\"\n"
          "withheld - \"empty\"\n"
          "body - \"<p>正文</p>\"\n");
}

TEST_CASE("what an equal text stands for is a difference too") {
    auto other = an_article();
    SECTION("a time that is waited for") {
        other.scheduled = true;
        CHECK(only_difference(an_article(), other).field == "published");
    }
    SECTION("a link that settings gave") {
        other.link_from_settings = true;
        CHECK(only_difference(an_article(), other).field == "link");
    }
}

TEST_CASE("long texts are cut around the first difference, at whole characters") {
    auto was = an_article(), would_be = an_article();
    const auto begin = many("前", 500), end = many("后", 500);
    was.html = begin + "旧" + end;
    SECTION("in the middle") {
        would_be.html = begin + "新" + end;
        const auto found = only_difference(was, would_be);
        CHECK(found.was == "\"…" + many("前", 20) + "旧" + many("后", 58) + "…\"");
        CHECK(found.would_be == "\"…" + many("前", 20) + "新" + many("后", 58) + "…\"");
    }
    SECTION("one is the beginning of the other") {
        would_be.html = begin;
        const auto found = only_difference(was, would_be);
        CHECK(found.was == "\"…" + many("前", 20) + "旧" + many("后", 58) + "…\"");
        CHECK(found.would_be == "\"…" + many("前", 20) + "\"");
    }
    SECTION("at the beginning") {
        would_be.html = "新" + begin;
        const auto found = only_difference(was, would_be);
        CHECK(found.was == "\"" + many("前", 80) + "…\"");
        CHECK(found.would_be == "\"新" + many("前", 79) + "…\"");
    }
    SECTION("nothing is left") {
        CHECK(only_difference(was, would_be).would_be == "-");
    }
}

TEST_CASE("texts from outside stay on one line") {
    auto other = an_article();
    other.html = "<p>a\n\x1b[31mb</p>";
    CHECK(only_difference(an_article(), other).would_be == "\"<p>a\\n\\u001B[31mb</p>\"");
}

}  // namespace syndicated::app
