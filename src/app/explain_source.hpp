// The source page as explain's HTML page shows it. Pure.
#pragma once

#include "syndicated/normalise/page_map.hpp"

#include <array>
#include <string>
#include <string_view>

namespace syndicated::app {

// The fields that have a colour, as the style has them.
inline constexpr std::array<std::string_view, 8> coloured_fields{"title",     "source",  "author",   "editor",
                                                                 "published", "updated", "category", "views"};

// Its blocks in order: fields marked, what was taken out struck through, long runs of other text folded. The first
// mark of a field has the id `anchors` + field.
[[nodiscard]] std::string html_source(const normalise::PageMap& map, std::string_view anchors);

}  // namespace syndicated::app
