// The site's licence in RSL 1.0 (https://rslstandard.org/rsl): what AI systems and crawlers may do with its articles.
// Pure; any thread.
#pragma once

#include "syndicated/model/site.hpp"

#include <string>
#include <string_view>

namespace syndicated::feed {

inline constexpr const char* rsl_namespace = "https://rslstandard.org/rsl";

[[nodiscard]] std::string license_url(const Site& site);
// The module for RSS: <rsl:content> with the licence of what is at `url`, indented by `depth` levels. The root declares
// the prefix.
void append_license(std::string& out, unsigned depth, std::string_view url, const Site& site);

}  // namespace syndicated::feed
