#include "normalise/blocks.hpp"

#include "normalise/breadcrumb.hpp"
#include "normalise/char_set.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>

namespace syndicated::normalise {

namespace {

bool is_invisible(char32_t c) {
    return (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF || c == 0xAD || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

constexpr CharSet stops(U"。，、；！？,;!?．");

// A sentence counts the more, the longer it is; links, boilerplate and single words count nothing.
double rate(const Block& block) {
    if (block.chars < 4 || block.link_chars * 2 > block.chars) return 0;
    if (breaks_off(block.text)) return 0;
    const bool sentence = block.stops > 0 && (block.chars >= 15 || ends_sentence(block.text));
    if (!sentence && block.chars < 40) return 0;
    if (block.kind != LineKind::body || looks_like_breadcrumb(block.text)) return 0;
    return 1 + std::min<double>(block.stops, 20) + std::min(block.chars / 25.0, 8.0);
}

class Collector {
public:
    Collector(const HtmlTree& tree, NodeId root) : tree_(tree), root_(root) {}

    Blocks collect() {
        out_.list.reserve(tree_.size() / 4);
        out_.leaves.reserve(tree_.size() / 2);
        out_.pieces.reserve(tree_.size() / 2);
        walk(
            tree_, root_, [this](NodeId id) { return enter(id); }, [this](NodeId id) { leave(id); });
        flush();
        return std::move(out_);
    }

private:
    bool enter(NodeId id) {
        const Tag tag = tree_[id].tag;
        if (tag == Tag::comment || tag == Tag::head || tag == Tag::title) return false;
        if (tag == Tag::text) {
            add_text(id);
        } else if (tag == Tag::img) {
            ++block_.images;
            add_leaf(id);
        } else if (tag == Tag::br) {
            add_leaf(id);
            flush();
        } else if (tag == Tag::a) {
            ++link_depth_;
            ++block_.links;
        } else if (is_block(tag)) {
            flush();
            containers_.push_back(id);
        }
        return true;
    }

    void leave(NodeId id) {
        const Tag tag = tree_[id].tag;
        if (tag == Tag::a) --link_depth_;
        if (!is_block(tag)) return;
        flush();
        containers_.pop_back();
    }

    void add_leaf(NodeId id) {
        out_.leaves.push_back(id);
        ++block_.leaves;
    }

    void add_text(NodeId id) {
        const std::string_view text = tree_.text(id);
        add_leaf(id);
        std::size_t run = 0;
        for (std::size_t pos = 0; pos < text.size();) {
            const std::size_t start = pos;
            const char32_t c = next_code_point(text, pos);
            if (is_blank(c) || is_invisible(c)) {
                add_run(id, run, start);
                run = pos;
                if (!is_invisible(c)) blank_ = true;
                continue;
            }
            ++block_.chars;
            if (link_depth_ > 0) ++block_.link_chars;
            if (stops.has(c)) ++block_.stops;
        }
        add_run(id, run, text.size());
    }

    // Bytes [begin, end) of a text node, without blanks.
    void add_run(NodeId id, std::size_t begin, std::size_t end) {
        if (begin == end) return;
        if (blank_ && !block_.text.empty()) block_.text += ' ';
        blank_ = false;
        add_piece(id, begin, end - begin);
        block_.text += tree_.text(id).substr(begin, end - begin);
    }

    void add_piece(NodeId id, std::size_t from, std::size_t size) {
        const auto at = static_cast<std::uint32_t>(block_.text.size());
        if (block_.pieces > 0) {
            Piece& last = out_.pieces.back();
            if (last.node == id && last.from + last.size == from && last.at + last.size == at) {
                last.size += static_cast<std::uint32_t>(size);
                return;
            }
        }
        out_.pieces.push_back({at, static_cast<std::uint32_t>(size), id, static_cast<std::uint32_t>(from)});
        ++block_.pieces;
    }

    // Template marks that an article shows in <pre> or <code>.
    [[nodiscard]] bool is_code() const {
        const NodeId block = containers_.empty() ? root_ : containers_.back();
        for (NodeId at = out_.leaves[block_.first_leaf]; at != no_node; at = tree_[at].parent) {
            if (tree_[at].tag == Tag::pre || tree_[at].tag == Tag::code) return true;
            if (at == block) break;
        }
        return false;
    }

    void flush() {
        if (!block_.text.empty() || block_.images > 0) {
            block_.kind = kind_of_line(block_.text);
            if (block_.kind == LineKind::residue && is_code()) block_.kind = LineKind::body;
            if (block_.kind == LineKind::body && block_.links > 1 &&
                block_.chars <= 60) {  // 分享LINE放大字體, a link each
                block_.kind = kind_of_line(spaced_text(tree_, out_, block_));
            }
            block_.rating = rate(block_);
            block_.container = containers_.empty() ? root_ : containers_.back();
            out_.list.push_back(std::move(block_));
        }
        block_ = Block{};
        block_.first_leaf = static_cast<std::uint32_t>(out_.leaves.size());
        block_.first_piece = static_cast<std::uint32_t>(out_.pieces.size());
        block_.links = link_depth_ > 0 ? 1 : 0;
        blank_ = false;
    }

    const HtmlTree& tree_;
    NodeId root_;
    Blocks out_;
    Block block_;
    std::vector<NodeId> containers_;
    std::uint32_t link_depth_ = 0;
    bool blank_ = false;
};

}  // namespace

Blocks find_blocks(const HtmlTree& tree, NodeId root) {
    return Collector(tree, root).collect();
}

std::string spaced_text(const HtmlTree& tree, const Blocks& blocks, const Block& block) {
    std::string out;
    for (std::size_t i = 0; i < block.leaves; ++i) {
        const NodeId leaf = blocks.leaves[block.first_leaf + i];
        if (tree[leaf].tag != Tag::text) continue;
        out += ' ';
        out += tree.text(leaf);
    }
    return collapse_blanks(out);
}

void drop_block(HtmlTree& tree, const Blocks& blocks, const Block& block) {
    for (std::size_t i = 0; i < block.leaves; ++i) tree.drop(blocks.leaves[block.first_leaf + i]);
}

void cut_from_block(HtmlTree& tree, const Blocks& blocks, const Block& block, std::size_t begin, std::size_t end) {
    for (std::size_t i = block.pieces; i-- > 0;) {
        const Piece& piece = blocks.pieces[block.first_piece + i];
        const std::size_t from = std::max<std::size_t>(begin, piece.at);
        const std::size_t to = std::min<std::size_t>(end, piece.at + piece.size);
        if (from < to) tree.cut_text(piece.node, piece.from + (from - piece.at), piece.from + (to - piece.at));
    }
}

}  // namespace syndicated::normalise
