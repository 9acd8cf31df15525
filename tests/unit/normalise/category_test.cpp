#include "readings.hpp"

#include <catch2/catch.hpp>

using namespace syndicated::normalise;
using namespace syndicated::normalise::readings;

namespace {

constexpr Row paths[] = {
    {"您现在的位置：首页 >> 新闻中心 >> 社会 >> 正文", "新闻中心|社会"},
    {"您所在的位置: 网站首页 » 新闻 » 详情", "新闻"},
    {"现在的位置: 首页 > AI/人工智能 > 正文", "AI/人工智能"},
    {"首页 / 新闻 / 5G-A", "新闻|5G-A"},
    {"首页/新闻/社会", "新闻|社会"},
    {"首页 - 新闻 - 社会", "新闻|社会"},
    {"山海网首页 > 社会", "社会"},
    {"首頁 > 地方", "地方"},
    {"Home › News › City", "News|City"},
    {"首页 | 新闻 | 社会", "新闻|社会"},
    {"首页·新闻", "新闻"},
    {"首页 → 新闻 → 正文", "新闻"},
    {"<ul><li>首页</li><li>新闻</li><li>社会</li></ul>", "新闻|社会"},
    {"<a>首页</a><i></i><a>新闻</a><i></i><a>社会</a>", "新闻|社会"},
    {"<a>首页</a> <a>新闻</a> <a>社会</a>", "新闻|社会"},
    {"分类：运维", "运维"},
    {"分类: 运维 标签: 网线", "运维"},
    {"栏目：热点 来源：山海晚报", "热点"},
    {"所属分类：<a>社会</a>", "社会"},
    {"娱乐", "娱乐"},
    {"[娱乐]", "娱乐"},
    {"AI/人工智能", "AI/人工智能"},
    {"5G-A", "5G-A"},
    {"未分类", "-"},
    {"..", "-"},
    {"a/b", "a/b"},
    {"首页 >> 娱乐> 正文", "娱乐"},
    {"当前位置：首页>新闻动态>", "新闻动态"},
    {"当前位置: 主页 > 交通 >", "交通"},
    {"首页 > 新闻 > 县图书馆周末延长开放两小…", "新闻"},
    {"人民网>>社会>>正文", "社会"},
    {"位置：首页", "-"},
    {"正文", "-"},
    {"文章", "文章"},
    {"首页 > 新闻 > <span>正文</span>", "新闻"},
    {"当前位置：<a>首页</a>&nbsp;&gt;&nbsp;<a>新闻</a>", "新闻"},
    {"首页 > 新闻 | 社会", "新闻 | 社会"},
    {"当前位置：首页 \\ 新闻 \\ 社会", "新闻|社会"},
    {"<span>当前位置：</span><a>首页</a><i></i><a>新闻</a><i></i><span>正文</span>", "新闻"},
};

}  // namespace

TEST_CASE("A path of categories has neither root nor leaf") {
    const FieldContext context = usual_context();
    for (const Row& row : paths) {
        CAPTURE(row.input);
        CHECK(text_of(read_category(row.input, context).value) == row.expected);
    }
}

TEST_CASE("The article's own title at a path's end is no category") {
    FieldContext context = usual_context();
    context.title = "县图书馆周末延长开放两小时";
    CHECK(text_of(read_category("首页 > 新闻 > 县图书馆周末延长开放两小时", context).value) == "新闻");
    CHECK(text_of(read_category("首页 > 新闻 > 县图书馆周末延长开", context).value) == "新闻");
}

TEST_CASE("A category of 300 characters is none") {
    std::string name;
    for (int i = 0; i < 300; ++i) name += "长";
    CHECK(category_path_of(name).empty());
    CHECK(category_path_of("首页 >> 娱乐> 正文") == std::vector<std::string>{"娱乐"});
}

TEST_CASE("A declared category is called as articles of it are, and is no path") {
    constexpr Row names[] = {
        {"体育 ", "体育"},
        {"社会\n", "社会"},
        {"甲\u200b", "甲"},
        {"<b>粗</b>", "粗"},
        {"A&amp;B", "A&B"},
        {"\u202e体育\u202c", "体育"},
        {"AI/人工智能", "AI/人工智能"},
        {"首页 > 娱乐", "娱乐"},
        {"  影视 /\n音乐 ", "影视 / 音乐"},
        {"A>B", "A>B"},
        {"电影|电视", "电影|电视"},
        {"  ", ""},
        {"", ""},
        {"首页", ""},
        {"未分类", ""},
    };
    for (const Row& row : names) {
        CAPTURE(row.input);
        CHECK(category_name_of(row.input) == row.expected);
        const auto path = category_path_of(row.input);
        if (path.size() < 2) CHECK(category_name_of(row.input) == (path.empty() ? "" : path.back()));
    }
    std::string longest;
    for (int i = 0; i < 70; ++i) longest += "长/ ";
    CHECK(category_name_of(longest).empty());
}

TEST_CASE("A category's description is one line without markup and controls") {
    CHECK(category_about_of("说明") == "说明");
    CHECK(category_about_of(" <p>第一行\x01</p>\n<p>\u202e第二行 &lt;3</p>") == "第一行 第二行 <3");
    CHECK(category_about_of("").empty());
}
