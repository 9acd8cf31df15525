// Which of several places decides a field, and what is said about it.
#include "syndicated/normalise/normalise.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

using namespace syndicated;
using namespace syndicated::normalise;
using std::chrono::hours;

namespace {

const sys_seconds now{std::chrono::seconds(1'741'579'200)};  // 2025-03-10T12:00:00+08:00

struct Setup {
    Site site;
    std::vector<std::string> categories;
    std::map<std::string, std::string> parents;
    RawArticle raw;

    Setup() {
        site.home = "https://site.example/";
        raw.store = "main";
        raw.key = "17";
        raw.position = 17;
        raw.title = "渔港开捕首日 千艘渔船出海";
        raw.html = "<p>中午十二点，随着一声汽笛，一千一百多艘渔船依次驶出港口。</p>";
    }
    [[nodiscard]] Outcome run() const {
        Context context;
        context.site = &site;
        context.store_uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
        context.now = now;
        context.category_names = &categories;
        context.parents = &parents;
        return normalise::normalise(raw, context);
    }
};

std::string time_of(sys_seconds at) {
    return format_rfc3339(at, Zone::fixed(hours(8)));
}

const Finding* find(const Outcome& outcome, std::string_view field, std::string_view rule) {
    const auto found = std::find_if(outcome.findings.begin(), outcome.findings.end(),
                                    [&](const Finding& f) { return f.field == field && f.rule == rule; });
    return found == outcome.findings.end() ? nullptr : &*found;
}

std::string page(std::string_view info, std::string_view head = "", std::string_view body = "") {
    return "<html><head><title>渔港开捕首日 千艘渔船出海_山海网</title>" + std::string(head) +
           "</head><body><h1>渔港开捕首日 千艘渔船出海</h1><div>" + std::string(info) +
           "</div><div><p>中午十二点，随着一声汽笛，一千一百多艘渔船依次驶出港口。</p>"
           "<p>渔政部门提前检查了救生设备，发现问题的四十二艘船暂缓出海。</p>" +
           std::string(body) + "</div></body></html>";
}

}  // namespace

TEST_CASE("each field has one finding that decides, before the others") {
    Setup setup;
    setup.raw.html = "<p>一段。</p><script>x</script><p>（责任编辑：孙八）</p>";
    const Outcome outcome = setup.run();
    for (const std::string field : {"title", "source", "author", "editor", "published", "updated", "views", "category",
                                    "link", "body", "image", "language", "summary", "charset"}) {
        INFO(field);
        CHECK(std::count_if(outcome.findings.begin(), outcome.findings.end(),
                            [&](const Finding& f) { return f.decides && f.field == field; }) == 1);
    }
    const auto order = [](const Finding& f) { return f.decides ? 0 : f.removed ? 2 : 1; };
    CHECK(std::is_sorted(outcome.findings.begin(), outcome.findings.end(),
                         [&](const Finding& a, const Finding& b) { return order(a) < order(b); }));
    CHECK(outcome.article.editors == std::vector<std::string>{"孙八"});
    CHECK(outcome.article.text == "一段。");
}

TEST_CASE("a usable column wins over the page, an unusable one does not") {
    Setup setup;
    setup.raw.form = Form::page;
    setup.raw.html = page("来源：山海晚报 作者：王一 时间：2025-02-18 10:20:30 点击：215");
    SECTION("no columns") {
        setup.raw.title.reset();
        const Article a = setup.run().article;
        CHECK(a.title == "渔港开捕首日 千艘渔船出海");
        CHECK(a.source == "山海晚报");
        CHECK(a.authors == std::vector<std::string>{"王一"});
        CHECK(time_of(a.published.at) == "2025-02-18T10:20:30+08:00");
        CHECK(a.views == 215);
    }
    SECTION("usable columns") {
        setup.raw.title = "列里的标题";
        setup.raw.source = "山海日报";
        setup.raw.author = "赵二";
        setup.raw.published = "2025年3月1日 08:00";
        setup.raw.views = "1.2万";
        const Outcome outcome = setup.run();
        const Article& a = outcome.article;
        CHECK(a.title == "列里的标题");
        CHECK(a.source == "山海日报");
        CHECK(a.authors == std::vector<std::string>{"赵二"});
        CHECK(time_of(a.published.at) == "2025-03-01T08:00:00+08:00");
        CHECK(a.views == 12'000);
        CHECK(a.text.rfind("中午十二点", 0) == 0);
    }
    SECTION("unusable columns") {
        setup.raw.title = "[!--title--]";
        setup.raw.source = "未知";
        setup.raw.author = "admin";
        setup.raw.published = "0000-00-00 00:00:00";
        setup.raw.views = "--";
        const Outcome outcome = setup.run();
        const Article& a = outcome.article;
        CHECK(a.title == "渔港开捕首日 千艘渔船出海");
        CHECK(a.source == "山海晚报");
        CHECK(a.authors == std::vector<std::string>{"王一"});
        CHECK(time_of(a.published.at) == "2025-02-18T10:20:30+08:00");
        CHECK(a.views == 215);
        const auto source = std::find_if(outcome.findings.begin(), outcome.findings.end(),
                                         [](const Finding& f) { return f.decides && f.field == "source"; });
        REQUIRE_FALSE(source->passed_over.empty());
        CHECK(source->passed_over.front().rfind("column source: 未知", 0) == 0);
    }
}

TEST_CASE("a source that equals a category is none, and the byline is tried") {
    Setup setup;
    setup.raw.html = "<p>山海网报道（文/王一）日前，渔船出海。</p>";
    setup.raw.source = "热点";
    SECTION("the row's category") {
        setup.raw.category = "首页 >> 热点> 正文";
    }
    SECTION("one of the site's") {
        setup.categories = {"社会", "热点"};
    }
    SECTION("a second one of the row") {
        setup.raw.more_categories = {"热点"};
    }
    const Outcome outcome = setup.run();
    CHECK(outcome.article.source == "山海网");
    CHECK(outcome.article.authors == std::vector<std::string>{"王一"});
}

TEST_CASE("categories are leaf names without doubles, the main one first") {
    Setup setup;
    setup.raw.category = "首页 > 新闻 > 社会";
    setup.raw.more_categories = {"热点", "首页 > 社会", "科普", "热点"};
    const Article a = setup.run().article;
    CHECK(a.categories == std::vector<std::string>{"社会", "热点", "科普"});
    CHECK(a.category_path == std::vector<std::string>{"新闻", "社会"});
}

TEST_CASE("a column that says a declared name means that category, also where it would be a path") {
    Setup setup;
    setup.raw.category = " 影视 /&nbsp;音乐";
    setup.raw.more_categories = {"A>B", "C>D"};
    setup.categories = {"A>B", "新闻", "影视 / 音乐"};
    std::sort(setup.categories.begin(), setup.categories.end());
    const Outcome outcome = setup.run();
    CHECK(outcome.article.categories == std::vector<std::string>{"影视 / 音乐", "A>B", "D"});
    CHECK(outcome.article.category_path == std::vector<std::string>{"影视 / 音乐"});
    CHECK(find(outcome, "category", "category.value") != nullptr);
    setup.raw.category = "首页 > 影视 / 音乐 > 正文";
    CHECK(setup.run().article.categories.front() == "影视 / 音乐");
    setup.raw.category = "新闻 / 音乐";
    CHECK(setup.run().article.categories.front() == "音乐");
}

TEST_CASE("categories stand where settings and category table say, then where the article says") {
    Setup setup;
    setup.raw.category = "首页 > 新闻 > 社会";
    setup.raw.more_categories = {"热点", "文化 > 电影"};
    SECTION("the article alone") {
        setup.raw.more_categories.pop_back();
        const Outcome outcome = setup.run();
        CHECK(outcome.article.category_paths.empty());
        CHECK(find(outcome, "category", "category.placed") == nullptr);
    }
    SECTION("a path of a second category") {
        CHECK(setup.run().article.category_paths == std::vector<std::string>{"新闻/社会", "热点", "文化/电影"});
    }
    SECTION("parents that are declared, at every level, for second ones too") {
        setup.parents = {{"社会", "民生"}, {"文化", "综合"}, {"热点", "新闻"}, {"体育", "综合"}};
        const Outcome outcome = setup.run();
        CHECK(outcome.article.category_paths == std::vector<std::string>{"民生/社会", "新闻/热点", "综合/文化/电影"});
        CHECK(outcome.article.category_path == std::vector<std::string>{"新闻", "社会"});  // as found
        const Finding* placed = find(outcome, "category", "category.placed");
        REQUIRE(placed != nullptr);
        CHECK(placed->raw == "新闻 > 社会");
        CHECK(placed->taken == "民生 > 社会");
    }
    SECTION("one that says what the article says") {
        setup.raw.more_categories.clear();
        setup.parents = {{"社会", "新闻"}};
        CHECK(setup.run().article.category_paths.empty());
    }
    SECTION("a bare name") {
        setup.raw.category = "社会";
        setup.raw.more_categories.clear();
        setup.parents = {{"社会", "新闻"}};
        CHECK(setup.run().article.category_paths == std::vector<std::string>{"新闻/社会"});
    }
    SECTION("what is declared is never turned round") {
        setup.raw.category = "首页 > 社会 > 新闻";
        setup.raw.more_categories.clear();
        setup.parents = {{"社会", "新闻"}};
        CHECK(setup.run().article.category_paths == std::vector<std::string>{"新闻"});
    }
    SECTION("a second one where the path of the main one has it") {
        setup.raw.more_categories = {"新闻", "社会 > 民生"};
        CHECK(setup.run().article.category_paths == std::vector<std::string>{"新闻/社会", "新闻", "新闻/社会/民生"});
    }
    SECTION("circles and chains without end") {
        setup.raw.more_categories.clear();
        setup.parents = {{"社会", "新闻"}, {"新闻", "社会"}};
        CHECK(setup.run().article.category_paths.empty());
        for (int i = 0; i < 100; ++i) setup.parents[std::to_string(i)] = std::to_string(i + 1);
        setup.raw.category = "0";
        const auto paths = setup.run().article.category_paths;
        REQUIRE(paths.size() == 1);
        CHECK(paths[0].starts_with("15/14/"));
        CHECK(paths[0].ends_with("/1/0"));
    }
}

TEST_CASE("times in the future") {
    Setup setup;
    SECTION("of a column hold the article back") {
        setup.raw.published = "2025-03-11 08:00:00";
        const Outcome outcome = setup.run();
        CHECK(outcome.article.scheduled);
        CHECK(time_of(outcome.article.published.at) == "2025-03-11T08:00:00+08:00");
        CHECK(find(outcome, "published", "scheduled") != nullptr);
    }
    SECTION("more than a year ahead are remarked on, and hold back like the others") {
        for (const auto* const published : {"2027-03-11 08:00:00", "2200-01-01 00:00:00", "9999-12-31T23:59:59Z"}) {
            setup.raw.published = published;
            const Outcome outcome = setup.run();
            CHECK(outcome.article.scheduled);
            CHECK(find(outcome, "published", "scheduled_far_ahead") != nullptr);
            CHECK(time_of(outcome.article.published.at) <= "9999-12-31T23:59:59+08:00");
        }
    }
    SECTION("are no update when they mean never") {
        setup.raw.published = "2025-03-09 08:00:00";
        for (const auto* const updated : {"2205-01-01 00:00:00", "9999-12-31T23:59:59Z"}) {
            setup.raw.updated = updated;
            CHECK_FALSE(setup.run().article.updated);
        }
    }
    SECTION("are an update when a row says so: first-seen may be long ago") {
        setup.raw.published = "2025-03-09 08:00:00";
        setup.raw.updated = "2026-01-01 00:00:00";
        const Article article = setup.run().article;
        REQUIRE(article.updated);
        CHECK(time_of(article.updated->at) == "2026-01-01T00:00:00+08:00");
    }
    SECTION("of a page are clamped to first-seen") {
        setup.raw.form = Form::page;
        setup.raw.html = page("发布时间：2025-03-11 08:00:00");
        const Outcome outcome = setup.run();
        CHECK_FALSE(outcome.article.scheduled);
        CHECK(outcome.article.published.at == now);
        CHECK(find(outcome, "published", "clamped_to_first_seen") != nullptr);
    }
    SECTION("none at all is first-seen") {
        const Outcome outcome = setup.run();
        CHECK(outcome.article.published.at == now);
        CHECK(find(outcome, "published", "first_seen") != nullptr);
    }
}

TEST_CASE("a time is taken from the place that is believed most, and as exactly as it is said") {
    Setup setup;
    setup.raw.form = Form::page;
    SECTION("what is shown wins over what is meant for machines") {
        setup.raw.html =
            page("时间：2025-02-18 04:04", "<meta property=article:published_time content=2025-02-18T06:52:00+08:00>");
        CHECK(time_of(setup.run().article.published.at) == "2025-02-18T04:04:00+08:00");
    }
    SECTION("but a day alone is refined by it") {
        setup.raw.html =
            page("时间：2025-02-18", "<meta property=article:published_time content=2025-02-18T06:52:00+08:00>");
        CHECK(time_of(setup.run().article.published.at) == "2025-02-18T06:52:00+08:00");
    }
    SECTION("unless it is another day") {
        setup.raw.html =
            page("时间：2025-02-18", "<meta property=article:published_time content=2025-02-19T06:52:00+08:00>");
        const Article a = setup.run().article;
        CHECK(time_of(a.published.at) == "2025-02-18T00:00:00+08:00");
        CHECK(a.published.precision == Precision::day);
    }
    SECTION("JSON-LD, meta, scripts and the address are asked in this order") {
        setup.raw.html = page("x", "<link rel=canonical href=https://site.example/2025/0102/1.html>");
        CHECK(time_of(setup.run().article.published.at) == "2025-01-02T00:00:00+08:00");
        setup.raw.html = page("x",
                              "<link rel=canonical href=https://site.example/2025/0103/1.html>"
                              "<script>var ct = \"1740000000\";</script>");
        CHECK(time_of(setup.run().article.published.at) == "2025-02-20T05:20:00+08:00");
    }
    SECTION("an update before the publication is dropped") {
        setup.raw.html = page("发布：2025-02-18 09:00 更新：2025-02-17 09:00");
        CHECK_FALSE(setup.run().article.updated);
        setup.raw.html = page("发布：2025-02-18 09:00 更新：2025-02-19 09:00");
        REQUIRE(setup.run().article.updated);
    }
}

TEST_CASE("a link comes from the row, the settings, the page, or leads to our own page, or home") {
    Setup setup;
    setup.raw.form = Form::page;
    setup.raw.category = "娱乐";
    setup.raw.html =
        page("x", "<link rel=canonical href=/c.html><meta property=og:url content=https://site.example/og>");
    Article a = setup.run().article;
    CHECK(a.link == "https://site.example/c.html");
    CHECK_FALSE(a.link_from_settings);

    setup.site.article_url = "https://site.example/{category}/{id}-{key}.html";
    setup.site.categories = {{"娱乐", "fun", "", "", ""}};
    a = setup.run().article;
    CHECK(a.link == "https://site.example/fun/17-17.html");
    CHECK(a.link_from_settings);

    setup.raw.url = "/a/1.html";
    a = setup.run().article;
    CHECK(a.link == "https://site.example/a/1.html");
    CHECK_FALSE(a.link_from_settings);

    setup.site.article_url.clear();
    setup.raw.url = "javascript:alert(1)";
    setup.raw.html = page("x");
    a = setup.run().article;
    CHECK(a.link == "https://site.example/");
    CHECK(a.link_from_settings);

    setup.site.base_url = "https://feeds.site.example/news";
    a = setup.run().article;
    CHECK(a.link == "https://feeds.site.example/news/articles/" + article_id_of(a.guid));
    CHECK(a.link_from_settings);
}

TEST_CASE("addresses in a body count from the article's own, else from what the page says") {
    Setup setup;
    setup.raw.html = "<p>图。</p><p><img src=u/1.jpg></p>";
    setup.raw.url = "https://news.example/2025/a.html";
    CHECK(setup.run().article.images.at(0).src == "https://news.example/2025/u/1.jpg");
    setup.raw.url.reset();
    CHECK(setup.run().article.images.at(0).src == "https://site.example/u/1.jpg");
    setup.raw.form = Form::page;
    setup.raw.html = page("x", "<base href=/b/><link rel=canonical href=https://c.example/d/e>", "<img src=u/1.jpg>");
    CHECK(setup.run().article.images.at(0).src == "https://site.example/b/u/1.jpg");
    setup.raw.html = page("x", "<link rel=canonical href=https://c.example/d/e>", "<img src=u/1.jpg>");
    CHECK(setup.run().article.images.at(0).src == "https://c.example/d/u/1.jpg");
    CHECK(setup.run().article.image == "https://c.example/d/u/1.jpg");
}

TEST_CASE("an article is withheld when it is not public or has nothing to show") {
    Setup setup;
    CHECK(setup.run().article.withheld == Withheld::none);
    setup.raw.is_public = false;
    CHECK(setup.run().article.withheld == Withheld::not_public);
    setup.raw.is_public = true;
    setup.raw.title.reset();
    CHECK(setup.run().article.withheld == Withheld::none);
    setup.raw.html = " <p>&nbsp;</p> ";
    CHECK(setup.run().article.withheld == Withheld::empty);
    setup.raw.html.clear();
    CHECK(setup.run().article.withheld == Withheld::empty);
}

TEST_CASE("a body without a title is called by its first words") {
    Setup setup;
    setup.raw.title.reset();
    const Outcome outcome = setup.run();
    CHECK(outcome.article.title.rfind("中午十二点", 0) == 0);
    CHECK(find(outcome, "title", "title.first_words") != nullptr);
}

TEST_CASE("bodies come in many forms") {
    Setup setup;
    struct Case {
        std::string html;
        Form form;
        std::string text;
    };
    const std::vector<Case> cases{
        {"第一段。\n\n第二段 &amp; 完。", Form::html, "第一段。\n第二段 & 完。"},
        {"&lt;p&gt;第一段。&lt;/p&gt;&lt;p&gt;第二段。&lt;/p&gt;", Form::html, "第一段。\n第二段。"},
        {"第一段 <b>。\r\n第二段 &amp; 完。", Form::text, "第一段 <b>。\n第二段 &amp; 完。"},
        {"第一段，\n说完。\n\n第*二*段。", Form::markdown, "第一段，说完。\n第二段。"},
        {"<!--markdown-->第一段。\n\n第*二*段。", Form::html, "第一段。\n第二段。"},
        {"<p>第*一*段。</p><!--markdown-->", Form::html, "第*一*段。"},
        {"<p>第一段。</p><p>{label:top}</p><p>第二段。</p><p>【打印】【关闭】</p>", Form::html, "第一段。\n第二段。"},
        {"<h1>渔港开捕首日 千艘渔船出海</h1><p>第一段。</p>", Form::html, "第一段。"},
        {"<p>第一段。</p><p>相关阅读</p><p><a href=/1>渔船归来</a></p>", Form::html, "第一段。"},
        {"<a href=/1>只有链接</a>", Form::html, "只有链接"},
    };
    for (const Case& c : cases) {
        INFO(c.html);
        setup.raw.html = c.html;
        setup.raw.form = c.form;
        CHECK(setup.run().article.text == c.text);
    }
}

TEST_CASE("hostile bodies give an article and a finding that says what was cut") {
    const auto repeated = [](std::string_view what, std::size_t times) {
        std::string out;
        for (std::size_t i = 0; i < times; ++i) out += what;
        return out;
    };
    Setup setup;
    for (const Form form : {Form::html, Form::page, Form::text}) {
        for (const std::string& html :
             {repeated("<div>", 100'000) + "x", repeated("<p>x", 2'000'000), std::string(10U << 20U, 'a'),
              repeated("&amp;&#x41;&nosuch;&", 500'000) + "<b>"}) {
            setup.raw.form = form;
            setup.raw.html = html;
            const Outcome outcome = setup.run();
            INFO(name_of(form) << " " << html.substr(0, 20));
            const bool small_text = form == Form::text && html.size() < (1U << 20U);
            CHECK((find(outcome, "body", "limit") != nullptr) != small_text);
            CHECK(outcome.article.html.size() < (8U << 20U));
        }
    }
}

TEST_CASE("the same article gives the same result") {
    Setup setup;
    setup.raw.form = Form::page;
    setup.raw.html = page("来源：山海晚报 作者：王一 时间：昨天 10:20", "", "<img src=/1.jpg>");
    const Outcome first = setup.run();
    const Outcome second = setup.run();
    CHECK(first.article == second.article);
    CHECK(first.findings == second.findings);
}
