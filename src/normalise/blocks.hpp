// The visible text of a page as a list of blocks: what stands between two line breaks, be it a paragraph, a cell or a
// line ended by <br>. Finding the title, the info line and the body is a matter of picking blocks. Pure; any thread.
#pragma once

#include "normalise/html_tree.hpp"
#include "normalise/line_kinds.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

// Bytes [at, at + size) of a block's text are bytes [from, from + size) of a text node.
struct Piece {
    std::uint32_t at, size;
    NodeId node;
    std::uint32_t from;
};

struct Block {
    std::string text;                           // on one line, blanks collapsed
    LineKind kind = LineKind::body;             // by its words
    double rating = 0;                          // how much it reads like running text; 0: not at all
    NodeId container = no_node;                 // the block-level element directly around it
    std::uint32_t first_leaf = 0, leaves = 0;   // its texts, images and line ends in Blocks::leaves
    std::uint32_t first_piece = 0, pieces = 0;  // in Blocks::pieces
    std::uint32_t chars = 0;                    // code points of the text
    std::uint32_t link_chars = 0;               // of them inside of links
    std::uint32_t links = 0;
    std::uint32_t stops = 0;  // punctuation inside of sentences: 。，、；！？ and their ASCII forms
    std::uint32_t images = 0;
};

struct Blocks {
    std::vector<Block> list;
    std::vector<Piece> pieces;
    std::vector<NodeId> leaves;
};

[[nodiscard]] Blocks find_blocks(const HtmlTree& tree, NodeId root);

// The same text with a blank where one element ends and another begins: "<i>来源:A</i><i>时间:B</i>" is two fields.
[[nodiscard]] std::string spaced_text(const HtmlTree& tree, const Blocks& blocks, const Block& block);
void drop_block(HtmlTree& tree, const Blocks& blocks, const Block& block);
// Takes bytes [begin, end) of the block's text out of the tree. Ranges of one block: last one first.
void cut_from_block(HtmlTree& tree, const Blocks& blocks, const Block& block, std::size_t begin, std::size_t end);

}  // namespace syndicated::normalise
