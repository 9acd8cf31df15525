// Where on a page its path of categories stands: 首页 > 新闻 > 社会, in one line, in parts, or with arrows that only
// the page's style draws. Pure; any thread.
#pragma once

#include "normalise/blocks.hpp"
#include "normalise/html_tree.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace syndicated::normalise {

struct PagePath {
    std::string text;  // parts with " > " between where the page has no mark of its own; empty: none
    std::string_view place;
};

// The last one in the blocks before `end`. `title`: the article's, which may end it.
[[nodiscard]] PagePath find_path(const HtmlTree& tree, const Blocks& blocks, std::size_t end, std::string_view title);

}  // namespace syndicated::normalise
