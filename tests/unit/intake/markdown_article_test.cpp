#include "intake/markdown_article.hpp"
#include "syndicated/intake/intake.hpp"
#include "unit/intake/reading.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace syndicated;
using namespace syndicated::intake;

namespace {

MarkdownArticle made(std::string_view front, std::string_view name = "a.md") {
    return markdown_article("---\n" + std::string(front) + "\n---\n正文。\n", name).value();
}

RawArticle article(std::string_view front) {
    const MarkdownArticle out = made(front);
    CHECK(out.problems == std::vector<std::string>{});
    return out.article;
}

std::vector<std::string> problems(std::string_view front) {
    return made(front).problems;
}

}  // namespace

TEST_CASE("every key of JSON input may stand in front matter") {
    const RawArticle a = article(
        "guid: g1\nid: 7\nurl: https://e.cn/1\ntitle: 标题\ncategory: [娱乐, 电影]\nsource: 新华社\nauthor: [张三, "
        "李四]\n"
        "published: 1741550400\nupdated: 2025-03-10\nviews: 547\nsummary: 摘要\nimage: /a.jpg\nlang: zh\nfeatured: "
        "true\n"
        "status: 0\norigin: crawler\nhtml: no\nform: html\nunknown: {a: [1]}");
    CHECK(a.guid == "g1");
    CHECK(a.url == "https://e.cn/1");
    CHECK(a.title == "标题");
    CHECK(a.category == "娱乐");
    CHECK(a.more_categories == std::vector<std::string>{"电影"});
    CHECK(a.source == "新华社");
    CHECK(a.author == "张三、李四");
    CHECK(a.published == "1741550400");
    CHECK(a.updated == "2025-03-10");
    CHECK(a.views == "547");
    CHECK(a.summary == "摘要");
    CHECK(a.image == "/a.jpg");
    CHECK(a.lang == "zh");
    CHECK(a.featured);
    CHECK_FALSE(a.is_public);
    CHECK(a.origin == "crawler");
    CHECK(a.html == "正文。\n");
    CHECK(a.form == Form::markdown);
}

TEST_CASE("the names that Hugo, Hexo and Jekyll use are taken too") {
    const RawArticle a = article(
        "Title: 标题\npermalink: /posts/1/\ndate: 2025-03-10 04:06:31 +0800\nlastmod: 2025-03-11\n"
        "categories:\n- [新闻, 社会]\n- 热点\ntags: [x]\nauthors: [张三]\ndescription: 摘要\nlanguage: zh-cn\ncover:\n "
        " image: "
        "/a.jpg");
    CHECK(a.title == "标题");
    CHECK(a.url == "/posts/1/");
    CHECK(a.published == "2025-03-10 04:06:31 +0800");
    CHECK(a.updated == "2025-03-11");
    CHECK(a.category == "新闻 > 社会");
    CHECK(a.more_categories == std::vector<std::string>{"热点"});
    CHECK(a.author == "张三");
    CHECK(a.summary == "摘要");
    CHECK(a.lang == "zh-cn");
    CHECK(a.image == "/a.jpg");
    CHECK_FALSE(a.guid.has_value());
    CHECK(a.is_public);
}

TEST_CASE("of several names for one thing the first that says something counts") {
    CHECK(article("date: 2025-03-10\npublishDate: 2025-03-12").published == "2025-03-12");
    CHECK(article("published:\ndate: 2025-03-10").published == "2025-03-10");
    CHECK(article("summary: \"\"\nexcerpt: 摘").summary == "摘");
    CHECK(article("title: a\ntitle: b").title == "b");
    CHECK(article("cover: false\nthumbnail: /t.jpg").image == "/t.jpg");
    CHECK(article("cover: {caption: x}\nimages: [/1.jpg, /2.jpg]").image == "/1.jpg");
    CHECK_FALSE(article("cover: true").image.has_value());
    CHECK_FALSE(article("permalink: /:year/:title/").url.has_value());
}

TEST_CASE("what its author hides is not public") {
    for (const std::string_view hidden : {"draft: true", "draft: yes", "Draft: 1", "published: false", "private: true",
                                          "hidden: on", "password: abc", "status: draft", "draft: true\ndraft: false",
                                          "draft: true\nstatus: 1", "status: 2", "status: private", "status: false"}) {
        INFO(hidden);
        CHECK_FALSE(article(hidden).is_public);
    }
    for (const std::string_view shown :
         {"draft: false", "draft:", "published: true", "published: 2025-03-10", "private: no", "password: ''",
          "status: published", "status: Publish", "status: 1", "status: true", "title: draft"}) {
        INFO(shown);
        CHECK(article(shown).is_public);
    }
    CHECK_FALSE(article("published: true").published.has_value());
    CHECK_FALSE(markdown_article("{\"draft\": true, \"title\": \"a\"}\n", "a.md")->article.is_public);
    CHECK_FALSE(markdown_article("+++\ndraft = true\n+++\nx", "a.md")->article.is_public);
}

TEST_CASE("an unreadable key is a problem that names its line, and the article goes without it") {
    const MarkdownArticle out =
        made("title: 标题\ndate: \"2025\nviews: [1, 2]\nunknown: \"x\nauthors:\n- name: 王一\nnonsense");
    CHECK(out.article.title == "标题");
    CHECK_FALSE(out.article.published.has_value());
    CHECK(out.article.is_public);
    CHECK(out.problems == std::vector<std::string>{"line 3: date: has no closing quote",
                                                   "line 4: views: \"views\" is an array, expected text",
                                                   "line 6: authors: is a list of maps",
                                                   "line 8: expected \"key: value\""});
    CHECK(article("unknown: [x\nmenu: {main: {weight: 1}}").is_public);
}

TEST_CASE("an unreadable key that may hide the article hides it") {
    const auto hidden = [](std::string_view front, std::string_view problem) {
        INFO(front);
        const MarkdownArticle out = made(front);
        CHECK_FALSE(out.article.is_public);
        CHECK(out.problems == std::vector<std::string>{std::string(problem)});
    };
    hidden("draft: perhaps", "line 2: draft: is neither true nor false; so the article is not public");
    hidden("a: b\ndraft: \"true", "line 3: draft: has no closing quote; so the article is not public");
    hidden("draft:true", "line 2: expected \"key: value\"; so the article is not public");
    hidden("status: 1\ndraft:true", "line 3: expected \"key: value\"; so the article is not public");
    hidden("a: b\n\"draft:true", "line 3: expected \"key: value\"; so the article is not public");
    hidden("title: a\n  draft: true", "line 3: is indented, but belongs to no key; so the article is not public");
    hidden("published: \"false", "line 2: published: has no closing quote");
    hidden("status: [1]",
           "line 2: status: \"status\" is an array, expected a number (1 is public, all else is not); so the article "
           "is not "
           "public");
    CHECK(problems("a: b\nmy draft").size() == 1);
}

TEST_CASE("Jekyll's file name gives the day when nothing else does") {
    CHECK(made("title: a", "blog/_posts/2025-03-10-a.md").article.published == "2025-03-10");
    CHECK(made("date: 2025-03-11", "2025-03-10-a.md").article.published == "2025-03-11");
    CHECK_FALSE(made("title: a", "2025-3-10-a.md").article.published.has_value());
    CHECK_FALSE(made("title: a", "2025-03-10.md").article.published.has_value());
    CHECK_FALSE(markdown_article("# a", "2025-03-10-a.md")->article.published.has_value());
}

TEST_CASE("a Markdown file becomes one raw article") {
    const Read got = read_bytes("a.MD", "\xEF\xBB\xBF---\r\ntitle: 标题\r\ndate: [x\r\n---\r\n# 题\r\n");
    REQUIRE(got.articles.size() == 1);
    const RawArticle& a = got.articles.front();
    CHECK(a.title == "标题");
    CHECK(a.html == "# 题\r\n");
    CHECK(a.form == Form::markdown);
    CHECK(a.origin == "a.MD");
    CHECK(a.guid == "file:a.MD");
    CHECK(a.charset == "utf-8");
    CHECK(got.report->articles == 1);
    CHECK(got.report->problems == std::vector<std::string>{"line 3: date: has no closing bracket"});

    const Read plain = read_bytes("b.markdown", "# \xBD\xF1\xCC\xEC\xB5\xC4\xD0\xC2\xCE\xC5");
    REQUIRE(plain.articles.size() == 1);
    CHECK(plain.articles.front().html == "# 今天的新闻");
    CHECK_FALSE(plain.articles.front().title.has_value());
    CHECK(plain.articles.front().charset == "gb18030");
}

TEST_CASE("a file of which no article can be made is refused with its name and the line") {
    const auto why = [](std::string_view text) { return read_bytes("a.md", text).report.error().detail; };
    CHECK(why("---\ntitle: a\n\n# b\n") ==
          "\"a.md\": line 1: \"---\" begins front matter, and no second \"---\" within 64 KiB ends it");
    CHECK(why("---\nviews: 1\n---\n \n") == "\"a.md\": no article: neither a title nor a text is there");
    CHECK(read_bytes("a.md", "---\ntitle: a\n---\n").articles.size() == 1);
}
