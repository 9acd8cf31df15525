#include "syndicated/normalise/normalise.hpp"

#include "normalise/draft.hpp"
#include "normalise/excerpt.hpp"
#include "normalise/glyphs.hpp"
#include "normalise/page_map.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace syndicated::normalise {

namespace {

FieldContext field_context(const Context& context) {
    FieldContext out;
    out.zone = context.site->zone;
    out.now = context.now;
    out.rules = context.site_rules;
    if (context.category_names != nullptr) out.categories = *context.category_names;
    return out;
}

void decide_title(Draft& draft) {
    Choice choice(draft, "title");
    std::string& title = draft.article.title;
    if (draft.raw.title) {
        const Reading<std::optional<std::string>> reading =
            read_title(head_of(*draft.raw.title, max_field_bytes), draft.fields);
        if (choice.offer(reading.value.value_or(""), reading.raw, reading.rule, "column title")) title = *reading.value;
    }
    const TitleChoice& found = draft.material.title;
    if (choice.offer(found.title, found.raw, found.rule, found.place)) title = found.title;
    choice.close();
    if (draft.decided.back().taken.empty()) return;
    std::vector<std::string>& passed = draft.decided.back().passed_over;
    passed.insert(passed.end(), found.passed_over.begin(), found.passed_over.end());
}

void follow_site_rule(FieldContext& fields, const CompiledRule* rule) {
    if (rule == nullptr) return;
    fields.labels = &rule->labels;
    if (rule->zone) fields.zone = *rule->zone;
}

// Who wrote it often stands at the start of the first paragraph, which pictures and headings may precede.
void read_first_paragraph(Draft& draft) {
    const Material& m = draft.material;
    const auto is_out = [&m](std::size_t i) {
        return std::any_of(m.zones.removals.begin(), m.zones.removals.end(),
                           [i](const Removal& r) { return r.block == i && r.end == std::string::npos; });
    };
    for (std::size_t i = m.zones.first, looked = 0; i < m.zones.last && looked < 6 && i < m.zones.first + 60; ++i) {
        const Block& block = m.blocks.list[i];
        if (block.text.empty() || m.tree[block.container].tag == Tag::figcaption || is_out(i)) continue;
        ++looked;
        Reading<Byline> reading = read_byline(head_of(block.text, 600), draft.fields);
        const bool found = reading.value.source || !reading.value.authors.empty();
        // 执笔/王一, a line of its own
        InfoFields line = !found && block.chars <= 40 ? read_info_line(block.text, draft.fields) : InfoFields{};
        if (!line.authors.value.empty()) {
            draft.byline = {{std::nullopt, line.authors.value}, line.authors.raw, line.authors.rule};
            return;
        }
        if (found || reading.rule == "byline.quotation") draft.byline = std::move(reading);
        if (found || block.stops > 0 || block.chars > 30) return;
    }
}

// 山海报记者 王一, 采写：王一, …上市。（文/图 王一 赵二） at the end of the text.
void read_last_paragraph(Draft& draft) {
    const Material& m = draft.material;
    for (std::size_t i = m.zones.last, back = 0; i-- > m.zones.first && back < 3; ++back) {
        const std::string& text = m.blocks.list[i].text;
        if (text.empty()) continue;
        draft.closing = read_closing(text, draft.fields);
        if (draft.closing.any || m.blocks.list[i].chars > 60) return;
    }
}

// The date that a notice is signed with, on the last line or the last two.
void read_signed_date(Draft& draft) {
    const Material& m = draft.material;
    std::string below;
    for (std::size_t i = m.zones.last, back = 0; i-- > m.zones.first && back < 3;) {
        const std::string& text = m.blocks.list[i].text;
        if (text.empty()) continue;
        if (m.blocks.list[i].chars > 40) return;
        auto found = read_closing_date(text + " " + below, draft.fields);
        if (!found.value) found = read_closing_date(text, draft.fields);
        if (found.value) {
            draft.closing.published = std::move(found);
            return;
        }
        below = text;
        ++back;
    }
}

void decide_charset(Draft& draft) {
    Choice choice(draft, "charset");
    const char* const where = draft.raw.origin ? "file" : "row";
    if (draft.raw.charset) choice.offer(*draft.raw.charset, *draft.raw.charset, "charset.decoded", where);
    choice.close("utf-8");
    if (draft.raw.undecodable > 0) {
        remark(draft, "charset", "bytes_replaced", std::to_string(draft.raw.undecodable) + " bytes");
    }
}

// The field readers look at that much of a column.
void report_long_columns(Draft& draft) {
    struct Column {
        std::string_view field;
        std::optional<std::string> RawArticle::*text;
    };
    static constexpr auto columns = std::to_array<Column>({{"title", &RawArticle::title},
                                                           {"category", &RawArticle::category},
                                                           {"source", &RawArticle::source},
                                                           {"author", &RawArticle::author},
                                                           {"published", &RawArticle::published},
                                                           {"updated", &RawArticle::updated},
                                                           {"views", &RawArticle::views},
                                                           {"summary", &RawArticle::summary}});
    const std::string most = std::to_string(max_field_bytes >> 10U);
    for (const Column& column : columns) {
        const std::optional<std::string>& text = draft.raw.*column.text;
        if (!text || text->size() <= max_field_bytes) continue;
        remark(draft, column.field, "limit", "the column was cut after " + most + " KiB");
    }
}

// A feed shows no entry without a title well.
void title_from_text(Draft& draft) {
    if (!draft.article.title.empty() || draft.article.text.empty()) return;
    draft.article.title = cut_graphemes(make_excerpt(draft.article.text, 30), 30);
    remark(draft, "title", "title.first_words", draft.article.title, draft.article.title);
}

Outcome finish(Draft& draft) {
    Outcome out;
    Article& article = draft.article;
    if (!draft.raw.is_public) {
        article.withheld = Withheld::not_public;
    } else if (article.title.empty() && article.text.empty() && article.images.empty()) {
        article.withheld = Withheld::empty;
    }
    if (article.withheld != Withheld::none) {
        remark(draft, "article", article.withheld == Withheld::empty ? "withheld.empty" : "withheld.not_public", {});
    }
    out.article = std::move(article);
    out.findings = std::move(draft.decided);
    std::move(draft.remarks.begin(), draft.remarks.end(), std::back_inserter(out.findings));
    std::move(draft.removed.begin(), draft.removed.end(), std::back_inserter(out.findings));
    return out;
}

void decide(Draft& draft) {
    const RawArticle& raw = draft.raw;
    const Context& context = draft.context;
    const Material& material = draft.material;
    Article& article = draft.article;
    article.guid = make_guid(raw, *context.site, context.store_uuid, context.guid_template);
    article.store = raw.store;
    article.key = raw.key;
    article.position = raw.position;
    article.featured = raw.featured;

    decide_title(draft);
    draft.fields.title = article.title;
    draft.ruled = read_info_line(material.by_rule.info, draft.fields);
    draft.info = read_info_line(material.zones.info, draft.fields);
    draft.foot = read_info_line(material.zones.foot, draft.fields);
    decide_category(draft);
    // Again, now that the category's names are known: a source that repeats one is none.
    draft.ruled = read_info_line(material.by_rule.info, draft.fields);
    draft.info = read_info_line(material.zones.info, draft.fields);
    draft.foot = read_info_line(material.zones.foot, draft.fields);
    draft.masthead = read_info_line(material.zones.masthead, draft.fields);
    read_first_paragraph(draft);
    read_last_paragraph(draft);
    read_signed_date(draft);
    decide_source(draft);
    decide_authors(draft);
    decide_editors(draft);
    decide_times(draft);
    decide_views(draft);
    decide_link(draft);
    make_body(draft);
    decide_language(draft);
    decide_summary(draft);
    decide_charset(draft);
    report_long_columns(draft);
    title_from_text(draft);
    report_site_rule(draft);
}

template <class Finish>
auto decided(const RawArticle& raw, const Context& context, Finish finish) {
    FieldContext fields = field_context(context);
    const std::string_view column = raw.title ? head_of(*raw.title, max_field_bytes) : std::string_view{};
    const std::string stated = read_title(column, fields).value.value_or("");
    Material material = dissect(raw, context, stated);
    follow_site_rule(fields, material.rule);
    Draft draft{raw, context, material, std::move(fields), {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
    decide(draft);
    return finish(draft);
}

}  // namespace

Outcome normalise(const RawArticle& raw, const Context& context) {
    return decided(raw, context, finish);
}

PageMap map_page(const RawArticle& raw, const Context& context) {
    return decided(raw, context, draw_map);
}

}  // namespace syndicated::normalise
