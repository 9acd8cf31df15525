#include "normalise/dissect.hpp"

#include "normalise/fragment.hpp"
#include "normalise/glyphs.hpp"
#include "normalise/page_finder.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>

namespace syndicated::normalise {

namespace {

constexpr std::size_t longest_unmarked = 4U << 20U;  // bytes of a body without markup

// A body column may hold a whole page, or text that has no markup at all.
bool is_page(std::string_view html) {
    const std::string head = to_lower_ascii(trim(html.substr(0, 4096)).substr(0, 512));
    return head.rfind("<!doctype html", 0) == 0 || head.rfind("<html", 0) == 0;
}

Material dissect_page(std::string_view html, std::string_view title) {
    Material out;
    out.whole_page = true;
    out.tree = HtmlTree::parse_page(html);
    out.meta = read_meta(out.tree);
    out.blocks = find_blocks(out.tree, 0);
    out.title = choose_title(out.tree, out.blocks, out.meta);
    const BodyPlace place = find_body(out.tree, out.blocks);
    if (place.root == no_node) {  // nothing reads like text: pictures, a list, or a few words
        out.root = 0;
        out.zones = part_page(out.tree, out.blocks, 0, out.blocks.list.size(), title.empty() ? out.title.title : title);
        return out;
    }
    out.root = place.root;
    out.zones = part_page(out.tree, out.blocks, place.first, place.last, title.empty() ? out.title.title : title);
    if (!title.empty() && out.zones.title_block == std::string::npos) {
        out.zones = part_page(out.tree, out.blocks, place.first, place.last, out.title.title);
    }
    return out;
}

Material dissect_text(HtmlTree tree, std::string_view title, bool may_be_page) {
    Material out;
    out.tree = std::move(tree);
    out.blocks = find_blocks(out.tree, 0);
    out.zones = may_be_page ? part_text(out.tree, out.blocks, title) : part_body(out.tree, out.blocks, title);
    if (out.zones.title_block != std::string::npos) {
        const std::string& line = out.blocks.list[out.zones.title_block].text;
        out.title = {clean_title(line), line, "title.line", "line before the info line", {}};
    }
    return out;
}

}  // namespace

Material dissect(std::string_view html, Form form, std::string_view title) {
    if (form == Form::page || (form == Form::html && is_page(html))) return dissect_page(html, title);
    if (form != Form::html) return dissect_text(HtmlTree::from_lines(html), title, true);
    std::string unescaped;
    const std::string_view head = head_of(html, longest_unmarked);
    if (html.find('<') == std::string_view::npos) {
        if (head.find("&lt;") == std::string_view::npos) {
            return dissect_text(HtmlTree::from_lines(decode_entities(head)), title, false);
        }
        unescaped = decode_entities(head);  // stored escaped
        html = unescaped;
    }
    Material out;
    out.tree = HtmlTree::parse_fragment(html);
    out.blocks = find_blocks(out.tree, 0);
    out.zones = part_body(out.tree, out.blocks, title);
    return out;
}

}  // namespace syndicated::normalise
