#include "normalise/markdown.hpp"
#include "normalise/markdown_prepare.hpp"
#include "syndicated/normalise/normalise.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace syndicated;
using namespace syndicated::normalise;

namespace {

std::string repeated(std::string_view what, std::size_t bytes) {
    std::string out;
    while (out.size() < bytes) out += what;
    return out;
}

std::string html_of(std::string_view markdown) {
    return markdown_to_html(markdown).html;
}

Outcome run(std::string markdown, Form form = Form::markdown, std::string title = {}) {
    Site site;
    site.home = "https://site.example/";
    RawArticle raw;
    raw.store = "main";
    raw.key = "1";
    raw.form = form;
    raw.html = std::move(markdown);
    if (!title.empty()) raw.title = std::move(title);
    Context context;
    context.site = &site;
    context.store_uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    return normalise::normalise(raw, context);
}

const Finding& decision(const Outcome& outcome, std::string_view field) {
    const auto found = std::find_if(outcome.findings.begin(), outcome.findings.end(),
                                    [field](const Finding& f) { return f.decides && f.field == field; });
    REQUIRE(found != outcome.findings.end());
    return *found;
}

bool has(const Outcome& outcome, std::string_view rule, std::string_view part = {}) {
    return std::any_of(outcome.findings.begin(), outcome.findings.end(),
                       [&](const Finding& f) { return f.rule == rule && f.raw.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("how a Markdown body was read is said by name") {
    CHECK(decision(run("*一*"), "body").rule == "body.markdown");
    CHECK(decision(run("<!--markdown-->*一*", Form::html), "body").rule == "body.markdown_mark");
    CHECK(decision(run(" <!--markdown-->*一*", Form::html), "body").rule == "body.whole");
    const Outcome outcome = run("# 题目\n\n一。");
    CHECK(decision(outcome, "title").rule == "title.markdown_heading");
    CHECK(has(outcome, "head.title", "题目"));
}

TEST_CASE("the first heading leaves the body only when it says the title again") {
    const Outcome same = run("# 渔港开捕，首日\n\n一。", Form::markdown, "渔港开捕, 首日");
    CHECK(same.article.text == "一。");
    CHECK(decision(same, "title").rule != "title.markdown_heading");
    const Outcome other = run("# 小标题\n\n一。", Form::markdown, "渔港开捕首日");
    CHECK(other.article.title == "渔港开捕首日");
    CHECK(other.article.text == "小标题\n一。");
    CHECK_FALSE(decision(other, "title").passed_over.empty());
    CHECK(run("# 只有标题").article.title == "只有标题");
    CHECK(run("# 只有标题").article.text.empty());
}

TEST_CASE("what stands in an image's alt is text") {
    CHECK(html_of("![a *b* [c](d) <i>e</i> \"f\"](g)") ==
          "<p><img src=\"g\" alt=\"a b c &lt;i&gt;e&lt;/i&gt; &quot;f&quot;\"></p>\n");
    CHECK(html_of("![a ![b](c) d](e)") == "<p><img src=\"e\" alt=\"a b d\"></p>\n");
}

TEST_CASE("addresses and code are escaped, entities are kept") {
    CHECK(html_of("[a](<b\"c&d&amp;e>)") == "<p><a href=\"b&quot;c&amp;d&amp;e\">a</a></p>\n");
    CHECK(html_of("`<b>&amp;` &copy; &#93;") == "<p><code>&lt;b&gt;&amp;amp;</code> &copy; ]</p>\n");
}

TEST_CASE("text of every length ends safely") {
    // md4c looks some bytes ahead: each of these ends in the middle of something that it looks for.
    for (const std::string_view end : {"<", "</scrip", "<![CDATA", "[a](", "[a]:", "- [x", "a\\", "```", "|a|\n|---",
                                       "#", "&#x", "&", "~~", "*", "\n\n\n", "<!--", "[a](<b", "[a](b 'c", "1."}) {
        const std::string text = "一 " + std::string(end);
        CHECK(run(text).article.text.rfind("一", 0) == 0);
        (void)html_of(end);
    }
    CHECK(html_of("").empty());
    CHECK(html_of(std::string_view("\xFF\x00 a\x00", 5)) == "<p>\uFFFD a</p>\n");
}

TEST_CASE("empty lines in a row are few, so that many in a deep list cost nothing") {
    const std::string text = prepare_markdown("a" + std::string(100, '\n') + "b", {}).text;
    CHECK(std::count(text.begin(), text.end(), '\n') == 10);
}

TEST_CASE("brackets become plain text where they would cost too much, and nowhere else") {
    SECTION("thousands of links in lists, tables and paragraphs") {
        for (const std::string_view line : {"- [a](b) `c`\n", "[a][b] and [c](d), \\[e]\n\n", "[x]: /y\n\n"}) {
            CHECK(prepare_markdown(repeated(line, 200'000), {}).cuts.empty());
        }
        const std::string table = "|a|b|\n|---|---|\n" + repeated("|[a](b)|[c][b]|\n", 40'000) + "\n[b]: /c\n";
        CHECK(prepare_markdown(table, {}).cuts.empty());
        CHECK(prepare_markdown(repeated("[a](https://site.example/b.html)\n", 100'000), {}).cuts.empty());
    }
    SECTION("nested ones") {
        const Markup markup = markdown_to_html("[x]: y\n\n" + repeated("[", 40'000) + repeated("]", 40'000));
        REQUIRE(markup.cuts.size() == 1);
        CHECK(markup.cuts.front() == "brackets and tildes are plain text from line 3 on: too many in one paragraph");
        CHECK(std::count(markup.html.begin(), markup.html.end(), ']') == 40'000);
    }
    SECTION("nested ones that code hides") {
        const std::string text = "[x]: y\n\n" + repeated("[", 20'000) + repeated("`[`]", 80'000);
        CHECK_FALSE(prepare_markdown(text, {}).cuts.empty());
    }
    SECTION("tildes") {
        CHECK(prepare_markdown(repeated("约 10~20 吨，", 20'000), {}).cuts.empty());
        CHECK_FALSE(prepare_markdown(repeated("~a ", 100'000) + repeated("b~ ", 100'000), {}).cuts.empty());
    }
}

TEST_CASE("Markdown bombs are cut, and it is said where") {
    const std::size_t mebibyte = 1U << 20U;
    const std::string list = repeated("- ", 100'000) + "a\n";
    const std::string rows = "|" + repeated("a|", 4'000) + "\n|" + repeated("---|", 8'000) + "\n";
    const std::string definition = "[a]: " + std::string(100'000, 'b') + " '" + std::string(100'000, 'c') + "'\n\n";
    struct Bomb {
        std::string text;
        std::string cut;
    };
    const std::string elements = "the Markdown was cut after 50000 elements",
                      bytes = "the Markdown was cut after 512 KiB", html = "the Markdown was cut after 2 MiB of HTML",
                      plain = "brackets and tildes are plain text";
    const std::vector<Bomb> bombs{{repeated("[", mebibyte), bytes},
                                  {repeated(">", mebibyte), elements},
                                  {repeated("*", mebibyte), bytes},
                                  {repeated("*a _b* c_ ", mebibyte), elements},
                                  {repeated("|a", mebibyte), bytes},
                                  {rows + repeated("|\n", mebibyte), elements},
                                  {repeated("- ", mebibyte) + "a", bytes},
                                  {list + std::string(mebibyte, '\n'), elements},
                                  {repeated("` a", mebibyte), bytes},
                                  {repeated("`a ``b ```c ", mebibyte), bytes},
                                  {repeated("[a](b)\n", mebibyte), plain},
                                  {repeated("[a\n](b '\n", mebibyte), plain},
                                  {"[x]: y\n\n" + repeated("[", mebibyte / 4) + repeated("]", mebibyte / 4), plain},
                                  {repeated("![", mebibyte / 6) + repeated("](b)", mebibyte / 3), plain},
                                  {repeated("~a ", mebibyte / 4) + repeated("b~ ", mebibyte / 4), plain},
                                  {definition + repeated("[a] ", mebibyte), html},
                                  {repeated("http://a.b/(", mebibyte), bytes},
                                  {repeated("a<!-- <?<![CDATA[<a x='", mebibyte), bytes}};
    for (const Bomb& bomb : bombs) {
        INFO(bomb.text.substr(0, 20) << " " << bomb.cut);
        const Outcome outcome = run(bomb.text, Form::markdown, "题目");
        CHECK(has(outcome, "limit", bomb.cut));
        CHECK(outcome.article.html.size() < (4U << 20U));
    }
}
