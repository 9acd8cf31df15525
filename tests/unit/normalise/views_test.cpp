#include "readings.hpp"

#include <catch2/catch.hpp>

using namespace syndicated::normalise;
using namespace syndicated::normalise::readings;

namespace {

constexpr Row counts[] = {
    {"浏览:547", "547"},
    {"浏览次数：1,024", "1024"},
    {"浏览量：１２３", "123"},
    {"阅读 1.2万", "12000"},
    {"阅读：10万+", "100000"},
    {"阅读(2.3w)", "23000"},
    {"1.5k 阅读", "1500"},
    {"播放 3.5亿", "350000000"},
    {"547次浏览", "547"},
    {"12人阅读", "12"},
    {"已有547人围观", "547"},
    {"1,024 views", "1024"},
    {"Hits: 55", "55"},
    {"Views 55", "55"},
    {"點閱：55", "55"},
    {"瀏覽人次：55", "55"},
    {"点击数 55", "55"},
    {"访问量：55", "55"},
    {"阅读全文", "-"},
    {"点击查看", "-"},
    {"阅读时间5分钟", "-"},
    {"预计阅读3分钟", "-"},
    {"阅读3分钟", "-"},
    {"阅读排行榜", "-"},
    {"浏览：<script src=\"x\"></script>", "-"},
    {"浏览：<span id=\"hits\"></span>次", "-"},
    {"点击：", "-"},
    {"547", "547"},
    {"1.2万", "12000"},
    {"1234次", "1234"},
    {"阅读 2025-03-10", "-"},
    {"2025-03-10 10:00 12 阅读 5 评论", "12"},
    {"评论 5 阅读 12", "12"},
    {"浏览：加载中", "-"},
    {"阅读（12）评论（3）", "12"},
    {"查看: 1234|回复: 5", "1234"},
    {"浏览 <em>547</em> 次", "547"},
    {"文章点击：55", "55"},
    {"点击查看更多 5 条", "-"},
    {"0", "0"},
    {"浏览：0", "0"},
    {"阅读量10万+", "100000"},
    {"共 55 次浏览", "55"},
};

}  // namespace

TEST_CASE("Views need a number beside their label") {
    const FieldContext context = usual_context();
    for (const Row& row : counts) {
        CAPTURE(row.input);
        CHECK(text_of(read_views(row.input, context).value) == row.expected);
    }
}
