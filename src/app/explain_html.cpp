#include "app/explain_html.hpp"

#include "app/escape_html.hpp"
#include "app/explain_source.hpp"
#include "app/explain_style.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace syndicated::app {

namespace {

using normalise::PageMap;

bool is_coloured(std::string_view field) {
    return std::find(coloured_fields.begin(), coloured_fields.end(), field) != coloured_fields.end();
}

bool is_marked(const PageMap& map, std::string_view field) {
    return std::any_of(map.blocks.begin(), map.blocks.end(), [field](const normalise::PageBlock& block) {
        return std::any_of(block.marks.begin(), block.marks.end(),
                           [field](const normalise::PageMark& mark) { return mark.field == field; });
    });
}

std::string code(std::string_view rule) {
    return rule.empty() ? std::string{} : fmt::format("<code>{}</code>", escape_html(rule));
}

std::string quoted(std::string_view raw) {
    return raw.empty() ? std::string{} : fmt::format("“<bdi>{}</bdi>”", escape_html(raw));
}

class ArticleWriter {
public:
    ArticleWriter(const Explanation& explained, const PageMap& map, std::size_t number)
        : explained_(explained), map_(map), anchors_(fmt::format("a{}-", number)), fields_(fields_of(explained)) {}

    std::string write() {
        const Article& article = explained_.outcome.article;
        const std::string language = article.language.empty() ? "zh" : article.language;
        add("<article>\n<h1 lang=\"{}\">{}</h1>\n", escape_html(language),
            escape_html(article.title.empty() ? "(no title)" : article.title));
        if (article.withheld != Withheld::none) {
            add("<p class=\"withheld\">In no feed: {}</p>\n", reason_of(article.withheld));
        }
        write_legend();
        add("<div class=\"columns\" lang=\"{}\">\n<div>\n", escape_html(language));
        write_fields();
        write_remarks();
        write_removals();
        out_ += "</div>\n<div class=\"card source\">\n<h2 lang=\"en\">The page's text</h2>\n";
        write_elsewhere();
        out_ += html_source(map_, anchors_);
        out_ += "</div>\n</div>\n</article>\n";
        return std::move(out_);
    }

private:
    template <class... Values>
    void add(fmt::format_string<Values...> form, Values&&... values) {
        fmt::format_to(std::back_inserter(out_), form, std::forward<Values>(values)...);
    }

    void write_legend() {
        out_ += "<ul class=\"legend\">\n";
        for (const FieldView& field : fields_) {
            if (!is_coloured(field.name)) continue;
            if (field.values.empty()) {
                add("<li class=\"f-{0} is-absent\">{0}</li>\n", field.name);
            } else {
                add("<li class=\"f-{0}\"><a href=\"#{1}{0}\">{0}</a></li>\n", field.name, anchors_);
            }
        }
        out_ += "<li class=\"is-body\">body</li>\n<li class=\"is-gone\">taken out</li>\n</ul>\n";
    }

    void write_fields() {
        out_ += "<section class=\"card\">\n<h2 lang=\"en\">Fields</h2>\n";
        std::string missing;
        for (const FieldView& field : fields_) {
            const bool silent = field.values.empty() && (field.why == nullptr || field.why->passed_over.empty());
            if (silent) {
                missing +=
                    fmt::format("<li>{} {}</li>\n", field.name, field.why == nullptr ? "" : code(field.why->rule));
            } else {
                write_field(field);
            }
        }
        add("<div class=\"field\"><b>guid</b><p class=\"value\">{}</p></div>\n",
            escape_html(explained_.outcome.article.guid));
        if (!missing.empty()) {
            add("<div class=\"field\"><b>not found</b><ul class=\"missing\">\n{}</ul></div>\n", missing);
        }
        out_ += "</section>\n";
    }

    void write_field(const FieldView& field) {
        add("<div class=\"field{}\"><b>{}</b>{}\n<p class=\"value\"><bdi>{}</bdi></p>\n",
            is_coloured(field.name) ? fmt::format(" f-{}", field.name) : "", field.name,
            field.why == nullptr ? "" : code(field.why->rule),
            field.values.empty() ? "–" : escape_html(field.joined()));
        if (field.why != nullptr) {
            const Finding& why = *field.why;
            const std::string raw = why.raw == why.taken ? std::string{} : quoted(why.raw);
            if (!why.place.empty()) add("<p class=\"why\">{} {}</p>\n", escape_html(why.place), raw);
            if (!why.passed_over.empty()) out_ += "<ul class=\"passed\">\n";
            for (const std::string& other : why.passed_over) add("<li><bdi>{}</bdi></li>\n", escape_html(other));
            if (!why.passed_over.empty()) out_ += "</ul>\n";
        }
        out_ += "</div>\n";
    }

    void write_remarks() {
        const auto remarks = remarks_of(explained_.outcome);
        if (remarks.empty()) return;
        out_ += "<section class=\"card\">\n<h2 lang=\"en\">Remarks</h2>\n<ul class=\"remarks\">\n";
        for (const Finding* remark : remarks) {
            const bool changed = !remark->taken.empty() && remark->taken != remark->raw;
            add("<li>{} {} {}{}{}</li>\n", escape_html(remark->field), code(remark->rule), quoted(remark->raw),
                changed ? " → " : "", changed ? quoted(remark->taken) : "");
        }
        out_ += "</ul>\n</section>\n";
    }

    void write_removals() {
        const auto removals = removals_of(explained_.outcome);
        if (removals.empty()) return;
        add("<section class=\"card\">\n<h2 lang=\"en\">Taken out of the body ({})</h2>\n<ul class=\"pieces\">\n",
            removals.size());
        for (const Finding* removal : removals) {
            add("<li>{} {}<br><del title=\"{}\">{}</del></li>\n", code(removal->rule), escape_html(removal->place),
                escape_html(removal->rule), escape_html(removal->raw));
        }
        out_ += "</ul>\n</section>\n";
    }

    // What gave a field its value and cannot be shown in its place.
    void write_elsewhere() {
        std::string list;
        for (const FieldView& field : fields_) {
            const bool found = is_coloured(field.name) && !field.values.empty() && field.why != nullptr;
            if (!found || is_marked(map_, field.name)) continue;
            list += fmt::format("<li class=\"f-{0}\" id=\"{1}{0}\"><b>{0}</b> {2} {3}</li>\n", field.name, anchors_,
                                escape_html(field.why->place), quoted(field.why->raw));
        }
        if (!list.empty()) add("<ul class=\"elsewhere\">\n{}</ul>\n", list);
    }

    const Explanation& explained_;
    const PageMap& map_;
    std::string anchors_;
    std::vector<FieldView> fields_;
    std::string out_;
};

}  // namespace

std::string html_article(const Explanation& explained, const PageMap& map, std::size_t number) {
    return ArticleWriter(explained, map, number).write();
}

std::string html_document(std::string_view name, std::string_view articles) {
    std::string out =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n";
    const std::string shown = escape_html(name);
    out +=
        fmt::format("<title>{} – syndicated explain</title>\n<style>{}</style>\n</head>\n<body>\n", shown, explain_css);
    out += fmt::format("<p class=\"brand\">syndicated explain · <bdi>{}</bdi></p>\n", shown);
    out += articles;
    out += "</body>\n</html>\n";
    return out;
}

}  // namespace syndicated::app
