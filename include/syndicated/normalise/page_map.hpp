// Where on its page an article was found, for people to look at: the page's visible text block by block, with the
// pieces that gave a field its value and those that were taken out of the body. Pure; any thread.
#pragma once

#include "syndicated/normalise/normalise.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace syndicated::normalise {

// Bytes [begin, end) of a block's text.
struct PageMark {
    std::size_t begin = 0, end = 0;
    std::string field;  // as in Finding; empty: the piece was taken out of the body
    std::string rule;

    friend bool operator==(const PageMark&, const PageMark&) = default;
};

// What stands between two line breaks.
struct PageBlock {
    std::string text;  // one line
    std::size_t pictures = 0;
    bool body = false;            // it is part of the article's body
    std::string removed;          // the rule that took the whole block out of the body; empty: none did
    std::vector<PageMark> marks;  // by begin; two fields may share a piece

    friend bool operator==(const PageBlock&, const PageBlock&) = default;
};

struct PageMap {
    std::vector<PageBlock> blocks;  // in the page's order
};

// Runs the rules again: costs what normalise() costs. A field has no mark when its value does not stand in the visible
// text: a column of the row, a meta element, a script.
[[nodiscard]] PageMap map_page(const RawArticle& raw, const Context& context);

}  // namespace syndicated::normalise
