#include "normalise/html_tags.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

struct Row {
    std::string_view name;
    Tag tag;
    TagKind kind;
};

constexpr std::array rows{
#define SYNDICATED_ROW(id, kind) Row{Tag::id == Tag::template_ ? "template" : #id, Tag::id, TagKind::kind},
    SYNDICATED_TAGS(SYNDICATED_ROW)
#undef SYNDICATED_ROW
};

constexpr std::size_t first_row = static_cast<std::size_t>(Tag::other) + 1;

static_assert(std::is_sorted(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.name < b.name; }));

}  // namespace

Tag tag_from(std::string_view name) {
    // AMP, Baidu's MIP, and what browsers make of image (HTML, 13.2.6.4.7)
    if (name == "amp-img" || name == "mip-img" || name == "amp-anim" || name == "image") return Tag::img;
    const auto* const found = std::lower_bound(rows.begin(), rows.end(), name,
                                               [](const Row& row, std::string_view key) { return row.name < key; });
    return found != rows.end() && found->name == name ? found->tag : Tag::other;
}

std::string_view name_of(Tag tag) {
    const auto index = static_cast<std::size_t>(tag);
    return index < first_row ? std::string_view{} : rows[index - first_row].name;
}

TagKind kind_of(Tag tag) {
    const auto index = static_cast<std::size_t>(tag);
    return index < first_row ? TagKind::inner : rows[index - first_row].kind;
}

}  // namespace syndicated::normalise
