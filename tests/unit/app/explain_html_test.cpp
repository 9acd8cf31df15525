// The page must be safe to open whatever was explained: its text is foreign, its own markup is all there is.
#include "app/explain_html.hpp"

#include "app/escape_html.hpp"
#include "app/explain_source.hpp"
#include "app/reader.hpp"
#include "support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>

namespace syndicated::app {

namespace {

std::string page_of(const RawArticle& raw) {
    Rules rules;
    const sys_seconds now(std::chrono::seconds(1'741'579'200));
    const auto outcome = prepare(raw, rules, now, now);
    const auto map = normalise::map_page(raw, rules.context(sys_seconds(std::chrono::seconds(1'741'579'200))));
    return html_document("a <file>.html", html_article({raw, outcome, rules.site.zone}, map, 1));
}

std::string page_of(std::string html) {
    RawArticle raw;
    raw.form = Form::page;
    raw.html = std::move(html);
    return page_of(raw);
}

std::size_t count(std::string_view text, std::string_view what) {
    std::size_t out = 0;
    for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++out;
    return out;
}

using Names = std::set<std::string>;

struct Markup {
    Names elements, attributes;
};

// What a browser makes of it: values of attributes all stand in double quotes.
Markup markup_of(std::string_view html) {
    Markup out;
    for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at)) {
        at += html.substr(at, 2) == "</" ? 2 : 1;
        const std::size_t end = html.find_first_of(" >\n", at);
        out.elements.emplace(html.substr(at, end - at));
        for (at = end; at < html.size() && html[at] != '>';) {
            const std::size_t name = html.find_first_not_of(' ', at);
            at = html.find_first_of("=>", name);
            out.attributes.emplace(html.substr(name, at - name));
            if (html[at] == '=') at = html.find('"', at + 2) + 1;
        }
    }
    return out;
}

const std::string attack =
    "\"'><script>alert(1)</script><img src=x onerror=alert(1)>]]></style></title><!--<svg/onload=alert(1)>";

std::string hostile_page() {
    const std::string escaped = escape_html(attack);
    return "<html><head><title>渔船" + escaped + "_山海网</title><meta name='source' content=\"" + escaped +
           "\"><base href='javascript:x'></head><body onload=x><div>首页 &gt; 社会" + escaped +
           " &gt; 正文</div><h1>渔船" + escaped + "出海</h1><div>来源：山海" + escaped +
           " 作者：王一 2025-02-18 10:20 浏览：215</div><div><p>中午，" + escaped +
           "随着一声汽笛，渔船依次驶出港口。</p>" + attack +
           "<script>x</script><iframe src='https://evil.example'></iframe>" +
           "<p>渔政部门提前检查，<a href='javascript:alert(1)'>发现</a>问题。</p><p>" + std::string(100'000, 'a') +
           "，</p><p>{$" + escaped + "}</p><p>责任编辑：" + escaped + "孙八</p></div></body></html>";
}

}  // namespace

TEST_CASE("nothing of a hostile page is markup in what explain writes") {
    RawArticle raw;
    raw.form = Form::page;
    raw.html = hostile_page();
    SECTION("the page alone") {}
    SECTION("with hostile columns") {
        raw.title = raw.source = raw.author = raw.category = raw.summary = raw.charset = raw.guid = attack;
        raw.url = raw.image = "javascript:alert(1)//" + attack;
        raw.lang = "zh\"><script>";
    }
    const std::string html = page_of(raw);
    const Names elements{"!DOCTYPE", "html", "head", "meta",    "title", "style", "body", "p",       "bdi",
                         "article",  "h1",   "h2",   "ul",      "li",    "a",     "div",  "section", "b",
                         "code",     "br",   "del",  "details", "mark",  "small", "span", "summary"};
    const Names attributes{"charset",    "class", "content", "data-field", "href", "html",
                           "http-equiv", "id",    "lang",    "name",       "title"};
    const Markup markup = markup_of(html);
    for (const std::string& name : markup.elements) CHECK(elements.count(name) == 1);
    for (const std::string& name : markup.attributes) CHECK(attributes.count(name) == 1);
    CHECK(count(html, "</style>") == 1);
    CHECK(count(html, "</title>") == 1);
    CHECK(count(html, "<!--") == 0);
    CHECK(count(html, "<a ") == count(html, "<a href=\"#a1-"));
    CHECK(html.find("default-src 'none'; style-src 'unsafe-inline'") < html.find("<title>"));
    CHECK(html.find("&lt;script&gt;alert(1)&lt;/script&gt;") != std::string::npos);
}

TEST_CASE("the style loads nothing and ends nowhere early") {
    const std::string html = page_of(RawArticle{});
    const std::string style = html.substr(html.find("<style>") + 7, html.find("</style>") - html.find("<style>") - 7);
    CHECK(style.find("url(") == std::string::npos);
    CHECK(style.find("@import") == std::string::npos);
    CHECK(style.find('<') == std::string::npos);
}

TEST_CASE("fields are marked where they stand, and named in the legend") {
    const std::string html = page_of(
        "<html><body><div>首页 &gt; 社会 &gt; 正文</div><h1>渔港开捕首日 千艘渔船出海</h1>"
        "<div>来源：山海晚报 2025-02-18 10:20</div><div><p>中午，随着一声汽笛，渔船依次驶出港口，千艘渔船。</p>"
        "<p>责任编辑：孙八</p></div></body></html>");
    CHECK(html.find("<mark id=\"a1-source\" class=\"f-source\" data-field=\"source\" title=\"source: source.label\">"
                    "山海晚报</mark>") != std::string::npos);
    CHECK(html.find("<li class=\"f-source\"><a href=\"#a1-source\">source</a></li>") != std::string::npos);
    CHECK(html.find("<li class=\"f-views is-absent\">views</li>") != std::string::npos);
    CHECK(html.find("<p class=\"body\">中午，") != std::string::npos);
    CHECK(html.find("<p class=\"removed\"><del title=\"tail.credit\">责任编辑：</del><mark id=\"a1-editor\"") !=
          std::string::npos);
}

TEST_CASE("a field found outside of the visible text is listed above it") {
    RawArticle raw;
    raw.html = "<p>中午，随着一声汽笛，渔船依次驶出港口。</p>";
    raw.source = "山海晚报";
    const std::string html = page_of(raw);
    CHECK(html.find("<li class=\"f-source\" id=\"a1-source\"><b>source</b> column source “<bdi>山海晚报</bdi>”</li>") !=
          std::string::npos);
}

TEST_CASE("each piece of a block is marked once, whatever overlaps") {
    normalise::PageBlock block;
    block.text = "甲乙丙丁";
    block.body = true;
    block.marks = {{0, 9, "source", "s"}, {3, 6, "", "noise"}, {6, 12, "author", "a"}, {9, 99, "", "noise"}};
    CHECK(
        html_source({{block}}, "x-") ==
        "<p class=\"body\"><mark id=\"x-source\" class=\"f-source\" data-field=\"source\" title=\"source: s\">甲</mark>"
        "<mark class=\"f-source\" data-field=\"source\" title=\"source: s\">乙</mark>"
        "<mark class=\"f-source\" data-field=\"source, author\" title=\"source: s, author: a\">丙</mark>"
        "<mark id=\"x-author\" class=\"f-author\" data-field=\"author\" title=\"author: a\">丁</mark></p>\n");
}

TEST_CASE("foreign text fits into elements and attributes") {
    CHECK(escape_html("a<b>&\"c\"'d'\x01\u202E") == "a&lt;b&gt;&amp;&#34;c&#34;&#39;d&#39;\\x01\\u202e");
    normalise::PageBlock block;
    block.text = attack;
    block.marks = {{0, attack.size(), attack, attack}};
    block.removed = attack;
    const std::string html = html_source({{block}}, "x-");
    CHECK(markup_of(html).elements == Names{"p", "mark", "small"});
    CHECK(markup_of(html).attributes == Names{"class", "data-field", "id", "title"});
}

TEST_CASE("long runs of lines around an article are folded, marked ones are not") {
    normalise::PageMap map;
    map.blocks.resize(20);
    for (auto& block : map.blocks) block.text = "菜单";
    map.blocks[10].marks = {{0, 6, "category", "c"}};
    const std::string html = html_source(map, "x-");
    CHECK(count(html, "<details>") == 2);
    CHECK(html.find("<summary>10 lines around the article</summary>") != std::string::npos);
    CHECK(html.find("</details>\n<p class=\"around\"><mark") != std::string::npos);
    CHECK(count(html, "菜单") == 20);
}

}  // namespace syndicated::app
