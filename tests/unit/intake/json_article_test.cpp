#include "syndicated/base/text.hpp"
#include "syndicated/intake/intake.hpp"
#include "unit/intake/reading.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace syndicated;
using namespace syndicated::intake;

namespace {

// The one problem of a JSON object, or what went wrong with the file.
std::string problem_with(std::string_view json) {
    const Read got = read_bytes("a.json", json);
    if (!got.report) return got.report.error().detail;
    return got.report->problems.empty() ? "" : got.report->problems.front();
}

}  // namespace

TEST_CASE("every key of a JSON article reaches its field") {
    const Read got = read_bytes("a.json", R"({"guid":" g1 ","id":7,"url":"https://e.cn/1","title":"标题",
        "category":["娱乐","电影",null,""],"source":"新华社","author":["张三","李四"],"published":1741550400,
        "updated":"2025-03-10","views":547,"summary":"摘要","image":"/a.jpg","lang":"zh","featured":true,"status":0,
        "html":"<p>x</p>","content":"no","form":"text","origin":"crawler","unknown":{"a":[1]}})");
    REQUIRE(got.articles.size() == 1);
    const RawArticle& article = got.articles.front();
    CHECK(article.guid == "g1");
    CHECK(article.url == "https://e.cn/1");
    CHECK(article.title == "标题");
    CHECK(article.category == "娱乐");
    CHECK(article.more_categories == std::vector<std::string>{"电影"});
    CHECK(article.source == "新华社");
    CHECK(article.author == "张三、李四");
    CHECK(article.published == "1741550400");
    CHECK(article.updated == "2025-03-10");
    CHECK(article.views == "547");
    CHECK(article.summary == "摘要");
    CHECK(article.image == "/a.jpg");
    CHECK(article.lang == "zh");
    CHECK(article.featured);
    CHECK_FALSE(article.is_public);
    CHECK(article.html == "<p>x</p>");
    CHECK(article.form == Form::text);
    CHECK(article.origin == "crawler");
    CHECK_FALSE(article.charset.has_value());
}

TEST_CASE("what JSON leaves out or sets to null is absent") {
    const Read got =
        read_bytes("a.json", R"({"title":"t","body":"<b>x</b>","guid":null,"id":"","status":null,"views":null})");
    REQUIRE(got.articles.size() == 1);
    const RawArticle& article = got.articles.front();
    CHECK(article.guid == "file:a.json");
    CHECK(article.html == "<b>x</b>");
    CHECK(article.form == Form::html);
    CHECK(article.is_public);
    CHECK_FALSE(article.views.has_value());
    CHECK_FALSE(article.category.has_value());
}

TEST_CASE("the better of several body keys and of two ids counts, in any order") {
    for (const std::string_view json : {R"({"html":"H","content":"C","body":"B","guid":"g","id":"i"})",
                                        R"({"id":"i","guid":"g","body":"B","content":"C","html":"H"})"}) {
        const Read got = read_bytes("a.json", json);
        REQUIRE(got.articles.size() == 1);
        CHECK(got.articles.front().html == "H");
        CHECK(got.articles.front().guid == "g");
    }
}

TEST_CASE("numbers become text in their shortest form") {
    struct Row {
        std::string_view json, text;
    };
    const Row rows[] = {{"7", "7"},
                        {"-3", "-3"},
                        {"18446744073709551615", "18446744073709551615"},
                        {"1741550400.0", "1741550400"},
                        {"1741550400.5", "1741550400.5"},
                        {"1e3", "1000"},
                        {"\"1,024\"", "1,024"}};
    for (const Row& row : rows) {
        INFO(row.json);
        const Read got = read_bytes("a.json", "{\"title\":\"t\",\"views\":" + std::string(row.json) + "}");
        REQUIRE(got.articles.size() == 1);
        CHECK(got.articles.front().views == row.text);
    }
}

TEST_CASE("JSON of the wrong shape is one line that names the key and what was expected") {
    struct Row {
        std::string_view json, problem;
    };
    const Row rows[] = {
        {R"({"title":{}})", "\"title\" is an object, expected text"},
        {R"({"title":["a"]})", "\"title\" is an array, expected text"},
        {R"({"title":true})", "\"title\" is true or false, expected text"},
        {R"({"title":1e999})", "\"title\" is a number, expected text"},
        {R"({"title":"t","author":[{}]})", "\"author[0]\" is an object, expected text"},
        {R"({"title":"t","category":{"name":"x"}})", "\"category\" is an object, expected text or an array of texts"},
        {R"({"title":"t","status":"draft"})", "\"status\" is text, expected a number (1 is public, all else is not)"},
        {R"({"title":"t","featured":[]})", "\"featured\" is an array, expected true, false, 1 or 0"},
        {R"({"title":"t","form":"xml"})", "\"form\" is \"xml\", expected html, page, text or markdown"},
        {R"({"a":1})", "no article: none of the keys title, html and url is there"},
        {R"([3])", "article 1: is a number, expected an object with title, html ..."},
        {R"("x")", "is text, expected an object with title, html ..."},
        {R"({"title":"t")", "\"a.json\" is not JSON at byte 13: it ends too early"},
        {R"({"title":'t'})", "\"a.json\" is not JSON at byte 10: syntax error"},
        {"{\"title\":\"a\nb\"}",
         "\"a.json\" is not JSON at byte 12: a control character or line break that is not escaped"},
        {"[1] x", "\"a.json\" is not JSON at byte 5: something stands behind the value"},
    };
    for (const Row& row : rows) {
        INFO(row.json);
        CHECK(problem_with(row.json) == row.problem);
    }
    CHECK(problem_with(std::string(100'000, '[')).find("nested too deeply") != std::string::npos);
}

TEST_CASE("one malformed article of an array does not stop the others") {
    const Read got = read_bytes("a.json", R"([{"title":"a"},{"title":{}},{"title":"c"},{"id":"x","title":"d"}])");
    REQUIRE(got.report.has_value());
    REQUIRE(got.articles.size() == 3);
    CHECK(got.articles[0].guid == "file:a.json#1");
    CHECK(got.articles[1].guid == "file:a.json#3");
    CHECK(got.articles[2].guid == "x");
    CHECK(got.report->articles == 3);
    CHECK(got.report->problem_count == 1);
    CHECK(got.report->problems == std::vector<std::string>{"article 2: \"title\" is an object, expected text"});
}

TEST_CASE("objects one a line in a .json file are read too") {
    const Read got = read_bytes("a.json", "{\"title\":\"a\"}\n{\"title\":\"b\"}\n");
    REQUIRE(got.report.has_value());
    CHECK(got.articles.size() == 2);
}

TEST_CASE("lone surrogates and NUL in JSON do not reach an article") {
    struct Row {
        std::string_view escaped, text;
    };
    const Row rows[] = {{"\\ud800", "\uFFFD"},
                        {"\\udc00x", "\uFFFDx"},
                        {"\\ud83d\\ude00", "😀"},
                        {"\\ud83d\\ud83d\\ude00", "\uFFFD😀"},
                        {"a\\u0000b", "a\uFFFDb"},
                        {"\\\\ud800", "\\ud800"},
                        {"\\ud800\\\\udc00", "\uFFFD\\udc00"}};
    for (const Row& row : rows) {
        INFO(row.escaped);
        const std::string json = "{\"title\":\"" + std::string(row.escaped) + "\"}";
        for (const std::string_view name : {"a.json", "a.ndjson"}) {
            const Read got = read_bytes(name, json);
            REQUIRE(got.articles.size() == 1);
            CHECK(got.articles.front().title == row.text);
            CHECK(is_valid_utf8(*got.articles.front().title));
        }
    }
}
