// The body: what is none of it goes out, each piece with a Finding; the rest is sanitised.
#include "normalise/draft.hpp"
#include "normalise/images.hpp"
#include "normalise/sanitise.hpp"
#include "normalise/urls.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>

namespace syndicated::normalise {

namespace {

constexpr std::size_t most_removals = 200;  // listed one by one

void report_removed(Draft& draft, std::string_view rule, std::string_view text, std::string place) {
    if (draft.removed.size() >= most_removals || text.empty()) return;
    Finding finding;
    finding.field = "body";
    finding.rule = rule;
    finding.raw = cut_for_report(text);
    finding.place = std::move(place);
    finding.removed = true;
    draft.removed.push_back(std::move(finding));
}

std::string place_of(std::size_t block, std::size_t first) {
    return block >= first ? "paragraph " + std::to_string(block - first + 1) : "before the body";
}

// Which blocks are taken out whole.
std::vector<bool> gone_blocks(const Material& m) {
    std::vector<bool> out(m.blocks.list.size());
    for (const Removal& removal : m.zones.removals) {
        if (removal.end == std::string::npos) out[removal.block] = true;
    }
    return out;
}

void take_out_blocks(Draft& draft) {
    Material& m = draft.material;
    for (const Removal& removal : m.zones.removals) {
        const Block& block = m.blocks.list[removal.block];
        const std::string place = place_of(removal.block, m.zones.first);
        if (removal.end == std::string::npos) {
            report_removed(draft, removal.rule, block.text.empty() ? "[picture]" : block.text, place);
            drop_block(m.tree, m.blocks, block);
        } else {
            const std::string_view text =
                std::string_view(block.text).substr(removal.begin, removal.end - removal.begin);
            report_removed(draft, removal.rule, text, place);
            cut_from_block(m.tree, m.blocks, block, removal.begin, removal.end);
        }
    }
    // Residue outside of the body is not in it, but the operator's template wants mending.
    const std::vector<bool> gone = gone_blocks(m);
    for (std::size_t i = 0; i < m.blocks.list.size(); ++i) {
        const bool outside = i < m.zones.first || i >= m.zones.last;
        if (outside && !gone[i] && m.blocks.list[i].kind == LineKind::residue) {
            report_removed(draft, "template_residue", m.blocks.list[i].text, "around the body");
        }
    }
}

void take_out_noise(Draft& draft) {
    Material& m = draft.material;
    std::vector<std::string_view> runs;
    std::vector<std::size_t> blocks;
    const std::vector<bool> gone = gone_blocks(m);
    for (std::size_t i = m.zones.first; i < m.zones.last; ++i) {
        if (m.blocks.list[i].text.empty() || gone[i]) continue;
        if (!runs.empty()) runs.emplace_back("\n");
        blocks.resize(runs.size(), i);
        blocks.push_back(i);
        runs.emplace_back(m.blocks.list[i].text);
    }
    const NoiseMode mode = draft.context.site->noise;
    if (mode == NoiseMode::off) return;
    const TitleNoise noise = find_title_noise(runs, draft.article.title);
    const std::vector<std::vector<ByteRange>>& found = noise.ranges;
    if (!noise.suspected.empty()) remark(draft, "body", "noise.suspected", noise.suspected);
    for (std::size_t r = 0; r < found.size() && r < runs.size(); ++r) {
        if (mode == NoiseMode::report) {
            for (const ByteRange& range : found[r])
                remark(draft, "body", "noise.cyclic", runs[r].substr(range.begin, range.end - range.begin));
            continue;
        }
        for (const ByteRange& range : found[r]) {
            report_removed(draft, "noise.cyclic", runs[r].substr(range.begin, range.end - range.begin),
                           place_of(blocks[r], m.zones.first) + ", byte " + std::to_string(range.begin));
            m.zones.removals.push_back({blocks[r], "noise.cyclic", range.begin, range.end});
        }
        for (std::size_t k = found[r].size(); k-- > 0;) {
            cut_from_block(m.tree, m.blocks, m.blocks.list[blocks[r]], found[r][k].begin, found[r][k].end);
        }
    }
}

// The last picture of a block, and the block behind it when that is short and reads like a caption.
void add_captions(const Material& m, SafeBody& body) {
    std::size_t image = 0;
    for (std::size_t i = m.zones.first; i < m.zones.last && image < body.images.size(); ++i) {
        const Block& block = m.blocks.list[i];
        if (block.images == 0) continue;
        const NodeId last_leaf = m.blocks.leaves[block.first_leaf + block.leaves - 1];
        std::size_t behind = image;
        while (behind < body.images.size() && body.image_nodes[behind] <= last_leaf) ++behind;
        if (behind == image) continue;
        image = behind;
        std::string& caption = body.images[behind - 1].caption;
        if (!caption.empty()) continue;
        if (is_caption(block.text)) {
            caption = block.text;
        } else if (block.text.empty() && i + 1 < m.zones.last && is_caption(m.blocks.list[i + 1].text)) {
            caption = m.blocks.list[i + 1].text;
        }
    }
}

std::string base_of(const Draft& draft) {
    const PageMeta& meta = draft.material.meta;
    const std::string& home = draft.context.site->home;
    if (!draft.article.link_from_settings && draft.raw.url) return draft.article.link;
    const bool is_own_page = draft.article.link == own_page_of(draft.context.site->base_url, draft.article.guid);
    if (draft.article.link_from_settings && !draft.context.site->article_url.empty() && !is_own_page) {
        return draft.article.link;
    }
    for (const std::string& one : {meta.base, meta.canonical, meta.og_url}) {
        std::string url = resolve_url(one, home);
        if (!url.empty()) return url;
    }
    return home;
}

void decide_image(Draft& draft, std::string_view base) {
    Choice choice(draft, "image");
    std::string& image = draft.article.image;
    const auto offer = [&](std::string_view raw, std::string_view address, std::string_view place) {
        if (raw.empty()) return;
        const std::string url = resolve_url(address, base);
        if (choice.offer(url, raw, url.empty() ? "unusable_address" : "image.address", place)) image = url;
    };
    const auto& column = draft.raw.image;
    const auto& images = draft.article.images;
    if (column) offer(trim(*column), address_in_column(*column), "column image");
    if (!images.empty()) offer(images.front().src, images.front().src, "first picture of the body");
    offer(draft.material.meta.image, draft.material.meta.image, "meta og:image");
    choice.close();
}

}  // namespace

void make_body(Draft& draft) {
    Material& m = draft.material;
    take_out_blocks(draft);
    take_out_noise(draft);
    const std::string base = base_of(draft);
    if (m.whole_page) {
        // What stands below the same element but outside of the body's blocks.
        for (std::size_t i = m.zones.last; i < m.blocks.list.size(); ++i)
            drop_block(m.tree, m.blocks, m.blocks.list[i]);
    }
    const std::vector<NodeId>& parts = m.by_rule.body;
    if (parts.size() > 1) drop_around(m.tree, parts, m.root + 1, m.tree[m.root].end);
    SafeBody body = sanitise(m.tree, m.root, base);
    add_captions(m, body);
    for (const std::string& name : unsafe_elements(m.tree, m.root))
        report_removed(draft, "sanitise.element", name, "body");
    draft.article.html = std::move(body.html);
    draft.article.text = std::move(body.text);
    draft.article.images = std::move(body.images);
    for (const std::string& cut : m.cuts) remark(draft, "body", "limit", cut);
    for (const std::string& cut : m.tree.cuts()) remark(draft, "body", "limit", cut);
    const std::string html_cut = "the body was cut after " + std::to_string(most_html_bytes >> 20U) + " MiB of HTML";
    if (body.cut) remark(draft, "body", "limit", html_cut);
    Choice choice(draft, "body");
    choice.offer(draft.article.text, draft.article.text, parts.empty() ? m.body_rule : "site_rule.body",
                 !parts.empty()                 ? m.by_rule.body_place
                 : draft.raw.form == Form::text ? "text"
                 : m.whole_page                 ? "page"
                                                : "column html");
    choice.close("empty");
    decide_image(draft, base);
}

}  // namespace syndicated::normalise
