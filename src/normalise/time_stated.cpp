// <time datetime="2025-03-08T14:05:33+08:00">前天</time>: markup that says a time more exactly than its text.
#include "normalise/fragment.hpp"
#include "normalise/time_tokens.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>

namespace syndicated::normalise {

namespace {

// A day with a time of day, whole in itself.
bool is_exact(std::string_view value, const FieldContext& context) {
    if (value.empty() || value.size() > 64) return false;
    const std::vector<TimeHit> hits = find_times(Glyphs(value), context);
    return hits.size() == 1 && hits[0].value && hits[0].value->precision != Precision::day &&
           hits[0].form <= TimeForm::english;
}

std::string stated_in(std::string_view tag, const FieldContext& context) {
    for (const std::string_view name : {"datetime", "title"}) {
        std::string value = tag.find(name) == std::string_view::npos ? std::string{} : tag_attribute(tag, name);
        if (is_exact(value, context)) return value;
    }
    return {};
}

// <time class="updated">, as WordPress has it beside one that is published.
std::string_view label_of(std::string_view tag) {
    if (!tag.starts_with("<time")) return {};
    const std::string marks = to_lower_ascii(tag_attribute(tag, "class"));
    const bool published = marks.find("publish") != std::string::npos;
    const bool updated = marks.find("updated") != std::string::npos || marks.find("modified") != std::string::npos;
    if (published) return " 发布时间：";
    return updated ? " 更新时间：" : "";
}

}  // namespace

std::string with_stated_times(std::string_view fragment, const FieldContext& context) {
    std::string out;
    for (std::size_t pos = 0; pos < fragment.size();) {
        const std::size_t open = std::min(fragment.find('<', pos), fragment.size());
        const std::size_t close = fragment.find('>', open);
        if (close == std::string_view::npos) return out.append(fragment.substr(pos));
        out.append(fragment.substr(pos, close + 1 - pos));
        pos = close + 1;
        const std::string stated = stated_in(fragment.substr(open, close - open), context);
        if (stated.empty()) continue;
        const std::size_t text_end = std::min(fragment.find('<', pos), fragment.size());
        if (find_times(Glyphs(fragment.substr(pos, text_end - pos)), context).size() != 1) continue;
        out.append(label_of(fragment.substr(open, close - open))).append(stated);
        pos = text_end;
    }
    return out;
}

}  // namespace syndicated::normalise
