#include "normalise/page_lead.hpp"

#include "normalise/glyphs.hpp"
#include "normalise/images.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/normalise/fields.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

namespace {

constexpr std::size_t furthest = 8;           // blocks before the body
constexpr std::size_t most_before_lead = 40;  // blocks

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

// Where a report begins, with its outlet and its reporters; `end` when none does.
std::size_t find_lead(const Blocks& blocks, std::size_t begin, std::size_t end) {
    const FieldContext context;
    for (std::size_t i = begin; i < end; ++i) {
        const Block& block = blocks.list[i];
        if (block.chars < 30 || block.stops == 0) continue;
        const Reading<Byline> found = read_byline(head_of(block.text, 600), context);
        const bool reporters = !found.value.authors.empty() && found.rule != "byline.bracket";
        if (found.value.source || reporters) return i;
    }
    return end;
}

// 下载客户端还能获得专享福利哦！
bool is_invitation(const Block& block) {
    if (block.chars > 120) return false;
    static constexpr auto words = std::to_array<std::string_view>(
        {"客户端", "点击", "投票", "免费试玩", "火热进行", "福利", "扫码", "公众号", "报名"});
    return (block.text.ends_with("！") || block.link_chars > 0) &&
           std::any_of(words.begin(), words.end(),
                       [&block](std::string_view w) { return block.text.find(w) != std::string::npos; });
}

}  // namespace

void drop_before_lead(const Blocks& blocks, Zones& zones) {
    const std::size_t lead = find_lead(blocks, zones.first, std::min(zones.last, zones.first + most_before_lead));
    if (lead == zones.first || lead >= std::min(zones.last, zones.first + most_before_lead)) return;
    std::vector<Removal> out;
    std::size_t scraps = 0;
    for (std::size_t i = zones.first; i < lead; ++i) {
        const Block& block = blocks.list[i];
        const bool scrap = block.images == 0 && block.chars <= 40 && block.rating <= 0 && !is_caption(block.text);
        scraps += scrap ? 1 : 0;
        if (scrap || is_invitation(block)) out.push_back({i, "head.before_the_lead"});
    }
    // One or two short lines may be a subtitle.
    if (scraps <= 2) std::erase_if(out, [&](const Removal& r) { return !is_invitation(blocks.list[r.block]); });
    for (const Removal& removal : out) {
        const auto taken = [&](const Removal& other) { return other.block == removal.block; };
        if (std::none_of(zones.removals.begin(), zones.removals.end(), taken)) zones.removals.push_back(removal);
    }
    std::stable_sort(zones.removals.begin(), zones.removals.end(),
                     [](const Removal& a, const Removal& b) { return a.block < b.block; });
}

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
