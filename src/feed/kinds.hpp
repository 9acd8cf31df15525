// The formats as pages for people name and link them.
#pragma once

#include "syndicated/model/feed.hpp"

#include <array>
#include <string_view>

namespace syndicated::feed {

struct Kind {
    Format format;
    std::string_view name, type;
};
inline constexpr std::array<Kind, 3> kinds{{{Format::rss, "RSS", "application/rss+xml"},
                                            {Format::atom, "Atom", "application/atom+xml"},
                                            {Format::json, "JSON", "application/feed+json"}}};

}  // namespace syndicated::feed
