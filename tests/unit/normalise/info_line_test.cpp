#include "readings.hpp"

#include <catch2/catch.hpp>

using namespace syndicated::normalise;
using namespace syndicated::normalise::readings;

namespace {

constexpr Row lines[] = {
    {"来源:娱乐发布时间:2025-03-10 04:06:31\n浏览:547", "published 2025-03-10T04:06:31+08:00; views 547"},
    {"时间：2025-02-18 10:20:30 来源：山海晚报 作者：王一 点击：215次",
     "source 山海晚报; published 2025-02-18T10:20:30+08:00; author 王一; views 215"},
    {"2025/02/24 18:30　記者李四方∕山海報導", "published 2025-02-24T18:30:00+08:00; author 李四方"},
    {"文/吴九　昨天 21:40　阅读 1.5万", "published 2025-03-09T21:40:00+08:00; author 吴九; views 15000"},
    {"山海教育网 2025/3/1 8:06:00 阅读 12 次", "source 山海教育网; published 2025-03-01T08:06:00+08:00; views 12"},
    {"2025年2月20日 由 阿木 发布于 手艺", "published 2025-02-20T00:00:00+08:00; author 阿木; category 手艺"},
    {"由 阿木 发布于 手艺", "author 阿木; category 手艺"},
    {"时间:2025-02-19 08:05来源:山海交通作者:未知点击:77次",
     "source 山海交通; published 2025-02-19T08:05:00+08:00; views 77"},
    {"时间:\n2025-02-19 08:05\n来源:\n山海交通\n作者:\n未知\n点击:\n77次",
     "source 山海交通; published 2025-02-19T08:05:00+08:00; views 77"},
    {"发布日期：2025-02-21　来源：县文化局　浏览次数：　【字体：大 中 小】",
     "source 县文化局; published 2025-02-21T00:00:00+08:00"},
    {"2025-02-23 14:00 来源：山海通讯社", "source 山海通讯社; published 2025-02-23T14:00:00+08:00"},
    {"发布：2025-02-26 09:00 更新：2025-02-26 17:25 来源：山海天文馆 责编：郑十",
     "source 山海天文馆; published 2025-02-26T09:00:00+08:00; updated 2025-02-26T17:25:00+08:00; editor 郑十"},
    {"作者: 老冯 时间: 2025年2月27日 22:08 分类: 运维",
     "published 2025-02-27T22:08:00+08:00; author 老冯; category 运维"},
    {"2025-02-28 11:11:11 来源：山海日报", "source 山海日报; published 2025-02-28T11:11:11+08:00"},
    {"发布时间：2025-03-10 04:06:31 | 来源：山海晚报 | 作者：王一 | 责任编辑：李四 | 浏览：1,024 次 | 字号：大 中 小",
     "source 山海晚报; published 2025-03-10T04:06:31+08:00; author 王一; editor 李四; views 1024"},
    {"山海晚报 2025-03-10 10:00", "source 山海晚报; published 2025-03-10T10:00:00+08:00"},
    {"2025年03月10日10:00 来源：人民网－文化频道", "source 人民网－文化频道; published 2025-03-10T10:00:00+08:00"},
    {"2025-03-10 10:00:00 山海网 王一", "source 山海网; published 2025-03-10T10:00:00+08:00"},
    {"这座操场长六十米，宽三十五米，是用山坡削平后建成的。", "-"},
    {"据了解，该县2025年3月10日召开会议，来源于财政的资金达到三亿元，记者从现场了解到，会议时间为两个小时。", "-"},
    {"责任编辑：孙八", "editor 孙八"},
    {"（责任编辑：孙八）", "editor 孙八"},
    {"上一篇：渔港开捕 下一篇：夜班公交", "-"},
    {"相关阅读", "-"},
    {"关于我们 | 广告服务 | 联系我们", "-"},
    {"王一 · 2小时前 · 阅读 1.2k", "published 2025-03-10T10:00:00+08:00; views 1200"},
    {"作者：王一　　来源：山海晚报　　发布时间：2025-03-10　　　点击数：　55",
     "source 山海晚报; published 2025-03-10T00:00:00+08:00; author 王一; views 55"},
    {"稿源：山海晚报 编辑：李四 2025-03-10 08:00", "source 山海晚报; published 2025-03-10T08:00:00+08:00; editor 李四"},
    {"[来源：山海晚报] [作者：王一] [日期：2025-03-10] [字体：大 中 小]",
     "source 山海晚报; published 2025-03-10T00:00:00+08:00; author 王一"},
    {"Source: Shanhai Daily  Author: John Smith  Published: March 10, 2025  Views: 55",
     "source Shanhai Daily; published 2025-03-10T00:00:00+08:00; author John Smith; views 55"},
    {"發佈時間：2025/03/10 10:00　來源：山海日報　點閱：55",
     "source 山海日報; published 2025-03-10T10:00:00+08:00; views 55"},
    {"本报记者 王一 山海报道 2025-03-10", "published 2025-03-10T00:00:00+08:00; author 王一"},
    {"阿木 发布于 2025-03-10 10:00 阅读 55", "published 2025-03-10T10:00:00+08:00; views 55"},
    {"2025-03-10 10:00 | 山海网 | 阅读 55", "source 山海网; published 2025-03-10T10:00:00+08:00; views 55"},
    {"浏览量:547 | 发布于：3小时前", "published 2025-03-10T09:00:00+08:00; views 547"},
    {"首页 >> 娱乐> 正文", "-"},
    {"索引号：000 发布机构：县文化局 成文日期：2025-02-01 发布日期：2025-02-21", "published 2025-02-21T00:00:00+08:00"},
    {"标签：网线 分类：运维 阅读(55) 评论(3)", "views 55; category 运维"},
};

}  // namespace

TEST_CASE("An info line is cut at every next label") {
    const FieldContext context = usual_context();
    for (const Row& row : lines) {
        CAPTURE(row.input);
        CHECK(text_of(read_info_line(row.input, context)) == row.expected);
    }
}

TEST_CASE("What looks like an info line scores, running text does not") {
    CHECK(score_info_line("来源:娱乐发布时间:2025-03-10 04:06:31\n浏览:547") >= 9);
    CHECK(score_info_line("文/吴九　昨天 21:40　阅读 1.5万") >= 5);
    CHECK(score_info_line("2025-02-28 11:11:11 来源：山海日报") >= 6);
    CHECK(score_info_line("2025-02-28 11:11") == 3);
    CHECK(score_info_line("这座操场长六十米，宽三十五米，是用山坡削平后建成的。") == 0);
    CHECK(score_info_line(
              "据了解，该县2025年3月10日召开会议，来源于财政的资金达到三亿元，记者从现场了解到，会议很短。") == 0);
    CHECK(score_info_line("关于我们 | 广告服务 | 联系我们") == 0);
    CHECK(score_info_line("") == 0);
}

TEST_CASE("A source that the line's own category names is no source") {
    const InfoFields fields = read_info_line("来源：运维 分类：运维", FieldContext{});
    CHECK(fields.source.rule == "source_equals_category");
    CHECK(text_of(fields.category.value) == "运维");
}
