// What leads an article: a picture outside of the element that holds its text, and what stands before the paragraph
// that begins like an agency's report. Pure; any thread.
#pragma once

#include "normalise/blocks.hpp"
#include "normalise/html_tree.hpp"
#include "normalise/page_zones.hpp"

namespace syndicated::normalise {

// A figure between title and body becomes the body's first block. Gives the element that holds both: `root`, the
// body's, when there is no such figure. `first`: the body's first block. What stands between is taken out.
[[nodiscard]] NodeId take_lead_picture(const HtmlTree& tree, const Blocks& blocks, NodeId root, std::size_t first,
                                       Zones& zones);

// A player's controls, invitations and lists before 山海网讯 (记者 王一)… go out; pictures and paragraphs stay.
void drop_before_lead(const Blocks& blocks, Zones& zones);

}  // namespace syndicated::normalise
