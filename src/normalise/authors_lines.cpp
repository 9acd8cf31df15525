#include "normalise/authors_lines.hpp"

#include "normalise/line_kinds.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace syndicated::normalise {

namespace {

bool is_mostly_links(const Block& block) {
    return block.link_chars * 2 > block.chars;
}

bool introduces(std::string_view label) {
    return label.size() > 3 && (label.ends_with("：") || label.ends_with(':')) && !begins_with_list_heading(label);
}

bool is_file_or_address(std::string_view target) {
    static constexpr auto files = std::to_array<std::string_view>(
        {".pdf", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".csv", ".ppt", ".pptx", ".zip", ".rar", ".txt"});
    const auto ends = [target](std::string_view file) { return target.ends_with(file); };
    return target.starts_with("mailto:") || target.starts_with("tel:") || std::any_of(files.begin(), files.end(), ends);
}

}  // namespace

bool AuthorsLines::may_have_written(std::size_t i) const {
    switch (tree_[block(i).container].tag) {
        case Tag::p:
        case Tag::td:
        case Tag::th:
        case Tag::li:
        case Tag::dt:
        case Tag::dd: return true;
        default: return false;
    }
}

bool AuthorsLines::has_written_links(std::size_t i, std::size_t first) const {
    return is_introduced(i) || has_file_or_address(i) || shares_row(i, first) ||
           (of_body_ && stands_under_heading(i, first));
}

bool AuthorsLines::is_introduced(std::size_t i) const {
    const NodeId first = blocks_.leaves[block(i).first_leaf];
    return tree_[first].tag == Tag::text && introduces(trim(tree_.text(first))) && !leads_to_others(tree_, blocks_, i);
}

bool AuthorsLines::has_file_or_address(std::size_t i) const {
    const Block& b = block(i);
    for (std::size_t k = 0; k < b.leaves; ++k) {
        NodeId at = blocks_.leaves[b.first_leaf + k];
        while (at != no_node && tree_[at].tag != Tag::a && !is_block(tree_[at].tag)) at = tree_[at].parent;
        if (at == no_node || tree_[at].tag != Tag::a) continue;
        if (is_file_or_address(to_lower_ascii(trim(tree_.attribute(at, "href"))))) return true;
    }
    return false;
}

NodeId AuthorsLines::row_of(std::size_t i) const {
    NodeId at = block(i).container;
    while (at != no_node && tree_[at].tag != Tag::tr) at = tree_[at].parent;
    return at;
}

bool AuthorsLines::shares_row(std::size_t i, std::size_t first) const {
    const NodeId row = row_of(i);
    if (row == no_node || !may_have_written(i)) return false;
    for (std::size_t k = i; k-- > first && i - k < longest_box && row_of(k) == row;) {
        if (block(k).container != block(i).container && !is_mostly_links(block(k))) return true;
    }
    return false;
}

bool AuthorsLines::stands_under_heading(std::size_t i, std::size_t first) const {
    std::size_t k = i;
    while (k > first && i - k < longest_box && is_mostly_links(block(k))) --k;
    const Block& b = block(k);
    if (k == i || b.kind != LineKind::body || begins_with_list_heading(b.text + "：")) return false;
    return is_heading(tree_[b.container].tag) || introduces(b.text);
}

bool leads_to_others(const HtmlTree& tree, const Blocks& blocks, std::size_t i) {
    const Block& block = blocks.list[i];
    const NodeId first = blocks.leaves[block.first_leaf];
    return block.links > 0 && tree[first].tag == Tag::text &&
           begins_with_list_heading(std::string(tree.text(first)) + "：");
}

}  // namespace syndicated::normalise
