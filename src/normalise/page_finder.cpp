#include "normalise/page_finder.hpp"

#include "normalise/line_kinds.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace syndicated::normalise {

namespace {

// What a class or an id says. Words are compared with the parts of the name ("hot-list" has hot and list); stems may
// stand anywhere in it.
constexpr auto against_stems = std::to_array<std::string_view>(
    {"comment", "pinglun", "sidebar", "related", "footer", "copyright", "recommend", "tuijian", "breadcrumb", "share",
     "fenxiang", "guanggao", "advert", "paihang", "ranking", "navbar", "prevnext", "statement", "disclaimer"});
constexpr auto against_words = std::to_array<std::string_view>(
    {"ad",     "ads",   "nav",   "foot",    "side",   "aside", "menu",    "hot",   "rank",
     "prev",   "next",  "tag",   "tags",    "more",   "crumb", "weizhi",  "login", "search",
     "banner", "links", "pager", "toolbar", "relate", "reply", "replies", "right", "tool"});
constexpr auto for_stems = std::to_array<std::string_view>(
    {"article", "content", "neirong", "zhengwen", "entry", "trs_editor", "vsb_content", "artibody", "maintext",
     "endtext", "post_text", "postmessage", "detail", "body_text", "bodytext"});
constexpr auto for_words =
    std::to_array<std::string_view>({"zoom", "text", "post", "body", "art", "nr", "zw", "wenzhang", "con", "story",
                                     "news", "info", "main", "fontzoom"});

bool has_stem(std::string_view marks, const auto& stems) {
    return std::any_of(stems.begin(), stems.end(),
                       [marks](std::string_view s) { return marks.find(s) != std::string_view::npos; });
}

bool has_word(std::string_view marks, const auto& words) {
    for (std::size_t begin = 0; begin < marks.size();) {
        const std::size_t end = std::min(marks.find_first_of(" -_", begin), marks.size());
        if (std::find(words.begin(), words.end(), marks.substr(begin, end - begin)) != words.end()) return true;
        begin = end + 1;
    }
    return false;
}

enum class Leaning : std::uint8_t { none, against, towards };

Leaning leaning_of(const HtmlTree& tree, NodeId id) {
    const Tag tag = tree[id].tag;
    if (tag == Tag::nav || tag == Tag::aside || tag == Tag::footer) return Leaning::against;
    const std::string marks = tree.marks(id);
    if (marks.empty() || tag == Tag::body || tag == Tag::html) return Leaning::none;
    if (has_stem(marks, against_stems)) return Leaning::against;
    const bool towards = has_stem(marks, for_stems) || has_word(marks, for_words);
    if (!towards && has_word(marks, against_words)) return Leaning::against;
    return towards || tag == Tag::article ? Leaning::towards : Leaning::none;
}

bool holds_one_paragraph(Tag tag) {
    return tag == Tag::p || is_heading(tag) || tag == Tag::pre || tag == Tag::blockquote || tag == Tag::figcaption ||
           tag == Tag::center || tag == Tag::dt || tag == Tag::section;
}

struct Score {
    double near = 0;   // of the text close above, the closer the more
    double total = 0;  // of all text below
    double chars = 0, link_chars = 0;
};

class Finder {
public:
    Finder(const HtmlTree& tree, const Blocks& blocks)
        : tree_(tree), blocks_(blocks), scores_(tree.size()), against_(tree.size()), towards_(tree.size()) {}

    BodyPlace find() {
        lean();
        for (const Block& block : blocks_.list) add(block);
        for (NodeId id = static_cast<NodeId>(tree_.size()); id-- > 1;) {
            Score& parent = scores_[tree_[id].parent];
            parent.total += scores_[id].total;
            parent.chars += scores_[id].chars;
            parent.link_chars += scores_[id].link_chars;
        }
        const NodeId best = pick();
        if (best == no_node) return {};
        const NodeId root = climb(best);
        BodyPlace out{root, 0, 0};
        const auto inside = [this, root](const Block& b) { return tree_.contains(root, blocks_.leaves[b.first_leaf]); };
        const auto first = std::find_if(blocks_.list.begin(), blocks_.list.end(), inside);
        out.first = static_cast<std::size_t>(first - blocks_.list.begin());
        out.last = out.first;
        while (out.last < blocks_.list.size() && inside(blocks_.list[out.last])) ++out.last;
        return out;
    }

private:
    void lean() {
        for (NodeId id = 0; id < tree_.size(); ++id) {
            const Node& node = tree_[id];
            if (node.parent != no_node) against_[id] = against_[node.parent];
            if (node.attributes == 0 && node.tag != Tag::nav && node.tag != Tag::aside && node.tag != Tag::footer)
                continue;
            if (!is_block(node.tag)) continue;
            const Leaning leaning = leaning_of(tree_, id);
            if (leaning == Leaning::against) against_[id] = 1;
            towards_[id] = leaning == Leaning::towards ? 1 : 0;
        }
    }

    void add(const Block& block) {
        NodeId at = block.container;
        scores_[at].chars += block.chars;
        scores_[at].link_chars += block.link_chars;
        double rating = rate_text(block);
        if (rating <= 0) return;
        for (NodeId up = at; up != no_node && tree_[up].tag != Tag::body; up = tree_[up].parent) {
            if (tree_[up].tag == Tag::li || tree_[up].tag == Tag::dd) {
                rating *= 0.5;
                break;
            }
        }
        if (against_[at] != 0) rating *= 0.15;
        scores_[at].total += rating;
        while (holds_one_paragraph(tree_[at].tag) && tree_[at].parent != no_node) at = tree_[at].parent;
        double share = 1;
        for (int level = 0; level < 4 && at != no_node; ++level, at = tree_[at].parent, share *= 0.7) {
            scores_[at].near += rating * share;
        }
    }

    [[nodiscard]] double weigh(NodeId id) const {
        const Score& score = scores_[id];
        if (score.near <= 0) return 0;
        const double links = score.chars > 0 ? score.link_chars / score.chars : 0;
        return score.near * (1 - links) * (towards_[id] != 0 ? 1.25 : 1);
    }

    [[nodiscard]] NodeId pick() const {
        NodeId best = no_node;
        double most = 0;
        for (NodeId id = 0; id < tree_.size(); ++id) {
            const double weight = tree_[id].tag == Tag::text ? 0 : weigh(id);
            if (weight > most) {
                most = weight;
                best = id;
            }
        }
        return best;
    }

    // A body in several parts has a parent with much more text of the same kind.
    [[nodiscard]] NodeId climb(NodeId id) const {
        for (NodeId up = tree_[id].parent; up != no_node && is_block(tree_[up].tag); up = tree_[up].parent) {
            const Score& now = scores_[id];
            const Score& above = scores_[up];
            const double more_chars = above.chars - now.chars;
            const double more_links = above.link_chars - now.link_chars;
            const bool much_more = above.total > 1.25 * now.total;
            if (much_more && more_links < 0.25 * more_chars) id = up;
            if (tree_[up].tag == Tag::body) break;
        }
        return id;
    }

    const HtmlTree& tree_;
    const Blocks& blocks_;
    std::vector<Score> scores_;
    std::vector<char> against_, towards_;  // not bool: written often
};

}  // namespace

double rate_text(const Block& block) {
    if (block.chars < 4 || block.link_chars * 2 > block.chars) return 0;
    if (breaks_off(block.text)) return 0;
    const bool sentence = block.stops > 0 && (block.chars >= 15 || ends_sentence(block.text));
    if (!sentence && block.chars < 40) return 0;
    if (block.kind != LineKind::body || looks_like_breadcrumb(block.text)) return 0;
    return 1 + std::min<double>(block.stops, 20) + std::min(block.chars / 25.0, 8.0);
}

BodyPlace find_body(const HtmlTree& tree, const Blocks& blocks) {
    return Finder(tree, blocks).find();
}

}  // namespace syndicated::normalise
