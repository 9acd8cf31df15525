// Parts the blocks of a page, or of a body alone, into what stands before the body (path, title, info line), the body,
// and what stands behind it (credits, pagers, lists of other articles). Pure; any thread.
#pragma once

#include "normalise/blocks.hpp"
#include "normalise/html_tree.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

class SiteLabels;

// Bytes [begin, end) of a block's text; end npos: the block with all that is in it.
struct Removal {
    std::size_t block;
    std::string_view rule;
    std::size_t begin = 0, end = std::string::npos;
};

struct Zones {
    std::size_t first = 0, last = 0;  // the body's blocks, [first, last)
    std::vector<Removal> removals;    // what inside of the given range is not body, ascending; then title noise
    std::string info;                 // the lines of the info line, "\n" between them
    std::string foot;                 // credits behind the body, alike
    std::string path, path_place;     // the breadcrumb as it stands
    std::string masthead;             // an e-paper's line with its day and page: 2025年03月14日 第A03版
    std::string marked_source;        // what an element called source holds, between title and body
    std::string marked_author;        // alike
    std::string linked_authors;       // whose articles the header links to, "、" between them
    std::size_t title_block = std::string::npos;
};

// Of an HTML page: blocks [first, last) hold the body; the title is known or empty, the site's own labels may
// be null.
[[nodiscard]] Zones part_page(const HtmlTree& tree, const Blocks& blocks, std::size_t first, std::size_t last,
                              std::string_view title, const SiteLabels* labels);
// Of a body that came alone: only credits, controls and residue are looked for, and an info line at its start.
[[nodiscard]] Zones part_body(const HtmlTree& tree, const Blocks& blocks, std::string_view title,
                              const SiteLabels* labels);
// Of a plain text: a whole page if it has a path or an info line, else a body. Sets title_block if one stands there.
[[nodiscard]] Zones part_text(const HtmlTree& tree, const Blocks& blocks, std::string_view title,
                              const SiteLabels* labels);

}  // namespace syndicated::normalise
