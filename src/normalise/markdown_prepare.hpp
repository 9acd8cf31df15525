// Makes any bytes fit for md4c 0.4.8 (Debian 12), which reads some bytes past its input's end and is quadratic in some
// places. Pure; any thread; linear.
#pragma once

#include "normalise/html_prepare.hpp"

#include <string_view>

namespace syndicated::normalise {

// What md4c may read behind the text without harm: NULs.
inline constexpr std::size_t markdown_padding = 64;

// What stands for a "]" or "~" that md4c must not see.
inline constexpr std::string_view plain_bracket = "&#93;", plain_tilde = "&#126;";

// The text ends with a line end, which md4c needs to be safe, and the padding.
[[nodiscard]] Prepared prepare_markdown(std::string_view markdown, const TreeLimits& limits);

}  // namespace syndicated::normalise
