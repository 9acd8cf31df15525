// The two readers of single values that need a tree: title and image.
#include "normalise/blocks.hpp"
#include "normalise/fragment.hpp"
#include "normalise/glyphs.hpp"
#include "normalise/images.hpp"
#include "normalise/info_line.hpp"
#include "normalise/meta.hpp"
#include "normalise/title.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/normalise/fields.hpp"

#include <algorithm>

namespace syndicated::normalise {

namespace {

std::string find_figcaption(const HtmlTree& tree, NodeId img) {
    for (NodeId up = tree[img].parent; up != no_node; up = tree[up].parent) {
        if (tree[up].tag != Tag::figure) continue;
        for (NodeId id = up; id < tree[up].end; ++id) {
            if (tree[id].tag == Tag::figcaption) return plain_text(tree, id);
        }
        return {};
    }
    return {};
}

std::string find_caption(const Blocks& blocks, NodeId img) {
    for (std::size_t i = 0; i < blocks.list.size(); ++i) {
        const Block& block = blocks.list[i];
        const auto begin = blocks.leaves.begin() + block.first_leaf;
        const auto end = begin + block.leaves;
        if (std::find(begin, end, img) == end) continue;
        if (is_caption(block.text)) return block.text;
        const bool next = block.text.empty() && i + 1 < blocks.list.size() && is_caption(blocks.list[i + 1].text);
        return next ? blocks.list[i + 1].text : std::string{};
    }
    return {};
}

}  // namespace

Reading<std::optional<std::string>> read_title(std::string_view raw, const FieldContext& /*context*/) {
    Reading<std::optional<std::string>> out;
    out.raw = raw;
    out.rule = "no_title";
    if (has_markup(raw)) {
        const HtmlTree tree = HtmlTree::parse_page(raw);
        const PageMeta meta = read_meta(tree);
        const TitleChoice choice = choose_title(tree, find_blocks(tree, 0), meta);
        if (!choice.title.empty()) {
            out.value = choice.title;
            out.rule = choice.rule;
            return out;
        }
    }
    // A value of a column: plain text, maybe with entities or a little markup.
    const std::string text = clean_title(fragment_text(head_of(raw, max_field_bytes)));
    if (is_null_value(text)) {
        if (!text.empty()) out.rule = "null_value";
        return out;
    }
    out.value = text;
    out.rule = "title.stated";
    return out;
}

Reading<std::optional<Image>> read_image(std::string_view raw, const FieldContext& /*context*/) {
    Reading<std::optional<Image>> out;
    out.raw = raw;
    out.rule = "no_image";
    const HtmlTree tree = HtmlTree::parse_fragment(raw);
    for (NodeId id = 0; id < tree.size(); ++id) {
        if (tree[id].tag != Tag::img || tree[id].hidden) continue;
        std::string src = image_source(tree, id);
        if (src.empty()) {
            out.rule = "placeholder";
            continue;
        }
        Image image{std::move(src), image_alt(tree, id), find_figcaption(tree, id)};
        if (image.caption.empty()) image.caption = find_caption(find_blocks(tree, 0), id);
        out.value = std::move(image);
        out.rule = "image.element";
        return out;
    }
    return out;
}

}  // namespace syndicated::normalise
