#include "normalise/info_blocks.hpp"

#include "normalise/info_line.hpp"
#include "normalise/labels.hpp"
#include "normalise/names.hpp"
#include "syndicated/base/text.hpp"

namespace syndicated::normalise {

namespace {

constexpr std::uint32_t longest_info = 250;  // code points
constexpr std::uint32_t longest_label = 10;
constexpr std::uint32_t longest_value = 60;
constexpr std::size_t most_names = 6;

bool is_all(std::string_view text, std::string_view chars) {
    return text.find_first_not_of(chars) == std::string_view::npos;
}

// Nothing but a label, with or without its colon.
bool is_label_word(std::string_view text, const SiteLabels* labels) {
    const Glyphs glyphs(text);
    const LabelMatch match = match_label(glyphs, 0, labels);
    if (match.row == nullptr || match.row->use == LabelUse::word) return false;
    const std::size_t end = skip_blanks(glyphs, match.end);
    return end == glyphs.size() || (end + 1 == glyphs.size() && glyphs[end] == U':');
}

}  // namespace

bool InfoBlocks::is_label(std::size_t i) const {
    const Block& block = blocks_.list[i];
    return block.chars >= 2 && block.chars <= longest_label && is_label_word(block.text, labels_);
}

bool InfoBlocks::is_value(std::size_t i) const {
    const Block& block = blocks_.list[i];
    return block.chars > 0 && block.chars <= longest_value && !is_label(i);
}

bool InfoBlocks::is_more_names(std::size_t i) const {
    const Block& block = blocks_.list[i];
    if (block.chars < 2 || block.chars > 4) return false;
    const Glyphs glyphs(block.text);
    return is_person_name(glyphs.folded(0, glyphs.size()));
}

bool InfoBlocks::is_taken(std::size_t i) const {
    if (i == 0 || !is_value(i)) return false;
    std::size_t back = i - 1;
    while (back > 0 && i - back < most_names && is_more_names(i) && is_more_names(back)) --back;
    return is_label(back);
}

// What is read out for the text, by an element around it; `last` is the one that was read out before.
std::string_view InfoBlocks::said_of(NodeId leaf, NodeId container, NodeId& last) const {
    NodeId at = tree_[leaf].parent;
    for (int up = 0; up < 3 && at != no_node && at != last; ++up, at = tree_[at].parent) {
        const std::string_view said = tree_.attribute(at, "aria-label");
        if (!said.empty() && (up == 0 || (said.size() <= 30 && is_label_word(said, labels_)))) return last = at, said;
        if (at == container) break;
    }
    return {};
}

// <span aria-label="作者：王一">王一</span>: the label that is read out stands in for the one that is not shown.
std::string InfoBlocks::aria_text(const Block& block) const {
    std::string out;
    NodeId last = no_node;
    for (std::size_t k = 0; k < block.leaves; ++k) {
        const NodeId leaf = blocks_.leaves[block.first_leaf + k];
        if (tree_[leaf].tag != Tag::text) continue;
        const std::string text = collapse_blanks(tree_.text(leaf));
        if (text.empty()) continue;
        const std::string_view said = said_of(leaf, block.container, last);
        const bool whole = said.size() > text.size() && said.size() <= 200 && said.find(text) != std::string_view::npos;
        out += ' ';
        if (whole) {
            out += said;
        } else {
            if (!said.empty() && said.size() <= 30) out.append(said).append("：");
            out += text;
        }
    }
    return collapse_blanks(out);
}

std::string InfoBlocks::line(std::size_t i) const {
    const std::vector<Block>& list = blocks_.list;
    if (is_taken(i)) return {};
    std::string out = aria_text(list[i]);
    if (!is_label(i) || i + 1 >= list.size() || !is_value(i + 1)) return out;
    if (out.back() != ':' && !(out.size() > 3 && out.substr(out.size() - 3) == "：")) out += "：";
    out += spaced_text(tree_, blocks_, list[i + 1]);
    for (std::size_t k = i + 2; k < list.size() && k < i + most_names && is_more_names(k - 1) && is_more_names(k); ++k)
        out += "、" + list[k].text;
    return out;
}

int InfoBlocks::score(std::size_t i) const {
    const Block& block = blocks_.list[i];
    return block.chars == 0 || block.chars > longest_info ? 0 : score_info_line(line(i), labels_);
}

int InfoBlocks::score_line(std::string_view line) const {
    return score_info_line(line, labels_);
}

bool InfoBlocks::has_field(std::size_t i) const {
    return names_field(line(i), labels_);
}

void add_line(std::string& lines, std::string_view line) {
    if (line.empty()) return;
    const std::string_view before = std::string_view(lines).substr(lines.rfind('\n') + 1);
    const bool date_begins = before.size() == 4 && is_all(before, "0123456789") && before.substr(0, 2) == "20";
    const bool month = line.size() == 7 && is_all(line, "0123456789-/.") && line.substr(0, 2) == "20";
    if (month && before.size() <= 2 && !before.empty() && is_all(before, "0123456789")) {  // 05 / 2025-06
        const std::string day(before);
        lines.replace(lines.size() - day.size(), day.size(), std::string(line) + line[4] + day);
        return;
    }
    const bool clock = line.size() <= 8 && line.find(':') != std::string_view::npos && is_all(line, "0123456789:");
    const bool date_ends = before.size() <= 12 && before.size() >= 8 && is_all(before, "0123456789-/.");
    if (date_begins && line.size() <= 5 && is_all(line, "0123456789-/.")) {
        lines += line.find('/') != std::string_view::npos ? '/' : '-';
    } else if (clock && date_ends) {
        lines += ' ';
    } else if (!lines.empty()) {
        lines += '\n';
    }
    lines += line;
}

}  // namespace syndicated::normalise
