// Readings of fields as one line of text, so that tables and golden files can state them. For the tests of this room.
#pragma once

#include "syndicated/normalise/fields.hpp"
#include "syndicated/normalise/normalise.hpp"

#include "normalise/info_line.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise::readings {

struct Row {
    std::string_view input, expected;
};

// Monday, 10 March 2025, noon in Shanghai; a site with a few categories.
inline FieldContext usual_context() {
    FieldContext context;
    context.now = sys_seconds(std::chrono::seconds(1741579200));
    context.categories = {"热点", "娱乐", "科技"};
    return context;
}

inline std::string text_of(const std::vector<std::string>& list) {
    std::string out;
    for (const auto& item : list) out += (out.empty() ? "" : "|") + item;
    return out.empty() ? "-" : out;
}

inline std::string text_of(const std::optional<std::string>& text) {
    return text ? *text : "-";
}

inline std::string text_of(const std::optional<std::int64_t>& number) {
    return number ? std::to_string(*number) : "-";
}

// In +08:00, with the precision when asked for.
inline std::string text_of(const std::optional<Timestamp>& time, bool precision = false) {
    if (!time) return "-";
    std::string out = format_rfc3339(time->at, Zone::fixed(std::chrono::hours(8)));
    if (!precision) return out;
    return out + (time->precision == Precision::day      ? " day"
                  : time->precision == Precision::minute ? " minute"
                                                         : " second");
}

inline std::string text_of(const std::optional<Image>& image) {
    return image ? image->src + " | " + image->alt + " | " + image->caption : "-";
}

inline std::string text_of(const Byline& byline) {
    return text_of(byline.source) + " " + text_of(byline.authors);
}

inline std::string text_of(const TimePair& pair) {
    return text_of(pair.published) + " " + text_of(pair.updated);
}

// What an info line gave, field by field, in a fixed order.
inline std::string text_of(const InfoFields& fields) {
    std::string out;
    const auto add = [&out](std::string_view name, const std::string& value) {
        if (value != "-") out += (out.empty() ? "" : "; ") + std::string(name) + " " + value;
    };
    add("source", text_of(fields.source.value.name));
    add("published", text_of(fields.published.value));
    add("updated", text_of(fields.updated.value));
    add("author", text_of(fields.authors.value));
    add("editor", text_of(fields.editors.value));
    add("views", text_of(fields.views.value));
    add("category", text_of(fields.category.value));
    return out.empty() ? "-" : out;
}

}  // namespace syndicated::normalise::readings
