#include "app/explain_json.hpp"

#include "syndicated/base/text.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace syndicated::app {

namespace {

namespace json = boost::json;

json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

json::array texts(const std::vector<std::string>& list) {
    json::array out;
    for (const auto& item : list) out.emplace_back(item);
    return out;
}

const Finding* decision_on(const normalise::Outcome& outcome, std::string_view field) {
    const auto found = std::find_if(outcome.findings.begin(), outcome.findings.end(),
                                    [field](const Finding& f) { return f.decides && f.field == field; });
    return found == outcome.findings.end() ? nullptr : &*found;
}

// The value with the finding that decided it.
json::object with_reason(json::value value, const Finding* why) {
    json::object out;
    out["value"] = std::move(value);
    if (why == nullptr) return out;
    out["raw"] = text_or_null(why->raw);
    out["rule"] = why->rule;
    if (!why->place.empty()) out["place"] = why->place;
    if (!why->passed_over.empty()) out["passed_over"] = texts(why->passed_over);
    return out;
}

// The fields in the order in which people look at them.
std::vector<std::pair<std::string, json::value>> values_of(const RawArticle& raw, const normalise::Outcome& outcome,
                                                           const Zone& zone) {
    const Article& a = outcome.article;
    const auto* published = decision_on(outcome, "published");
    const bool dated = published != nullptr && published->rule.find("first_seen") == std::string::npos;
    std::vector<std::pair<std::string, json::value>> out;
    out.emplace_back("title", text_or_null(a.title));
    out.emplace_back("source", text_or_null(a.source));
    out.emplace_back("author", texts(a.authors));
    out.emplace_back("editor", texts(a.editors));
    out.emplace_back("published", dated ? json::value(format_rfc3339(a.published.at, zone)) : json::value(nullptr));
    out.emplace_back("updated", a.updated ? json::value(format_rfc3339(a.updated->at, zone)) : json::value(nullptr));
    out.emplace_back("category_path", texts(a.category_path));
    out.emplace_back("views", a.views ? json::value(*a.views) : json::value(nullptr));
    out.emplace_back("link", text_or_null(a.link));
    out.emplace_back("summary", text_or_null(a.summary));
    out.emplace_back("image", text_or_null(a.image));
    out.emplace_back("language", text_or_null(a.language));
    out.emplace_back("charset", raw.charset ? json::value(*raw.charset) : json::value(nullptr));
    return out;
}

std::string_view reason(Withheld withheld) {
    switch (withheld) {
        case Withheld::none: return "";
        case Withheld::not_public: return "not_public";
        case Withheld::empty: return "empty";
        case Withheld::unrenderable: return "unrenderable";
    }
    return "";
}

json::array removed_pieces(const normalise::Outcome& outcome) {
    json::array out;
    for (const auto& finding : outcome.findings) {
        if (!finding.removed) continue;
        json::object piece;
        piece["raw"] = finding.raw;
        piece["rule"] = finding.rule;
        if (!finding.place.empty()) piece["place"] = finding.place;
        out.push_back(std::move(piece));
    }
    return out;
}

json::array remarks(const normalise::Outcome& outcome) {
    json::array out;
    for (const auto& finding : outcome.findings) {
        if (finding.removed || finding.decides) continue;
        json::object remark;
        remark["field"] = finding.field;
        remark["rule"] = finding.rule;
        remark["raw"] = finding.raw;
        if (!finding.taken.empty()) remark["taken"] = finding.taken;
        out.push_back(std::move(remark));
    }
    return out;
}

std::string shown(const json::value& value) {
    if (value.is_null()) return "-";
    if (value.is_string()) return std::string(value.get_string());
    if (!value.is_array()) return json::serialize(value);
    std::string out;
    for (const auto& item : value.get_array()) {
        out.append(out.empty() ? "" : ", ").append(item.get_string());
    }
    return out.empty() ? "-" : out;
}

}  // namespace

std::string explain_as_json(const RawArticle& raw, const normalise::Outcome& outcome, const Zone& zone) {
    const Article& a = outcome.article;
    json::object out;
    for (auto& [field, value] : values_of(raw, outcome, zone)) {
        const auto* why = decision_on(outcome, field == "category_path" ? "category" : std::string_view(field));
        out[field] = with_reason(std::move(value), why);
    }
    json::array images;
    for (const auto& image : a.images) {
        json::object shown_image;
        shown_image["src"] = image.src;
        shown_image["alt"] = text_or_null(image.alt);
        shown_image["caption"] = text_or_null(image.caption);
        images.push_back(std::move(shown_image));
    }
    out["body_text"] = a.text;
    out["body_html"] = a.html;
    out["image_count"] = images.size();
    out["images"] = std::move(images);
    out["categories"] = texts(a.categories);
    out["guid"] = a.guid;
    out["withheld"] = a.withheld == Withheld::none ? json::value(nullptr) : json::value(reason(a.withheld));
    out["removed"] = removed_pieces(outcome);
    out["remarks"] = remarks(outcome);
    return json::serialize(out) + "\n";
}

std::string explain_as_text(const RawArticle& raw, const normalise::Outcome& outcome, const Zone& zone) {
    std::string out;
    const auto line = [&out](std::string_view field, std::string_view value, const Finding* why) {
        out += fmt::format("{:<14} {}\n", field, value);
        if (why == nullptr) return;
        out += fmt::format("{:<14}   {}{}{}: {}\n", "", why->rule, why->place.empty() ? "" : ", ", why->place,
                           quote(why->raw));
        for (const auto& other : why->passed_over) out += fmt::format("{:<14}   passed over: {}\n", "", other);
    };
    for (const auto& [field, value] : values_of(raw, outcome, zone)) {
        line(field, shown(value),
             decision_on(outcome, field == "category_path" ? "category" : std::string_view(field)));
    }
    const Article& a = outcome.article;
    line("body", fmt::format("{} characters, {} images", count_code_points(a.text), a.images.size()), nullptr);
    line("guid", a.guid, nullptr);
    if (a.withheld != Withheld::none) line("withheld", reason(a.withheld), nullptr);
    for (const auto& finding : outcome.findings) {
        if (finding.removed) line("removed", fmt::format("{} ({})", quote(finding.raw), finding.rule), nullptr);
    }
    for (const auto& finding : outcome.findings) {
        if (finding.removed || finding.decides) continue;
        const auto taken = finding.taken.empty() ? "" : fmt::format(" -> {}", quote(finding.taken));
        line("remark", fmt::format("{}: {} {}{}", finding.field, finding.rule, quote(finding.raw), taken), nullptr);
    }
    return out;
}

}  // namespace syndicated::app
