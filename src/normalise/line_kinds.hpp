// What a line of a page is by its words alone: running text, or one of the things that stand around a body. Pure; any
// thread; linear in the text's length.
#pragma once

#include <cstdint>
#include <string_view>

namespace syndicated::normalise {

enum class LineKind : std::uint8_t {
    body,
    residue,      // unexpanded template marks alone
    controls,     // 【字体：大 中 小】 打印 关闭 分享到 收藏 ...
    credit,       // 责任编辑：… 来源：… 原标题：…
    boilerplate,  // 版权所有, ICP备, 未经许可不得转载 ...
    pager,        // 上一篇：…
    list_heading  // 相关阅读, 热门文章, 更多 > ...
};

[[nodiscard]] LineKind kind_of_line(std::string_view text);

// The line without brackets, bullets and blanks around it.
[[nodiscard]] std::string_view strip_decoration(std::string_view text);

// 责任编辑：A, of a credit: what stands behind it is seldom the article's.
[[nodiscard]] bool ends_article(std::string_view credit);

// 热门推荐：A headline: begins with the heading of a list of other articles.
[[nodiscard]] bool begins_with_list_heading(std::string_view text);

// A link to elsewhere: 点击进入专题>>, 返回山海网首页>>, 返回山海，查看更多
[[nodiscard]] bool is_way_out(std::string_view text);

// An excerpt of another article: it breaks off with dots.
[[nodiscard]] bool breaks_off(std::string_view text);

// Ends as a sentence does.
[[nodiscard]] bool ends_sentence(std::string_view text);

}  // namespace syndicated::normalise
