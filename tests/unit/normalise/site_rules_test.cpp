// Pages that the general rules get wrong, and the operator's rule for their site gets right.
#include "syndicated/normalise/site_rules.hpp"

#include "normalise/readers.hpp"
#include "normalise/site_rules.hpp"
#include "syndicated/normalise/normalise.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace syndicated;
using namespace syndicated::normalise;

namespace {

// A poem whose lines are no sentences, below a portal's list of stories that are: the list reads more like a body.
const std::string poem_page =
    "<html><head><title>山海网</title></head><body><div class=nav>首页 新闻 副刊</div>"
    "<div class=hot><p>今天上午，全市三百所学校同时开学，孩子们背着新书包，走进了新教室。</p>"
    "<p>昨天傍晚，城南的菜场改造完成，摊主们陆续搬了回来，生意比往年好。</p></div>"
    "<div class=page><div class=cap>渡口<i class=badge>荐</i></div>"
    "<div class=meta><span>上稿：2025-03-08 09:30</span><span>供稿单位：山海文学院</span><span>撰诗：林舟</span></div>"
    "<div class=text><p>船还没有来</p><p>灯先亮了</p><div "
    "class=ad>买茶叶，找老张，全城免费送货上门。</div><p>水声很低</p></div>"
    "<div class=text><p>有人在对岸</p><p>喊一个旧名字</p></div><div class=foot>山海网 "
    "版权所有</div></div></body></html>";

struct Setup {
    Site site;
    RawArticle raw;

    Setup() {
        site.home = "https://www.shanhai.example/";
        raw.store = "main";
        raw.key = "1";
        raw.form = Form::page;
        raw.html = poem_page;
    }
    SiteRule& rule(std::string host = "shanhai.example") {
        SiteRule& out = site.rules.emplace_back();
        out.host = std::move(host);
        return out;
    }
    [[nodiscard]] Outcome run() const {
        const auto rules = prepare_site_rules(site);
        Context context;
        context.site = &site;
        context.store_uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
        context.now = sys_seconds(std::chrono::seconds(1'741'579'200));  // 2025-03-10T12:00:00+08:00
        context.site_rules = rules.get();
        return normalise::normalise(raw, context);
    }
};

const Finding* find(const Outcome& outcome, std::string_view rule, std::string_view raw = {}) {
    const auto found = std::find_if(outcome.findings.begin(), outcome.findings.end(),
                                    [&](const Finding& f) { return f.rule == rule && (raw.empty() || f.raw == raw); });
    return found == outcome.findings.end() ? nullptr : &*found;
}

const Finding& decision(const Outcome& outcome, std::string_view field) {
    const auto found = std::find_if(outcome.findings.begin(), outcome.findings.end(),
                                    [&](const Finding& f) { return f.decides && f.field == field; });
    REQUIRE(found != outcome.findings.end());
    return *found;
}

std::string time_of(const Article& article) {
    return format_rfc3339(article.published.at, Zone::fixed(std::chrono::hours(8)));
}

}  // namespace

TEST_CASE("a rule gets a page right that the general rules get wrong") {
    Setup setup;
    const Article before = setup.run().article;
    CHECK(before.text.find("全市三百所学校") != std::string::npos);
    CHECK(before.title != "渡口");
    CHECK(before.source.empty());

    SiteRule& rule = setup.rule();
    rule.body = {".text"};
    rule.title = {".cap"};
    rule.info = {".meta"};
    rule.drop = {".ad", ".badge"};
    rule.labels.published = {"上稿"};
    rule.labels.source = {"供稿单位"};
    rule.labels.author = {"撰诗"};
    const Outcome outcome = setup.run();
    const Article& article = outcome.article;
    CHECK(article.title == "渡口");  // without the badge
    CHECK(article.text == "船还没有来\n灯先亮了\n水声很低\n有人在对岸\n喊一个旧名字");
    CHECK(article.html == "<p>船还没有来</p><p>灯先亮了</p><p>水声很低</p><p>有人在对岸</p><p>喊一个旧名字</p>");
    CHECK(article.source == "山海文学院");
    CHECK(article.authors == std::vector<std::string>{"林舟"});
    CHECK(time_of(article) == "2025-03-08T09:30:00+08:00");
}

TEST_CASE("each selector that was tried is explained") {
    Setup setup;
    SiteRule& rule = setup.rule();
    rule.body = {"#zoom", ".text"};
    rule.title = {"h1", ".cap"};
    rule.info = {".meta"};
    rule.drop = {".ad", ".popup"};
    rule.labels.source = {"供稿单位"};
    const Outcome outcome = setup.run();
    CHECK(decision(outcome, "body").rule == "site_rule.body");
    CHECK(decision(outcome, "body").place == ".text (2 matches)");
    CHECK(decision(outcome, "title").rule == "site_rule.title");
    CHECK(decision(outcome, "title").place == ".cap");
    CHECK(decision(outcome, "source").place == ".meta");
    for (const auto& [field, selector] :
         {std::pair{"body", "#zoom"}, std::pair{"title", "h1"}, std::pair{"drop", ".popup"}}) {
        INFO(selector);
        const Finding* missed = find(outcome, "site_rule.no_match", selector);
        REQUIRE(missed != nullptr);
        CHECK(missed->field == field);
    }
    const Finding* info = find(outcome, "site_rule.info", ".meta");
    REQUIRE(info != nullptr);
    CHECK(info->taken == "上稿：2025-03-08 09:30 供稿单位：山海文学院 撰诗：林舟");
    const Finding* dropped = find(outcome, "site_rule.drop");
    REQUIRE(dropped != nullptr);
    CHECK(dropped->removed);
    CHECK(dropped->place == ".ad");
    CHECK(dropped->raw == "买茶叶，找老张，全城免费送货上门。");
    const Finding* label = find(outcome, "site_rule.label", "供稿单位");
    REQUIRE(label != nullptr);
    CHECK(label->field == "source");
    CHECK(label->taken == "山海文学院");
    CHECK(std::count_if(outcome.findings.begin(), outcome.findings.end(),
                        [](const Finding& f) { return f.rule == "site_rule.label"; }) == 1);
    const Finding* used = find(outcome, "site_rule.used");
    REQUIRE(used != nullptr);
    CHECK(used->raw == "www.shanhai.example");
    CHECK(used->taken == "shanhai.example");
}

TEST_CASE("selectors that find nothing, or no text, leave the page to the general rules") {
    Setup setup;
    const Article before = setup.run().article;
    SiteRule& rule = setup.rule();
    rule.body = {"#nowhere", "script", ".empty"};
    rule.title = {".empty"};
    rule.info = {".empty"};
    setup.raw.html.insert(setup.raw.html.find("</body>"), "<script>var a = '正文';</script><p class=empty> </p>");
    const Outcome outcome = setup.run();
    CHECK(outcome.article == before);
    CHECK(decision(outcome, "body").rule == "body.densest");
    CHECK(find(outcome, "site_rule.no_match", "#nowhere") != nullptr);
    CHECK(find(outcome, "site_rule.no_text", "script") != nullptr);
    CHECK(find(outcome, "site_rule.no_text", ".empty") != nullptr);
}

TEST_CASE("the rule's host is that of the row's address, of the page's, of the site's, in this order") {
    Setup setup;
    setup.rule("a.example").source = "甲报";
    setup.rule("b.example").source = "乙报";
    setup.rule("c.example").source = "丙报";
    setup.rule("shanhai.example").source = "山海报";
    CHECK(setup.run().article.source == "山海报");
    const std::size_t head = setup.raw.html.find("</head>");
    setup.raw.html.insert(head, "<meta property=og:url content='https://c.example/1'>");
    CHECK(setup.run().article.source == "丙报");
    setup.raw.html.insert(head, "<link rel=canonical href='//b.example/1'>");
    CHECK(setup.run().article.source == "乙报");
    setup.raw.url = "http://A.EXAMPLE:8080/1";
    CHECK(setup.run().article.source == "甲报");
    setup.raw.url = "/relative";
    CHECK(setup.run().article.source == "山海报");
    setup.raw.url = "javascript:alert(1)";
    CHECK(setup.run().article.source == "乙报");
}

TEST_CASE("a rule holds for subdomains, the nearest one alone") {
    Setup setup;
    setup.rule("example.cn").source = "总报";
    SiteRule& paper = setup.rule("paper.example.cn");
    paper.title = {".cap"};
    const auto source = [&](std::string url) {
        setup.raw.url = std::move(url);
        return setup.run().article.source;
    };
    CHECK(source("https://example.cn/1") == "总报");
    CHECK(source("https://www.example.cn/1") == "总报");
    CHECK(source("https://a.b.example.cn/1") == "总报");
    CHECK(source("https://badexample.cn/1").empty());
    CHECK(source("https://example.cn.evil.example/1").empty());
    CHECK(source("https://m.paper.example.cn/1").empty());
    CHECK(setup.run().article.title == "渡口荐");
}

TEST_CASE("a fixed source stands before all that row and page say, and is kept as it is") {
    Setup setup;
    setup.rule().source = "山海晚报";
    setup.raw.source = "新华社";
    const Outcome outcome = setup.run();
    CHECK(outcome.article.source == "山海晚报");
    CHECK(decision(outcome, "source").rule == "site_rule.source");
    CHECK(decision(outcome, "source").passed_over ==
          std::vector<std::string>{"column source: 新华社 (a better one was found)"});
}

TEST_CASE("the row's own columns stand before what selectors find") {
    Setup setup;
    SiteRule& rule = setup.rule();
    rule.title = {".cap"};
    rule.info = {".meta"};
    setup.raw.title = "渡口（外一首）";
    setup.raw.published = "2025-03-09 08:00";
    const Article article = setup.run().article;
    CHECK(article.title == "渡口（外一首）");
    CHECK(time_of(article) == "2025-03-09T08:00:00+08:00");
}

TEST_CASE("a rule's zone counts for times that name none") {
    Setup setup;
    setup.raw.html =
        "<title>港口开渔</title><h1>港口开渔</h1><p>来源：山海报 2025-03-08 "
        "09:30</p><p>渔船出港，港口很忙，人们挥手。</p>";
    CHECK(time_of(setup.run().article) == "2025-03-08T09:30:00+08:00");
    SiteRule& rule = setup.rule();
    rule.time_zone = "+09:00";
    Outcome outcome = setup.run();
    CHECK(time_of(outcome.article) == "2025-03-08T08:30:00+08:00");
    REQUIRE(find(outcome, "site_rule.time_zone") != nullptr);
    CHECK(find(outcome, "site_rule.time_zone")->raw == "+09:00");
    setup.raw.html.replace(setup.raw.html.find("09:30"), 5, "09:30+0800");
    CHECK(time_of(setup.run().article) == "2025-03-08T09:30:00+08:00");
}

TEST_CASE("labels of a site are read without selectors, in pages, bodies and plain texts") {
    Setup setup;
    setup.rule().labels.source = {"供稿单位："};
    setup.site.rules[0].labels.published = {"上 稿"};
    setup.site.rules[0].labels.editor = {"把关"};
    const std::string lines = "上稿：2025-03-08 09:30　供稿单位：山海文学院";
    const std::string text = "渔船出港那天，港口很忙，人们在岸边挥手，孩子们也来了，一直站到天黑。";
    for (const Form form : {Form::page, Form::html, Form::text}) {
        INFO(name_of(form));
        setup.raw.form = form;
        setup.raw.html = form == Form::page ? "<title>港口开渔</title><h1>港口开渔</h1><p>" + lines + "</p><p>" + text +
                                                  "</p><p>把关：孙八</p>"
                         : form == Form::html ? "<p>" + lines + "</p><p>" + text + "</p>"
                                              : "港口开渔\n" + lines + "\n" + text;
        setup.raw.title = "港口开渔";
        const Article article = setup.run().article;
        CHECK(article.source == "山海文学院");
        CHECK(time_of(article) == "2025-03-08T09:30:00+08:00");
        CHECK(article.text.find("供稿单位") == std::string::npos);
        CHECK(article.text.find(text) != std::string::npos);
    }
    setup.site.rules.clear();
    CHECK(setup.run().article.source.empty());
}

TEST_CASE("a site's label wins over the table's of the same length, not over a longer one") {
    SiteLabels labels;
    labels.add(Field::source, "供稿单位");
    labels.add(Field::author, "记者");
    labels.add(Field::author, "掌灯");
    const Glyphs unit("供稿单位：山海");
    CHECK(match_label(unit, 0).row->field == Field::other);
    CHECK(match_label(unit, 0, &labels).row->field == Field::source);
    CHECK(match_label(unit, 0, &labels).from_site);
    const Glyphs from("记者从：");
    CHECK_FALSE(match_label(from, 0, &labels).from_site);
    CHECK(match_label(from, 0, &labels).end == 3);
    const Glyphs spaced("掌　灯：王一");
    CHECK(match_label(spaced, 0, &labels).row->field == Field::author);
    CHECK(match_label(spaced, 0).row == nullptr);
}

TEST_CASE("a body that the page hides until a script has run is shown") {
    Setup setup;
    setup.raw.html =
        "<title>渔讯</title><div style='display:none'><div id=zoom hidden><p>渔船出港。</p><p hidden>暗记</p>"
        "<script>x()</script></div><p>别的</p></div><p>列表里的一条新闻，很长，也很像正文，其实不是。</p>";
    setup.rule().body = {"#zoom"};
    const Outcome outcome = setup.run();
    CHECK(outcome.article.text == "渔船出港。");
    CHECK(outcome.article.html == "<p>渔船出港。</p>");
}

TEST_CASE("the title and the info line may stand in meta elements and hidden ones") {
    Setup setup;
    setup.raw.html =
        "<head><title>山海网</title><meta name=ArticleTitle content=' 港口  开渔 '><meta name=line "
        "content='来源：山海报 2025-03-08 09:30'></head><h2 style='display:none'>开渔啦</h2>"
        "<p>渔船出港那天，港口很忙，人们在岸边挥手。</p>";
    SiteRule& rule = setup.rule();
    rule.title = {"meta[name=ArticleTitle]"};
    rule.info = {"meta[name=line]"};
    const Article article = setup.run().article;
    CHECK(article.title == "港口 开渔");
    CHECK(article.source == "山海报");
    rule.title = {"h2"};
    CHECK(setup.run().article.title == "开渔啦");
}

TEST_CASE("what is read may be dropped, and what is dropped takes all below it along") {
    Setup setup;
    SiteRule& rule = setup.rule();
    rule.body = {".page"};
    rule.title = {".cap"};
    rule.info = {".meta"};
    rule.labels.published = {"上稿"};
    rule.drop = {".cap", ".meta", ".text + .text", ".text + .text p", ".foot"};
    const Outcome outcome = setup.run();
    CHECK(outcome.article.title == "渡口荐");
    CHECK(time_of(outcome.article) == "2025-03-08T09:30:00+08:00");
    CHECK(outcome.article.text == "船还没有来\n灯先亮了\n买茶叶，找老张，全城免费送货上门。\n水声很低");
    std::vector<std::string> dropped;
    for (const Finding& f : outcome.findings) {
        if (f.rule == "site_rule.drop") dropped.push_back(f.place);
    }
    CHECK(dropped == std::vector<std::string>{".cap", ".meta", ".text + .text", ".foot"});
}

TEST_CASE("a body inside of what is dropped is none") {
    Setup setup;
    SiteRule& rule = setup.rule();
    rule.body = {".text"};
    rule.drop = {".page"};
    const Outcome outcome = setup.run();
    CHECK(find(outcome, "site_rule.no_text", ".text") != nullptr);
    CHECK(outcome.article.text.find("今天上午") == 0);
    CHECK(outcome.article.text.find("船还没有来") == std::string::npos);
}

TEST_CASE("of a body that came alone things are dropped, and nothing else is looked for") {
    Setup setup;
    setup.raw.form = Form::html;
    setup.raw.title = "渡口";
    setup.raw.html =
        "<div class=text><p>船还没有来。</p><div class=ad><script>x()</script>买茶叶。</div></div><p>灯先亮了。</p>";
    SiteRule& rule = setup.rule();
    rule.body = {".text"};
    rule.drop = {".ad"};
    const Outcome outcome = setup.run();
    CHECK(outcome.article.text == "船还没有来。\n灯先亮了。");
    CHECK(decision(outcome, "body").rule == "body.whole");
    CHECK(find(outcome, "site_rule.no_match") == nullptr);
    CHECK(find(outcome, "sanitise.element") == nullptr);
}

TEST_CASE("an inline element may be the body") {
    Setup setup;
    setup.raw.html =
        "<title>渔讯</title><table><tr><td>导航 <font id=zoom>渔船出港。<br>港口很忙。</font> 页脚</td></tr></table>";
    setup.rule().body = {"font#zoom"};
    CHECK(setup.run().article.text == "渔船出港。\n港口很忙。");
}

TEST_CASE("selectors share one budget for a page, and say when it is spent") {
    Setup setup;
    std::string heavy;
    for (int i = 0; i < 400; ++i) heavy += "<i class='" + std::string(4'000, 'x') + "'></i>";
    setup.raw.html.insert(setup.raw.html.find("<div class=nav>"), heavy);
    SiteRule& rule = setup.rule();
    rule.body.assign(15, ".a");
    rule.body.emplace_back(".text");
    const Outcome outcome = setup.run();
    CHECK(find(outcome, "site_rule.too_costly", ".text") != nullptr);
    CHECK(decision(outcome, "body").rule == "body.densest");
}

TEST_CASE("hosts, labels and selectors are checked for the settings") {
    CHECK(read_host("WWW.Example.CN").value() == "www.example.cn");
    CHECK(read_host("新闻.中国").value() == "xn--efvy88h.xn--fiqs8s");
    CHECK(read_host("127.0.0.1").value() == "127.0.0.1");
    for (const std::string bad : {"", "*.example.cn", "https://example.cn", "example.cn/", "example.cn:80", "a b",
                                  ".example.cn", "a..b", "a@b"}) {
        INFO(bad);
        REQUIRE_FALSE(read_host(bad).has_value());
        CHECK(read_host(bad).error().detail.find("is no host, expected one such as") != std::string::npos);
    }
    CHECK(check_label("供稿 单位：").has_value());
    for (const std::string bad : {"", "：", " - ", "一二三四五六七八九十一二三四五六七八九十一"}) {
        INFO(bad);
        CHECK_FALSE(check_label(bad).has_value());
    }
    CHECK(check_selector("div > p").has_value());
    CHECK_FALSE(check_selector("div:has(p)").has_value());
}

TEST_CASE("aliases of the settings extend the built-in table and win over it") {
    Site site;
    site.source_aliases = {
        {"人民网-文化频道", "人民网"}, {"CCTV", "中央电视台"}, {"新华社电", "新华社电"}, {"《山海》", "山海杂志"}};
    const auto rules = prepare_site_rules(site);
    const auto alias = [&](std::string_view name) { return canonical_source(name, rules.get()); };
    CHECK(alias("人民网－文化频道") == "人民网");
    CHECK(alias("人民网—文化频道") == "人民网");
    CHECK(alias("人民网-文化频道客户端") == "人民网");
    CHECK(alias("人民网-文化").empty());
    CHECK(alias("ＣＣＴＶ") == "中央电视台");
    CHECK(alias("新华社电").empty());
    CHECK(alias("山海") == "山海杂志");
    CHECK(alias("新华通讯社") == "新华社");
    CHECK(canonical_source("CCTV", nullptr) == "央视");
}

TEST_CASE("an article keeps its source as written, the alias is said beside it") {
    Setup setup;
    setup.site.source_aliases = {{"山海文学院", "山海文联"}};
    setup.rule().source = "山海文学院";
    const Outcome outcome = setup.run();
    CHECK(outcome.article.source == "山海文学院");
    REQUIRE(find(outcome, "source.alias", "山海文学院") != nullptr);
    CHECK(find(outcome, "source.alias")->taken == "山海文联");
}
