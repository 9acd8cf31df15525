#include "normalise/page_finder.hpp"

#include "normalise/info_line.hpp"
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
constexpr auto for_stems =
    std::to_array<std::string_view>({"article", "content", "neirong", "zhengwen", "entry", "trs_editor", "vsb_content",
                                     "artibody", "maintext", "endtext", "post_text", "postmessage", "detail",
                                     "body_text", "bodytext", "artbody", "arttext", "newsbody", "newstext"});
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

// Each run of digits as one #: post_1024 -> post_#.
std::string without_digits(std::string_view marks) {
    std::string out;
    for (const char c : marks) {
        if (c < '0' || c > '9') {
            out += c;
        } else if (out.empty() || out.back() != '#') {
            out += '#';
        }
    }
    return out;
}

enum class Leaning : std::uint8_t { none, against, a_little, towards };

Leaning leaning_of(const HtmlTree& tree, NodeId id) {
    const Tag tag = tree[id].tag;
    if (tag == Tag::nav || tag == Tag::aside || tag == Tag::footer) return Leaning::against;
    const std::string marks = tree.marks(id);
    if (marks.empty() || tag == Tag::body || tag == Tag::html) return Leaning::none;
    if (has_stem(marks, against_stems)) return Leaning::against;
    if (has_stem(marks, for_stems) || tag == Tag::article) return Leaning::towards;
    if (has_word(marks, for_words)) return Leaning::a_little;
    return has_word(marks, against_words) ? Leaning::against : Leaning::none;
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
    Finder(const HtmlTree& tree, const Blocks& blocks, std::size_t end)
        : tree_(tree),
          blocks_(blocks),
          end_(end),
          scores_(tree.size()),
          ratings_(blocks.list.size()),
          up_to_(blocks.list.size() + 1),
          against_(tree.size()),
          in_item_(tree.size()),
          leaning_(tree.size()) {}

    BodyPlace find() {
        for (std::size_t i = 0; i < blocks_.list.size(); ++i) {
            const Block& block = blocks_.list[i];
            const double rating = block.rating > 0 && !is_about_text(block) ? block.rating : 0;
            up_to_[i + 1] = up_to_[i] + rating;
            if (i < end_) ratings_[i] = rating;
        }
        mark_teasers();
        lean();
        for (std::size_t i = 0; i < end_; ++i) ratings_[i] = add(blocks_.list[i], ratings_[i]);
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
    [[nodiscard]] std::size_t first_block_from(NodeId id) const {
        const auto found = std::partition_point(blocks_.list.begin(), blocks_.list.end(), [this, id](const Block& b) {
            return blocks_.leaves[b.first_leaf] < id;
        });
        return static_cast<std::size_t>(found - blocks_.list.begin());
    }

    // Called "side" or "right", and yet most of the page's text: not for comments, which may outweigh an article.
    [[nodiscard]] bool holds_most(NodeId id) const {
        const std::string marks = tree_.marks(id);
        for (const std::string_view name : {"comment", "pinglun", "reply", "replies"}) {
            if (marks.find(name) != std::string::npos) return false;
        }
        return up_to_[first_block_from(tree_[id].end)] - up_to_[first_block_from(id)] > 0.6 * up_to_.back();
    }

    // <li><h4><a>another story</a></h4><p>how it begins</p></li>
    void mark_teasers() {
        for (const Block& block : blocks_.list) {
            if (!is_heading(tree_[block.container].tag) || block.link_chars * 2 <= block.chars) continue;
            NodeId at = tree_[block.container].parent;
            for (int up = 0; up < 5 && at != no_node && tree_[at].tag != Tag::li; ++up) at = tree_[at].parent;
            if (at != no_node && tree_[at].tag == Tag::li) against_[at] = teaser;
        }
    }

    void lean() {
        for (NodeId id = 0; id < tree_.size(); ++id) {
            const Node& node = tree_[id];
            if (node.parent != no_node) {
                against_[id] = std::max(against_[id], against_[node.parent]);
                const bool item = node.tag == Tag::li || node.tag == Tag::dd;
                in_item_[id] = node.tag != Tag::body && (item || in_item_[node.parent] != 0) ? 1 : 0;
            }
            if (node.attributes == 0 && node.tag != Tag::nav && node.tag != Tag::aside && node.tag != Tag::footer)
                continue;
            if (!is_block(node.tag)) continue;
            const Leaning leaning = leaning_of(tree_, id);
            if (leaning == Leaning::against && !holds_most(id)) against_[id] = std::max(against_[id], name_against);
            leaning_[id] = leaning;
        }
    }

    // Gives the block's rating, with what stands around it.
    double add(const Block& block, double rating) {
        NodeId at = block.container;
        scores_[at].chars += block.chars;
        scores_[at].link_chars += block.link_chars;
        if (rating <= 0) return 0;
        if (in_item_[at] != 0) rating *= 0.5;
        if (against_[at] != 0) rating *= against_[at] == teaser ? 0.02 : 0.15;
        scores_[at].total += rating;
        while (holds_one_paragraph(tree_[at].tag) && tree_[at].parent != no_node) at = tree_[at].parent;
        double share = 1;
        for (int level = 0; level < 4 && at != no_node; ++level, at = tree_[at].parent, share *= 0.7) {
            scores_[at].near += rating * share;
        }
        return rating;
    }

    // A heading or an info line: near the body, and none of it.
    [[nodiscard]] bool is_about_text(const Block& block) const {
        if (is_heading(tree_[block.container].tag)) return true;
        if (block.chars > 120) return false;
        const bool colon = block.text.find(':') != std::string::npos || block.text.find("：") != std::string::npos;
        if (!colon && block.text.ends_with("。")) return false;  // most paragraphs
        const bool whole = block.leaves == 1;                    // nothing to put a blank between
        return score_info_line(whole ? block.text : spaced_text(tree_, blocks_, block)) >= 6;
    }

    [[nodiscard]] double weigh(NodeId id) const {
        const Score& score = scores_[id];
        if (score.near <= 0) return 0;
        const double links = score.chars > 0 ? score.link_chars / score.chars : 0;
        const double leaning = leaning_[id] == Leaning::towards ? 1.25 : leaning_[id] == Leaning::a_little ? 1.1 : 1;
        return score.near * (1 - links) * leaning;
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

    // post_1024 beside post_1031: a thread, of which the first post is the article.
    [[nodiscard]] bool is_one_of_posts(NodeId id) const {
        const std::string marks = without_digits(tree_.marks(id));
        if (marks.find('#') == std::string::npos || marks.find("post") == std::string::npos) return false;
        const NodeId next = tree_.next_sibling(id);
        for (NodeId at = next; at != no_node; at = tree_.next_sibling(at)) {
            if (tree_[at].tag == tree_[id].tag && without_digits(tree_.marks(at)) == marks) return true;
        }
        return false;
    }

    // A body in several parts has a parent with much more text of the same kind. Lines that read less like text than
    // the paragraphs found (a greeting, an address, the info line) do not add up to a part.
    [[nodiscard]] NodeId climb(NodeId id) const {
        const auto leaf = [this](std::size_t i) { return blocks_.leaves[blocks_.list[i].first_leaf]; };
        std::size_t first = first_block_from(id);
        std::size_t last = first, paragraphs = 0;
        for (; last < blocks_.list.size() && leaf(last) < tree_[id].end; ++last)
            paragraphs += ratings_[last] > 0 ? 1 : 0;
        const double least = 0.6 * scores_[id].total / static_cast<double>(std::max<std::size_t>(paragraphs, 1));
        double more = 0;
        const auto add = [&](std::size_t i) { more += ratings_[i] >= least ? ratings_[i] : 0; };
        NodeId below = id;
        for (NodeId up = tree_[id].parent; up != no_node && is_block(tree_[up].tag); up = tree_[up].parent) {
            if (is_one_of_posts(below)) break;
            below = up;
            while (first > 0 && leaf(first - 1) >= up) add(--first);
            while (last < blocks_.list.size() && leaf(last) < tree_[up].end) add(last++);
            const double more_chars = scores_[up].chars - scores_[id].chars;
            const double more_links = scores_[up].link_chars - scores_[id].link_chars;
            if (more > 0.25 * scores_[id].total && more_links < 0.25 * more_chars) {
                id = up;
                more = 0;
            }
            if (tree_[up].tag == Tag::body) break;
        }
        return id;
    }

    const HtmlTree& tree_;
    const Blocks& blocks_;
    std::size_t end_;
    std::vector<Score> scores_;
    std::vector<double> ratings_;  // of each block; 0 for what is about the text
    std::vector<double> up_to_;    // sums of ratings before leanings
    static constexpr char name_against = 1, teaser = 2;
    std::vector<char> against_;  // why a block in there hardly counts; 0: it does
    std::vector<char> in_item_;  // below a list's item
    std::vector<Leaning> leaning_;
};

}  // namespace

BodyPlace find_body(const HtmlTree& tree, const Blocks& blocks, std::size_t end) {
    BodyPlace out = Finder(tree, blocks, end).find();
    if (out.root == no_node) return out;
    out.last = std::min(out.last, end);
    return out;
}

}  // namespace syndicated::normalise
