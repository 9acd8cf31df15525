#include "readings.hpp"

#include <catch2/catch.hpp>

using namespace syndicated::normalise;
using namespace syndicated::normalise::readings;

namespace {

constexpr Row lists[] = {
    {"休闲十大清洁剂\n休闲食品\n休闲甲乙丙\n娱乐某某某\n娱乐某某乙", "十大清洁剂|食品|甲乙丙|某某某|某某乙"},
    {"休闲食品安全\n知识产权保护", "休闲食品安全|知识产权保护"},
    {"【热点】渔港开捕\n娱乐|夜班公交", "渔港开捕|夜班公交"},
    {"<li><span>娱乐</span><a href=\"x\" "
     "title=\"夜班公交新增两条线路\">夜班公交新增…</a><em>03-10</em></li><li><a>渔港</a></li>",
     "夜班公交新增两条线路|渔港"},
    {"渔港开捕首日 更新:2025-03-10\n夜班公交新增 2025-03-10\n[03-09] 科普", "渔港开捕首日|夜班公交新增|科普"},
    {"县长会见（上） 2025-03-10\n定于10月11日", "县长会见（上）|定于10月11日"},
};

}  // namespace

TEST_CASE("List titles lose the category glued to them, and words that only look like one stay") {
    FieldContext context;
    context.now = usual_context().now;
    context.categories = {"热点", "娱乐", "休闲"};
    for (const Row& row : lists) {
        CAPTURE(row.input);
        CHECK(text_of(read_list_title(row.input, context).value) == row.expected);
    }
}
