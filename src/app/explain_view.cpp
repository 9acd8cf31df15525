#include "app/explain_view.hpp"

#include <algorithm>

namespace syndicated::app {

namespace {

using Kind = FieldView::Kind;
using Texts = std::vector<std::string>;

Texts text(const std::string& value) {
    return value.empty() ? Texts{} : Texts{value};
}

template <class Wanted>
std::vector<const Finding*> findings_that(const normalise::Outcome& outcome, Wanted wanted) {
    std::vector<const Finding*> out;
    for (const Finding& finding : outcome.findings) {
        if (wanted(finding)) out.push_back(&finding);
    }
    return out;
}

}  // namespace

std::string FieldView::joined() const {
    const std::string_view between = name == "category" ? " > " : ", ";
    std::string out;
    for (const std::string& value : values) out.append(out.empty() ? "" : between).append(value);
    return out;
}

std::vector<FieldView> fields_of(const Explanation& explained) {
    const Article& a = explained.outcome.article;
    const auto* published = decision_on(explained.outcome, "published");
    const bool dated = published != nullptr && published->rule.find("first_seen") == std::string::npos;
    const auto time = [&explained](const Timestamp& t) { return Texts{format_rfc3339(t.at, explained.zone)}; };
    std::vector<FieldView> out;
    const auto add = [&](std::string_view name, Kind kind, Texts values) {
        out.push_back({name, kind, std::move(values), decision_on(explained.outcome, name)});
    };
    add("title", Kind::text, text(a.title));
    add("source", Kind::text, text(a.source));
    add("author", Kind::list, a.authors);
    add("editor", Kind::list, a.editors);
    add("published", Kind::text, dated ? time(a.published) : Texts{});
    add("updated", Kind::text, a.updated ? time(*a.updated) : Texts{});
    add("category", Kind::list, a.category_path);
    add("views", Kind::number, a.views ? Texts{std::to_string(*a.views)} : Texts{});
    add("link", Kind::text, text(a.link));
    add("summary", Kind::text, text(a.summary));
    add("image", Kind::text, text(a.image));
    add("language", Kind::text, text(a.language));
    add("charset", Kind::text, text(explained.raw.charset.value_or("")));
    return out;
}

const Finding* decision_on(const normalise::Outcome& outcome, std::string_view field) {
    const auto found = std::find_if(outcome.findings.begin(), outcome.findings.end(),
                                    [field](const Finding& f) { return f.decides && f.field == field; });
    return found == outcome.findings.end() ? nullptr : &*found;
}

std::vector<const Finding*> remarks_of(const normalise::Outcome& outcome) {
    return findings_that(outcome, [](const Finding& f) { return !f.removed && !f.decides; });
}

std::vector<const Finding*> removals_of(const normalise::Outcome& outcome) {
    return findings_that(outcome, [](const Finding& f) { return f.removed; });
}

std::string_view reason_of(Withheld withheld) {
    switch (withheld) {
        case Withheld::none: return "";
        case Withheld::not_public: return "not_public";
        case Withheld::empty: return "empty";
        case Withheld::unrenderable: return "unrenderable";
    }
    return "";
}

}  // namespace syndicated::app
