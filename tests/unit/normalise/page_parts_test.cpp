// Title, meta, kinds of lines, images, excerpts, languages: the small parts that pages are read with.
#include "normalise/blocks.hpp"
#include "normalise/breadcrumb.hpp"
#include "normalise/excerpt.hpp"
#include "normalise/images.hpp"
#include "normalise/json_strings.hpp"
#include "normalise/language.hpp"
#include "normalise/line_kinds.hpp"
#include "normalise/meta.hpp"
#include "normalise/page_path.hpp"
#include "normalise/title.hpp"
#include "syndicated/normalise/fields.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated;
using namespace syndicated::normalise;

TEST_CASE("a title is what the title element and a heading share") {
    struct Case {
        std::string html, expected;
    };
    const std::vector<Case> cases{
        {"<title>城南菜场改造完成_社会_山海网</title><h1>城南菜场改造完成</h1>", "城南菜场改造完成"},
        {"<title>城南菜场改造完成_社会_山海网</title>", "城南菜场改造完成"},
        {"<title>新版指引今起施行-热点-山海资讯</title>", "新版指引今起施行"},
        {"<title>一台旧打字机修了三个星期 &#8211; 修理铺日记</title>", "一台旧打字机修了三个星期"},
        {"<title>天文馆公布三月观测指南|科普_山海网</title>", "天文馆公布三月观测指南"},
        {"<title>明日股市预测--三大看点</title><h1>明日股市预测--三大看点</h1>", "明日股市预测--三大看点"},
        {"<title>明日股市预测--三大看点</title>", "明日股市预测--三大看点"},
        {"<title>5G-A来了 Wi-Fi怎么办_山海网</title>", "5G-A来了 Wi-Fi怎么办"},
        {"<title>某单位召开会议-山海市某某局</title><h1>山海网</h1><h2>某单位召开会议</h2>", "某单位召开会议"},
        {"<title>山海网</title><h1>山海网</h1><meta property='og:title' content='渔港开捕首日 千艘渔船出海'>"
         "<div class=t><h2>渔港开捕首日 千艘渔船出海</h2></div>",
         "渔港开捕首日 千艘渔船出海"},
        {"<title>渔港开捕首日,千艘渔船出海_山海网</title><h1>渔港开捕首日，千艘渔船出海</h1>",
         "渔港开捕首日，千艘渔船出海"},
        {"<h1>只有标题</h1><p>正文。</p>", "只有标题"},
        {"只是一行字", "只是一行字"},
        {"A &amp; B, 3 &lt; 5", "A & B, 3 < 5"},
        {"<b>粗体</b>标题", "粗体标题"},
        {"标题\u202E\u200B换\u00AD行\n继续", "标题换行 继续"},
    };
    const FieldContext context;
    for (const Case& c : cases) {
        INFO(c.html);
        CHECK(read_title(c.html, context).value.value_or("(none)") == c.expected);
    }
    for (const std::string none : {"", "  ", "[!--title--]", "{dede:field.title/}", "null"}) {
        INFO(none);
        CHECK_FALSE(read_title(none, context).value);
    }
}

TEST_CASE("titles are compared by their letters") {
    CHECK(same_title("渔港，开捕 首日！", "渔港,开捕首日"));
    CHECK(same_title("ＡＩ时代", "AI时代"));
    CHECK_FALSE(same_title("渔港开捕", "渔港开捕首日"));
    CHECK_FALSE(same_title("", ""));
}

TEST_CASE("lines around a body are known by their words") {
    struct Case {
        std::string line;
        LineKind kind;
    };
    const std::vector<Case> cases{
        {"{label:top}", LineKind::residue},
        {"【字体：大 中 小】", LineKind::controls},
        {"【打印本页】【关闭窗口】", LineKind::controls},
        {"分享到： 微信 微博 QQ空间", LineKind::controls},
        {"【关闭】", LineKind::controls},
        {"顶一下(12) 踩一下(3)", LineKind::controls},
        {"（责任编辑：孙八）", LineKind::credit},
        {"来源: 山海日报", LineKind::credit},
        {"原标题：渔港开捕", LineKind::credit},
        {"作者 王一 是山海大学教授，他说。", LineKind::body},
        {"来源不明的食品不要吃。", LineKind::body},
        {"编辑部的故事很长。", LineKind::body},
        {"上一篇：渔港开捕", LineKind::pager},
        {"下一篇：没有了", LineKind::pager},
        {"相关阅读", LineKind::list_heading},
        {"热门文章 更多 >", LineKind::list_heading},
        {"更多 >", LineKind::list_heading},
        {"■ 猜你喜欢", LineKind::list_heading},
        {"版权所有 江海网 未经许可不得转载", LineKind::boilerplate},
        {"Copyright © 2025 山海网 All Rights Reserved", LineKind::boilerplate},
        {"这份报告分享到此为止，谢谢大家。", LineKind::body},
        {"渔船出海。", LineKind::body},
        {"大", LineKind::body},
        {"", LineKind::body},
    };
    for (const Case& c : cases) {
        INFO(c.line);
        CHECK(kind_of_line(c.line) == c.kind);
    }
}

TEST_CASE("a path in parts ends where its names end") {
    const auto path_of = [](const std::string& html) {
        const HtmlTree tree = HtmlTree::parse_fragment(html);
        const Blocks blocks = find_blocks(tree, 0);
        return find_path(tree, blocks, blocks.list.size(), {}).text;
    };
    CHECK(path_of("<p>首页</p><p>&gt; 新闻</p><p>&gt; 社会</p>") == "首页 > 新闻 > 社会");
    CHECK(path_of("<p>渔港</p><p>&gt; 这一行前面有一个箭头，但是它太长，不会是栏目的名字。</p>").empty());
    CHECK(path_of("<p>首页</p><p>&gt; 新闻</p><p>&gt; 这一行前面有一个箭头，但是它太长，不会是栏目的名字。</p>") ==
          "首页 > 新闻");
}

TEST_CASE("a breadcrumb begins at a root or says that it is one") {
    for (const std::string yes : {"首页 >> 娱乐> 正文", "当前位置: 主页 > 交通 >", "您的位置：首页 » 新闻",
                                  "首頁 > 地方", "山海网首页 > 社会", "您现在的位置：新闻 - 社会"}) {
        INFO(yes);
        CHECK(looks_like_breadcrumb(yes));
    }
    for (const std::string no : {"首页 新闻 体育 财经", "首页改版了，欢迎大家提意见。", "新闻 > 社会", "当然"}) {
        INFO(no);
        CHECK_FALSE(looks_like_breadcrumb(no));
    }
}

TEST_CASE("the strings of broken JSON-LD are read") {
    const std::vector<JsonString> found = json_strings(
        "/* x */ {\"@type\":\"NewsArticle\",\n \"headline\":\"一\\u4e8c\\\"三\n四\", \"author\":[{\"name\":\"王一\",},"
        "{\"name\":\"\\ud83d\\ude00\"}], \"tags\":[\"a\",\"b\"],}");
    const std::vector<JsonString> expected{{"", "@type", "NewsArticle"},
                                           {"", "headline", "一二\"三\n四"},
                                           {"author", "name", "王一"},
                                           {"author", "name", "😀"},
                                           {"", "tags", "a"},
                                           {"", "tags", "b"}};
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        INFO(i);
        CHECK(found[i].key == expected[i].key);
        CHECK(found[i].value == expected[i].value);
    }
    CHECK(found[2].parent == "author");
    CHECK(json_strings(std::string(100'000, '[')).empty());
    CHECK(json_strings("\"").size() <= 1);
}

TEST_CASE("a page's own statements are found, the better ones first") {
    const PageMeta meta = read_meta(HtmlTree::parse_page(
        "<html lang=zh-CN><head><title>题</title><base href=/b/><link rel=canonical href=/c.html>"
        "<meta name=PubDate content='2025-03-10 04:06'><meta property=article:published_time "
        "content=2025-03-10T04:06:31+08:00>"
        "<meta name=Maketime content=2025-03-11><meta name=author content=山海网><meta name=ContentSource "
        "content=山海日报>"
        "<meta name=ColumnName content=本县要闻><meta property=og:url content=https://a.example/1>"
        "<script "
        "type=application/ld+json>{\"datePublished\":\"2025-03-10T04:06:32\",\"author\":{\"name\":\"王一\"}}</script>"
        "<script>var oct=\"1111111111\"; var ct = \"1741550791\";</script></head>"
        "<body><time datetime=2025-03-10T04:00 class=updated>x</time><a rel=author>赵二</a></body>"));
    REQUIRE(meta.published.size() == 4);
    CHECK(meta.published[0].place == "JSON-LD datePublished");
    CHECK(meta.published[1].value == "2025-03-10T04:06:31+08:00");
    CHECK(meta.published[2].place == "meta pubdate");
    CHECK(meta.published[3].value == "1741550791");
    REQUIRE(meta.updated.size() == 1);
    REQUIRE(meta.authors.size() == 2);
    CHECK(meta.authors[0].value == "赵二");
    REQUIRE(meta.sources.size() == 1);
    CHECK(meta.sources[0].value == "山海日报");
    CHECK(meta.categories[0].value == "本县要闻");
    CHECK(meta.canonical == "/c.html");
    CHECK(meta.base == "/b/");
    CHECK(meta.language == "zh-CN");
}

TEST_CASE("the real address of an image stands in many attributes") {
    struct Case {
        std::string html, src, caption;
    };
    const std::vector<Case> cases{
        {"<p><img src=\"/ph.gif\" data-original=\"/u/1.jpg\"></p><p>图源：山海酱园</p>", "/u/1.jpg", "图源：山海酱园"},
        {"<img src=/u/1.jpg>", "/u/1.jpg", ""},
        {"<img src=/loading.gif data-src=/u/2.jpg>", "/u/2.jpg", ""},
        {"<img file=data/a.jpg zoomfile=data/b.jpg src=static/none.gif>", "data/a.jpg", ""},
        {"<img srcset='/a-1.jpg 320w, /a-2.jpg 1280w, /a-3.jpg 640w' src=/a-0.jpg>", "/a-2.jpg", ""},
        {"<picture><source srcset='/p.webp 2x'><img></picture>", "/p.webp", ""},
        {"<img src='data:image/gif;base64,R0'><img src=/b.jpg>", "/b.jpg", ""},
        {"<figure><img src=/c.jpg><figcaption>晒场 全景</figcaption></figure>", "/c.jpg", "晒场 全景"},
        {"<p><img src=/d.jpg></p><p>渔船出海。张三 摄</p>", "/d.jpg", "渔船出海。张三 摄"},
        {"<p><img src=/e.jpg></p><p>下一段是正文，不是图片的说明。</p>", "/e.jpg", ""},
        {"<img src=javascript:alert(1)>", "(none)", ""},
        {"<img src=/pixel.gif width=1 height=1>", "(none)", ""},
        {"<p>没有图</p>", "(none)", ""},
    };
    const FieldContext context;
    for (const Case& c : cases) {
        INFO(c.html);
        const auto reading = read_image(c.html, context);
        CHECK((reading.value ? reading.value->src : "(none)") == c.src);
        if (reading.value) CHECK(reading.value->caption == c.caption);
    }
}

TEST_CASE("an excerpt ends at a sentence, else between letters") {
    CHECK(make_excerpt("小标题\n第一句话说完了。第二句话也说完了。", 140) == "第一句话说完了。第二句话也说完了。");
    CHECK(make_excerpt("第一句话说完了。第二句话很长很长很长很长。", 12) == "第一句话说完了。");
    CHECK(make_excerpt("没有句号的一段很长很长的话", 5) == "没有句号的…");
    CHECK(make_excerpt("没有句号", 140) == "没有句号");
    CHECK(make_excerpt("", 140).empty());
    const std::string family = "👨\u200D👩\u200D👧";
    CHECK(cut_graphemes(family + family + family, 2) == family + family + "…");
    CHECK(cut_graphemes("e\u0301e\u0301e\u0301", 2) == "e\u0301e\u0301…");
}

TEST_CASE("languages are told by their tag or their letters") {
    CHECK(tidy_language("ZH_tw") == "zh-TW");
    CHECK(tidy_language("zh-hans-cn") == "zh-Hans-CN");
    CHECK(tidy_language("en").size() == 2);
    CHECK(tidy_language("yue-HK") == "yue-HK");
    CHECK(tidy_language("chinese language").empty());
    CHECK(tidy_language("cn").empty());
    CHECK(tidy_language("zzz-CN").empty());
    CHECK(tidy_language("").empty());
    CHECK(guess_script("這條老街最近連續四天傍晚停電，電力公司說發現是接戶線老化，現在來過了。") == "zh-TW");
    CHECK(guess_script("这条老街最近连续四天停电，电力公司说发现是线路老化，现在来过了，问题会解决。") == "zh-CN");
    CHECK(guess_script("Plain English.").empty());
}
