// Tells what an author wrote at the end of a body from what a page's template puts there: a number in a cell from a
// counter, an attachment from a list of other articles. Pure; any thread.
#pragma once

#include "normalise/blocks.hpp"
#include "normalise/html_tree.hpp"
#include "normalise/page_tail.hpp"

#include <cstddef>

namespace syndicated::normalise {

inline constexpr std::size_t longest_box = 40;  // links

class AuthorsLines {
public:
    AuthorsLines(const HtmlTree& tree, const Blocks& blocks, TailOf whose)
        : tree_(tree), blocks_(blocks), of_body_(whose == TailOf::body) {}

    // A paragraph, a cell, an item: a page's controls hardly stand in one.
    [[nodiscard]] bool may_have_written(std::size_t i) const;
    // Of block `i`, which is links for the most part; the body begins with block `first`. 附件：<a>报名表</a>, a file,
    // an address to write to, a link in a row of a table, a list under a heading of the article's own.
    [[nodiscard]] bool has_written_links(std::size_t i, std::size_t first) const;

private:
    [[nodiscard]] const Block& block(std::size_t i) const { return blocks_.list[i]; }
    [[nodiscard]] bool is_introduced(std::size_t i) const;
    [[nodiscard]] bool has_file_or_address(std::size_t i) const;
    [[nodiscard]] NodeId row_of(std::size_t i) const;
    [[nodiscard]] bool shares_row(std::size_t i, std::size_t first) const;
    [[nodiscard]] bool stands_under_heading(std::size_t i, std::size_t first) const;

    const HtmlTree& tree_;
    const Blocks& blocks_;
    bool of_body_;
};

// 延伸閱讀<a>…</a><a>…</a>
[[nodiscard]] bool leads_to_others(const HtmlTree& tree, const Blocks& blocks, std::size_t i);

}  // namespace syndicated::normalise
