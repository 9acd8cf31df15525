// Finds where a body ends, and what inside of it is none. Pure; any thread.
#pragma once

#include "normalise/page_zones.hpp"

#include <cstdint>

namespace syndicated::normalise {

enum class TailOf : std::uint8_t {
    page,
    body,   // that came alone: what it ends with is more often its author's
    lines,  // of a plain text, which show no links
};

// Moves zones.last before lists of other articles, pagers and credits; adds removals; credits go to zones.foot.
void part_tail(const HtmlTree& tree, const Blocks& blocks, TailOf whose, Zones& zones);

}  // namespace syndicated::normalise
