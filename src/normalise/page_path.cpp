#include "normalise/page_path.hpp"

#include "normalise/breadcrumb.hpp"
#include "normalise/line_kinds.hpp"
#include "syndicated/base/text.hpp"

#include <utility>

namespace syndicated::normalise {

namespace {

bool is_path_name(std::string_view marks) {
    for (const std::string_view name : {"crumb", "weizhi", "position", "location", "dqwz", "nowplace", "curpos"}) {
        if (marks.find(name) != std::string_view::npos) return true;
    }
    for (std::size_t begin = 0; begin < marks.size();) {
        const std::size_t end = std::min(marks.find(' ', begin), marks.size());
        const std::string_view word = marks.substr(begin, end - begin);
        const bool path = word.size() >= 4 && word.substr(word.size() - 4) == "path";  // news_path
        if (path || word == "pos" || word == "trail" || word == "面包屑") return true;
        begin = end + 1;
    }
    return false;
}

bool has_arrow(std::string_view text) {
    for (const std::string_view arrow : {">", "＞", "»", "›", "→", "/", "／"}) {
        if (text.find(arrow) != std::string_view::npos) return true;
    }
    return false;
}

// The block's first text that is more than blanks; no_node: it has pictures alone.
NodeId first_word(const HtmlTree& tree, const Blocks& blocks, const Block& block) {
    for (std::size_t k = 0; k < block.leaves; ++k) {
        const NodeId leaf = blocks.leaves[block.first_leaf + k];
        if (tree[leaf].tag == Tag::text && !trim(tree.text(leaf)).empty()) return leaf;
    }
    return no_node;
}

// Its words parted by icons or list items: an arrow put between them. `i` moves to its last block.
std::string path_without_arrows(const HtmlTree& tree, const Blocks& blocks, std::size_t& i, NodeId around) {
    std::string out;
    for (std::size_t at = i; at < blocks.list.size(); ++at) {
        const Block& block = blocks.list[at];
        const NodeId first = first_word(tree, blocks, block);
        if (first == no_node ? !tree.contains(around, block.container) : !tree.contains(around, first)) break;
        for (std::size_t k = 0; k < block.leaves; ++k) {
            const NodeId leaf = blocks.leaves[block.first_leaf + k];
            const std::string word = tree[leaf].tag == Tag::text ? collapse_blanks(tree.text(leaf)) : std::string{};
            if (word.empty() || has_arrow(word) || out.size() > 300) continue;
            out += out.empty() ? word : " > " + word;
        }
        i = at;
    }
    return out;
}

// 首页, links to sections, the article's own title: a path whose arrows are drawn by the page's style.
std::string path_to_title(const HtmlTree& tree, const Blocks& blocks, const Block& block, std::string_view title) {
    if (title.empty() || block.links < 2 || block.links > 8 || !block.text.ends_with(title)) return {};
    for (const std::string_view root : {"首页", "主页", "首頁", "主頁", "Home", "网站首页"}) {
        if (!block.text.starts_with(root)) continue;
        std::string out;
        for (std::size_t k = 0; k < block.leaves; ++k) {
            const NodeId leaf = blocks.leaves[block.first_leaf + k];
            const std::string word = tree[leaf].tag == Tag::text ? collapse_blanks(tree.text(leaf)) : std::string{};
            if (!word.empty()) out.append(out.empty() ? "" : " > ").append(word);
        }
        return out;
    }
    return {};
}

bool starts_with_arrow(std::string_view text) {
    std::size_t pos = 0;
    const char32_t c = text.empty() ? U'\0' : next_code_point(text, pos);
    return c == U'>' || c == U'＞' || c == U'»' || c == U'›';
}

// 首页 / > 新闻 / > 社会, an element each: joined, with `i` at the last one; empty when it is none.
std::string path_in_parts(const Blocks& blocks, std::size_t& i) {
    if (i == 0 || !starts_with_arrow(blocks.list[i].text)) return {};
    const auto fits = [&](std::size_t k) { return blocks.list[k].chars > 0 && blocks.list[k].chars <= 20; };
    if (!fits(i - 1)) return {};
    std::string out = blocks.list[i - 1].text;
    std::size_t behind = i;
    for (; behind < blocks.list.size() && fits(behind) && starts_with_arrow(blocks.list[behind].text); ++behind) {
        out += " " + blocks.list[behind].text;
    }
    if (behind == i || !looks_like_breadcrumb(out)) return {};
    i = behind - 1;
    return out;
}

// An element called breadcrumb or the like, around the block at `i` or inside of it; `i` moves to its last block.
bool take_by_class(const HtmlTree& tree, const Blocks& blocks, std::size_t& i, PagePath& out) {
    const Block& block = blocks.list[i];
    const bool arrows = has_arrow(block.text);
    const NodeId word = first_word(tree, blocks, block);
    NodeId around = word == no_node ? no_node : tree[word].parent;
    for (int up = 0; up < 8 && around != no_node; ++up, around = tree[around].parent) {
        const Tag tag = tree[around].tag;
        if (tag == Tag::body) return false;
        const std::string marks = tree.marks(around) + " " + std::string(tree.attribute(around, "data-testid")) + " " +
                                  to_lower_ascii(tree.attribute(around, "aria-label"));
        if ((!is_block(tag) && tag != Tag::other) || !is_path_name(marks)) continue;
        std::size_t last = i;
        std::string path = arrows ? block.text : path_without_arrows(tree, blocks, last, around);
        if (path.size() > 300) return false;
        if (!arrows && !has_arrow(path)) continue;                   // one item of it
        if (kind_of_line(path) == LineKind::controls) return false;  // 字号：大 > 中 > 小
        out.text = std::move(path);
        i = last;
        return true;
    }
    return false;
}

}  // namespace

PagePath find_path(const HtmlTree& tree, const Blocks& blocks, std::size_t end, std::string_view title) {
    PagePath out;
    for (std::size_t i = 0; i < end && i < 400; ++i) {
        const Block& block = blocks.list[i];
        if (block.chars > 150) continue;
        if (std::string path = path_to_title(tree, blocks, block, title); !path.empty()) {
            out.text = std::move(path);
            out.place = "breadcrumb";
            continue;
        }
        if (looks_like_breadcrumb(block.text)) {
            out.text = has_arrow(block.text) || block.links < 2 ? block.text
                                                                : path_without_arrows(tree, blocks, i, block.container);
            out.place = "breadcrumb";
            continue;
        }
        if (std::string path = path_in_parts(blocks, i); !path.empty()) {
            out.text = std::move(path);
            out.place = "breadcrumb in parts";
            continue;
        }
        if (take_by_class(tree, blocks, i, out)) out.place = "breadcrumb by class";
    }
    return out;
}

}  // namespace syndicated::normalise
