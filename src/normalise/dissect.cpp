#include "normalise/dissect.hpp"

#include "normalise/fragment.hpp"
#include "normalise/glyphs.hpp"
#include "normalise/info_line.hpp"
#include "normalise/line_kinds.hpp"
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

// Pages whose title element names the section only, and no heading says more: the line right above the info line.
void find_title_by_place(Material& page, std::size_t body) {
    const TitleChoice& found = page.title;
    const bool heading = found.rule == "title.heading" && found.place != "h5 element" && found.place != "h6 element" &&
                         found.place != "h4 element" && found.place != "block";
    if (heading || !names_section_only(found.title, page.meta.site_name)) return;
    const std::vector<Block>& list = page.blocks.list;
    for (std::size_t i = body, back = 0; i-- > 1 && back < 12; ++back) {
        if (list[i].chars == 0 || list[i].chars > 250) continue;
        if (score_info_line(spaced_text(page.tree, page.blocks, list[i])) < 3) continue;
        const Block& above = list[i - 1];
        const bool title = above.chars >= 6 && above.chars <= 100 && above.link_chars == 0 &&
                           above.kind == LineKind::body && !looks_like_breadcrumb(above.text);
        if (!title) return;
        std::vector<std::string> passed{found.place + ": " + found.title};
        page.title = {clean_title(above.text), above.text, "title.above_info_line", "line above the info line", passed};
        return;
    }
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
    find_title_by_place(out, std::min(place.first + 8, out.blocks.list.size()));
    const std::string_view said = out.title.rule == "title.heading" ? out.title.raw : out.title.title;
    out.zones = part_page(out.tree, out.blocks, place.first, place.last, title.empty() ? said : title);
    if (!title.empty() && out.zones.title_block == std::string::npos) {
        out.zones = part_page(out.tree, out.blocks, place.first, place.last, said);
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
