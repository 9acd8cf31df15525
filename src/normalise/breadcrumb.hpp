// The path to a page, 首页 > 新闻 > 正文, told by its words. Pure; any thread; linear in the text's length.
#pragma once

#include <string_view>

namespace syndicated::normalise {

// A prefix such as 当前位置, or a root such as 首页 before a separator.
[[nodiscard]] bool looks_like_breadcrumb(std::string_view text);

}  // namespace syndicated::normalise
