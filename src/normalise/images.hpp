// The real address of a picture behind lazy loading, and whether a picture is one. Pure; any thread.
#pragma once

#include "normalise/html_tree.hpp"

#include <string>
#include <string_view>

namespace syndicated::normalise {

// Of an img element, as it stands in the page: the lazy-loading attributes before srcset before src. Empty when the
// element shows nothing but a placeholder, a data: address or a tracking pixel.
[[nodiscard]] std::string image_source(const HtmlTree& tree, NodeId img);

// The img's alt text when it says something: no file name, no residue.
[[nodiscard]] std::string image_alt(const HtmlTree& tree, NodeId img);

// A block that belongs to the picture before it: 图源：…, ▲…, （… 摄）.
[[nodiscard]] bool is_caption(std::string_view text);

}  // namespace syndicated::normalise
