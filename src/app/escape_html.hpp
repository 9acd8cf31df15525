// Foreign text in pages of HTML. Pure.
#pragma once

#include <string>
#include <string_view>

namespace syndicated::app {

// For an element or an attribute: controls made visible, markup escaped.
[[nodiscard]] std::string escape_html(std::string_view text);

}  // namespace syndicated::app
