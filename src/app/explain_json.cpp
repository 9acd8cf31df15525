#include "app/explain_json.hpp"

#include <boost/json.hpp>

#include <string>
#include <vector>

namespace syndicated::app {

namespace {

namespace json = boost::json;
using Kind = FieldView::Kind;

json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

json::array texts(const std::vector<std::string>& list) {
    json::array out;
    for (const auto& item : list) out.emplace_back(item);
    return out;
}

json::value value_of(const FieldView& field, const Article& article) {
    if (field.kind == Kind::list) return texts(field.values);
    if (field.kind == Kind::number) return article.views ? json::value(*article.views) : json::value(nullptr);
    return field.values.empty() ? json::value(nullptr) : json::value(field.values.front());
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

json::array images_of(const Article& article) {
    json::array out;
    for (const auto& image : article.images) {
        json::object shown;
        shown["src"] = image.src;
        shown["alt"] = text_or_null(image.alt);
        shown["caption"] = text_or_null(image.caption);
        out.push_back(std::move(shown));
    }
    return out;
}

json::array removed_pieces(const normalise::Outcome& outcome) {
    json::array out;
    for (const auto* finding : removals_of(outcome)) {
        json::object piece;
        piece["raw"] = finding->raw;
        piece["rule"] = finding->rule;
        if (!finding->place.empty()) piece["place"] = finding->place;
        out.push_back(std::move(piece));
    }
    return out;
}

json::array remarks(const normalise::Outcome& outcome) {
    json::array out;
    for (const auto* finding : remarks_of(outcome)) {
        json::object remark;
        remark["field"] = finding->field;
        remark["rule"] = finding->rule;
        remark["raw"] = finding->raw;
        if (!finding->taken.empty()) remark["taken"] = finding->taken;
        out.push_back(std::move(remark));
    }
    return out;
}

}  // namespace

std::string explain_as_json(const Explanation& explained) {
    const Article& a = explained.outcome.article;
    json::object out;
    for (const auto& field : fields_of(explained)) {
        const std::string_view key = field.name == "category" ? "category_path" : field.name;
        out[key] = with_reason(value_of(field, a), field.why);
    }
    out["body_text"] = a.text;
    out["body_html"] = a.html;
    out["image_count"] = a.images.size();
    out["images"] = images_of(a);
    out["categories"] = texts(a.categories);
    out["guid"] = a.guid;
    out["withheld"] = text_or_null(std::string(reason_of(a.withheld)));
    out["removed"] = removed_pieces(explained.outcome);
    out["remarks"] = remarks(explained.outcome);
    return json::serialize(out) + "\n";
}

}  // namespace syndicated::app
