#include "normalise/dissect.hpp"

#include "normalise/breadcrumb.hpp"
#include "normalise/fragment.hpp"
#include "normalise/glyphs.hpp"
#include "normalise/info_line.hpp"
#include "normalise/line_kinds.hpp"
#include "normalise/markdown.hpp"
#include "normalise/page_finder.hpp"
#include "normalise/page_lead.hpp"
#include "normalise/urls.hpp"
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

// The article's own address, else what the page says of it, else the site's.
void find_rule(Material& out, const RawArticle& raw, const Context& context) {
    if (context.site_rules == nullptr) return;
    const std::string& home = context.site->home;
    for (const std::string& one : {raw.url.value_or(""), out.meta.canonical, out.meta.og_url, home}) {
        const std::string url = resolve_url(one, home);
        if (url.empty()) continue;
        out.host = host_of(url);
        out.rule = context.site_rules->find(out.host);
        return;
    }
}

const SiteLabels* labels_of(const Material& material) {
    return material.rule == nullptr ? nullptr : &material.rule->labels;
}

// Pages whose title element names the section only, and no heading says more: the line right above the info line.
void find_title_by_place(Material& page, std::size_t body) {
    const TitleChoice& found = page.title;
    const bool heading = found.rule == "title.heading" && found.place != "h5 element" && found.place != "h6 element" &&
                         found.place != "h4 element" && found.place != "block";
    if (heading || !names_section_only(found.title, page.meta.site_name)) return;
    const std::vector<Block>& list = page.blocks.list;
    int best = 2;
    const Block* line = nullptr;
    for (std::size_t i = body, back = 0; i-- > 1 && back < 12; ++back) {
        if (list[i].chars == 0 || list[i].chars > 250) continue;
        const int score = score_info_line(spaced_text(page.tree, page.blocks, list[i]), labels_of(page));
        const Block& above = list[i - 1];
        const bool title = above.chars >= 6 && above.chars <= 100 && above.link_chars == 0 &&
                           above.kind == LineKind::body && !looks_like_breadcrumb(above.text);
        if (score <= best || !title) continue;  // an office and its date, at the end of a notice, look like one too
        best = score;
        line = &above;
    }
    if (line == nullptr) return;
    std::vector<std::string> passed{found.place + ": " + found.title};
    page.title = {clean_title(line->text), line->text, "title.above_info_line", "line above the info line", passed};
}

// Some pages go on with other articles, each under a heading of the same element and class as the first.
std::size_t end_of_article(const HtmlTree& tree, const Blocks& blocks, const TitleChoice& title) {
    const std::vector<Block>& list = blocks.list;
    const auto heading = [&](std::size_t i) {
        NodeId at = list[i].container;
        for (int up = 0; up < 2 && at != no_node && !is_heading(tree[at].tag); ++up) at = tree[at].parent;
        return at != no_node && is_heading(tree[at].tag) ? at : no_node;
    };
    std::string marks;
    NodeId own = no_node;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const NodeId at = heading(i);
        if (at == no_node || at == own || tree.marks(at).empty()) continue;
        if (own == no_node) {
            if (!same_title(list[i].text, title.raw)) continue;
            own = at;
            marks = tree.marks(at);
        } else if (tree[at].tag == tree[own].tag && tree.marks(at) == marks && list[i].link_chars == 0) {
            return i;
        }
    }
    return list.size();
}

void take_title_by_rule(Material& page) {
    const RuleReading& rule = page.by_rule;
    TitleChoice found{clean_title(rule.title), rule.title, "site_rule.title", rule.title_place, {}};
    if (is_null_value(found.title)) return;
    if (!page.title.title.empty() && !same_title(page.title.title, found.title)) {
        found.passed_over.push_back(page.title.place + ": " + page.title.title);
    }
    page.title = std::move(found);
}

BodyPlace find_body_by_rule(const Material& page) {
    const std::vector<NodeId>& parts = page.by_rule.body;
    if (parts.empty()) return {};
    const NodeId end = page.tree[parts.back()].end;
    const auto inside = [&](const Block& block) {
        const auto begin = page.blocks.leaves.begin() + block.first_leaf;
        return std::any_of(begin, begin + block.leaves, [&](NodeId id) { return id >= parts.front() && id < end; });
    };
    const std::vector<Block>& list = page.blocks.list;
    BodyPlace out{root_of(page.tree, parts), 0, 0};
    out.first = static_cast<std::size_t>(std::find_if(list.begin(), list.end(), inside) - list.begin());
    for (out.last = out.first; out.last < list.size() && inside(list[out.last]);) ++out.last;
    return out.first < out.last ? out : BodyPlace{};
}

Material dissect_page(const RawArticle& raw, const Context& context, std::string_view title) {
    Material out;
    out.whole_page = true;
    out.body_rule = "body.densest";
    out.tree = HtmlTree::parse_page(raw.html);
    out.meta = read_meta(out.tree);
    find_rule(out, raw, context);
    if (out.rule != nullptr) out.by_rule = read_by_rule(*out.rule, out.tree);
    out.blocks = find_blocks(out.tree, 0);
    out.title = choose_title(out.tree, out.blocks, out.meta);
    take_title_by_rule(out);
    BodyPlace place = find_body_by_rule(out);
    if (place.root == no_node) {
        out.by_rule.body.clear();
        place = find_body(out.tree, out.blocks, end_of_article(out.tree, out.blocks, out.title));
    }
    if (place.root == no_node) {  // nothing reads like text: pictures, a list, or a few words
        out.root = 0;
        const std::string_view known = title.empty() ? out.title.title : title;
        out.zones = part_page(out.tree, out.blocks, 0, out.blocks.list.size(), known, labels_of(out));
        return out;
    }
    out.root = place.root;
    if (out.title.rule != "site_rule.title")
        find_title_by_place(out, std::min(place.first + 8, out.blocks.list.size()));
    const std::string_view said = out.title.rule == "title.heading" ? out.title.raw : out.title.title;
    const auto part = [&](std::string_view known) {
        return part_page(out.tree, out.blocks, place.first, place.last, known, labels_of(out));
    };
    out.zones = part(title.empty() ? said : title);
    if (!title.empty() && out.zones.title_block == std::string::npos) {
        out.zones = part(said);
    }
    if (!out.by_rule.body.empty()) return out;
    drop_before_lead(out.blocks, out.zones);
    out.root = take_lead_picture(out.tree, out.blocks, out.root, place.first, out.zones);
    return out;
}

Material dissect_text(Material out, std::string_view title, bool may_be_page) {
    out.blocks = find_blocks(out.tree, 0);
    const auto part = may_be_page ? part_text : part_body;
    out.zones = part(out.tree, out.blocks, title, labels_of(out));
    if (out.zones.title_block != std::string::npos) {
        const std::string& line = out.blocks.list[out.zones.title_block].text;
        out.title = {clean_title(line), line, "title.line", "line before the info line", {}};
    }
    return out;
}

// The first block with words, if it is a heading of the first level that says more than 来源：….
std::size_t find_top_heading(const Material& m) {
    for (std::size_t i = 0; i < m.blocks.list.size(); ++i) {
        const Block& block = m.blocks.list[i];
        if (block.text.empty()) continue;
        const bool says_more = block.kind == LineKind::body && !is_null_value(block.text);
        return m.tree[block.container].tag == Tag::h1 && says_more ? i : std::string::npos;
    }
    return std::string::npos;
}

// A body of markup, which may have its title on top.
Material dissect_fragment(Material out, std::string_view html, std::string_view title, std::string_view title_rule) {
    out.tree = HtmlTree::parse_fragment(html);
    if (out.rule != nullptr) out.by_rule = drop_by_rule(*out.rule, out.tree);
    out.blocks = find_blocks(out.tree, 0);
    const std::size_t heading = find_top_heading(out);
    if (heading != std::string::npos) {
        const std::string& line = out.blocks.list[heading].text;
        out.title = {clean_title(line), line, std::string(title_rule), "first heading", {}};
    }
    const std::string_view stated = title.empty() ? std::string_view(out.title.title) : title;
    out.zones = part_body(out.tree, out.blocks, stated, labels_of(out));
    // Behind a picture; part_body has taken it out where it comes first.
    if (heading != std::string::npos && heading >= out.zones.first && heading < out.zones.last &&
        same_title(out.blocks.list[heading].text, stated)) {
        const auto behind = std::find_if(out.zones.removals.begin(), out.zones.removals.end(),
                                         [heading](const Removal& removal) { return removal.block >= heading; });
        out.zones.removals.insert(behind, {heading, "head.title"});
    }
    return out;
}

Material dissect_markdown(Material out, std::string_view markdown, std::string_view title, std::string_view rule) {
    Markup markup = markdown_to_html(markdown);
    out.cuts = std::move(markup.cuts);
    out.body_rule = rule;
    return dissect_fragment(std::move(out), markup.html, title, "title.markdown_heading");
}

}  // namespace

Material dissect(const RawArticle& raw, const Context& context, std::string_view title) {
    std::string_view html = raw.html;
    if (raw.form == Form::page || (raw.form == Form::html && is_page(html))) {
        return dissect_page(raw, context, title);
    }
    Material out;
    find_rule(out, raw, context);
    if (raw.form == Form::markdown) return dissect_markdown(std::move(out), html, title, "body.markdown");
    if (raw.form == Form::html && html.starts_with(markdown_mark)) {
        return dissect_markdown(std::move(out), html.substr(markdown_mark.size()), title, "body.markdown_mark");
    }
    if (raw.form != Form::html) {
        out.tree = HtmlTree::from_lines(html);
        return dissect_text(std::move(out), title, true);
    }
    std::string unescaped;
    const std::string_view head = head_of(html, longest_unmarked);
    const bool is_short = html.size() <= max_field_bytes;
    if (is_short ? !has_markup(html) : html.find('<') == std::string_view::npos) {
        unescaped = decode_entities(head);
        if (!is_escaped_markup(head)) {
            out.tree = HtmlTree::from_lines(unescaped);
            return dissect_text(std::move(out), title, false);
        }
        html = unescaped;
    }
    return dissect_fragment(std::move(out), html, title, "title.top_heading");
}

}  // namespace syndicated::normalise
