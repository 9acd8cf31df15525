#include "app/differences.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace syndicated::app {

namespace {

// Code points: of a text that is shown, and of them before the first difference.
constexpr std::size_t longest_shown = 80;
constexpr std::size_t shown_before = 20;

std::string list(const std::vector<std::string>& items, std::string_view between) {
    std::string out;
    for (const auto& item : items) out.append(out.empty() ? "" : between).append(item);
    return out;
}

std::string time(const Timestamp& timestamp, const Zone& zone) {
    constexpr std::array<std::string_view, 3> known_to{" (the day)", " (the minute)", ""};
    std::string out = format_rfc3339(timestamp.at, zone);
    return out.append(known_to.at(static_cast<std::size_t>(timestamp.precision)));
}

std::string reason(Withheld withheld) {
    constexpr std::array<const char*, 4> names{"", "not_public", "empty", "unrenderable"};
    return names.at(static_cast<std::size_t>(withheld));
}

struct Field {
    std::string_view name;
    std::string (*text)(const Article& article, const Zone& zone);
};

constexpr std::array fields{
    Field{"title", [](const Article& a, const Zone&) { return a.title; }},
    Field{"source", [](const Article& a, const Zone&) { return a.source; }},
    Field{"source_url", [](const Article& a, const Zone&) { return a.source_url; }},
    Field{"author", [](const Article& a, const Zone&) { return list(a.authors, ", "); }},
    Field{"editor", [](const Article& a, const Zone&) { return list(a.editors, ", "); }},
    Field{"published",
          [](const Article& a, const Zone& zone) {
              return time(a.published, zone).append(a.scheduled ? ", held until then" : "");
          }},
    Field{"updated",
          [](const Article& a, const Zone& zone) { return a.updated ? time(*a.updated, zone) : std::string{}; }},
    Field{"categories", [](const Article& a, const Zone&) { return list(a.categories, ", "); }},
    Field{"category_path", [](const Article& a, const Zone&) { return list(a.category_path, " > "); }},
    Field{"category_paths", [](const Article& a, const Zone&) { return list(a.category_paths, ", "); }},
    Field{"views", [](const Article& a, const Zone&) { return a.views ? std::to_string(*a.views) : std::string{}; }},
    Field{"link",
          [](const Article& a, const Zone&) { return a.link + (a.link_from_settings ? " (made from settings)" : ""); }},
    Field{"summary", [](const Article& a, const Zone&) { return a.summary; }},
    Field{"image", [](const Article& a, const Zone&) { return a.image; }},
    Field{"language", [](const Article& a, const Zone&) { return a.language; }},
    Field{"featured", [](const Article& a, const Zone&) { return std::string(a.featured ? "yes" : "no"); }},
    Field{"withheld", [](const Article& a, const Zone&) { return reason(a.withheld); }},
    Field{"body", [](const Article& a, const Zone&) { return a.html; }},
};

bool continues(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// Where a code point begins, `count` of them before `at`.
std::size_t back(std::string_view text, std::size_t at, std::size_t count) {
    while (at > 0 && at < text.size() && continues(text[at])) --at;
    for (; count > 0 && at > 0; --count) {
        --at;
        while (at > 0 && continues(text[at])) --at;
    }
    return at;
}

// Where to begin showing two texts that differ.
std::size_t first_shown(std::string_view a, std::string_view b) {
    if (count_code_points(a) <= longest_shown && count_code_points(b) <= longest_shown) return 0;
    const auto parting =
        std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())), b.begin());
    const auto at = static_cast<std::size_t>(parting.first - a.begin());
    // In the longer one there is a byte to look at.
    return back(a.size() > b.size() ? a : b, at, shown_before);
}

std::string shown(std::string_view text, std::size_t from) {
    if (text.empty()) return "-";
    return from == 0 ? quote(text, longest_shown) : quote(std::string("…").append(text.substr(from)), longest_shown);
}

}  // namespace

const std::vector<std::string_view>& compared_fields() {
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> out;
        for (const auto& field : fields) out.push_back(field.name);
        return out;
    }();
    return names;
}

std::vector<Difference> differences(const Article& was, const Article& would_be, const Zone& zone) {
    std::vector<Difference> out;
    for (const auto& field : fields) {
        const auto before = field.text(was, zone);
        const auto after = field.text(would_be, zone);
        if (before == after) continue;
        const auto from = first_shown(before, after);
        out.push_back({field.name, shown(before, from), shown(after, from)});
    }
    return out;
}

}  // namespace syndicated::app
