// The picture that leads an article but stands outside of the element that holds its text. Pure; any thread.
#pragma once

#include "normalise/blocks.hpp"
#include "normalise/html_tree.hpp"
#include "normalise/page_zones.hpp"

namespace syndicated::normalise {

// A figure between title and body becomes the body's first block. Gives the element that holds both: `root`, the
// body's, when there is no such figure. `first`: the body's first block. What stands between is taken out.
[[nodiscard]] NodeId take_lead_picture(const HtmlTree& tree, const Blocks& blocks, NodeId root, std::size_t first,
                                       Zones& zones);

}  // namespace syndicated::normalise
