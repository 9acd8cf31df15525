// Finds the element of a page that holds the article's body: the subtree with the most running text and the fewest
// links. Class and id names of CMSs are weights, never a switch. Pure; any thread.
#pragma once

#include "normalise/blocks.hpp"
#include "normalise/html_tree.hpp"

#include <cstddef>
#include <vector>

namespace syndicated::normalise {

struct BodyPlace {
    NodeId root = no_node;            // no_node: nothing on the page reads like a body
    std::size_t first = 0, last = 0;  // its blocks, [first, last)
};

// Only blocks before `end` count: other articles may follow.
[[nodiscard]] BodyPlace find_body(const HtmlTree& tree, const Blocks& blocks, std::size_t end);

}  // namespace syndicated::normalise
