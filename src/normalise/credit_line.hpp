// Lines that say who made an article and where it is from without the labels of an info line. Pure; any thread; linear
// in the text's length.
#pragma once

#include <string_view>

namespace syndicated::normalise {

// 编辑 王一 校对 赵二; 主播 / 南枝、阿越; 本文来自微信公众号“芯事”，作者：简川.
[[nodiscard]] bool names_who_made_it(std::string_view line);

}  // namespace syndicated::normalise
