// Finds where a body ends, and what inside of it is none. Pure; any thread.
#pragma once

#include "normalise/page_zones.hpp"

namespace syndicated::normalise {

// Moves zones.last before lists of other articles, pagers and credits; adds removals; credits go to zones.foot.
// `plain`: the blocks are lines of a plain text, which show no links.
void part_tail(const HtmlTree& tree, const Blocks& blocks, bool plain, Zones& zones);

}  // namespace syndicated::normalise
