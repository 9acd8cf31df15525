#include "normalise/page_lead.hpp"

#include "normalise/images.hpp"

#include <algorithm>
#include <vector>

namespace syndicated::normalise {

namespace {

constexpr std::size_t furthest = 8;  // blocks before the body

NodeId figure_around(const HtmlTree& tree, const Block& block) {
    NodeId at = block.container;
    for (int up = 0; up < 3 && at != no_node; ++up, at = tree[at].parent) {
        if (tree[at].tag == Tag::figure) return at;
    }
    return no_node;
}

bool shows_picture(const HtmlTree& tree, NodeId figure) {
    for (NodeId id = figure; id < tree[figure].end; ++id) {
        if (tree[id].tag == Tag::img && tree.is_shown(id) && !image_source(tree, id).empty()) return true;
    }
    return false;
}

}  // namespace

NodeId take_lead_picture(const HtmlTree& tree, const Blocks& blocks, NodeId root, std::size_t first, Zones& zones) {
    const std::vector<Block>& list = blocks.list;
    if (zones.title_block >= first || zones.first >= zones.last || list[zones.first].images > 0) return root;
    const auto leaf = [&](std::size_t i) { return blocks.leaves[list[i].first_leaf]; };
    NodeId figure = no_node;
    std::size_t at = first;
    while (figure == no_node && at > zones.title_block + 1 && first - at < furthest) {
        if (list[--at].images > 0) figure = figure_around(tree, list[at]);
    }
    if (figure == no_node || !shows_picture(tree, figure)) return root;
    while (at > 0 && leaf(at - 1) >= figure) --at;
    while (root != no_node && !tree.contains(root, figure)) root = tree[root].parent;
    std::vector<Removal> between;
    for (std::size_t i = 0; i < first; ++i) {
        if (leaf(i) >= root && !tree.contains(figure, leaf(i))) between.push_back({i, "head.header"});
    }
    zones.removals.insert(zones.removals.begin(), between.begin(), between.end());
    zones.first = at;
    return root;
}

}  // namespace syndicated::normalise
