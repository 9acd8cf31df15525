// Blocks of a page as lines of an info line. A label that has an element of its own (<dt>来源</dt><dd>山海报</dd>, a
// table's cells) is read with the value in the next one. Pure; any thread.
#pragma once

#include "normalise/blocks.hpp"
#include "normalise/html_tree.hpp"

#include <cstddef>
#include <string>

namespace syndicated::normalise {

class SiteLabels;

class InfoBlocks {
public:
    // All outlive it; the site's own labels may be null.
    InfoBlocks(const HtmlTree& tree, const Blocks& blocks, const SiteLabels* labels)
        : tree_(tree), blocks_(blocks), labels_(labels) {}

    // The block's text; "label：value" where the block is a label; empty where it is the value of the label before it.
    [[nodiscard]] std::string line(std::size_t i) const;
    // How much that looks like an info line: see score_info_line().
    [[nodiscard]] int score(std::size_t i) const;
    [[nodiscard]] int score_line(std::string_view line) const;
    // See names_field().
    [[nodiscard]] bool has_field(std::size_t i) const;

private:
    [[nodiscard]] std::string aria_text(const Block& block) const;
    [[nodiscard]] std::string_view said_of(NodeId leaf, NodeId container, NodeId& last) const;
    [[nodiscard]] bool is_label(std::size_t i) const;
    [[nodiscard]] bool is_value(std::size_t i) const;       // short enough, and no label
    [[nodiscard]] bool is_more_names(std::size_t i) const;  // a person's name, behind another value
    [[nodiscard]] bool is_taken(std::size_t i) const;       // by a label before it

    const HtmlTree& tree_;
    const Blocks& blocks_;
    const SiteLabels* labels_;
};

// Appends a line. A date that is laid out on three lines, 2025 / 03-10 / 04:06, becomes one again.
void add_line(std::string& lines, std::string_view line);

}  // namespace syndicated::normalise
