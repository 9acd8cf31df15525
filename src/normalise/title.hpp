// Finds the title among the title element, the headings and what the page says about itself. Pure; any thread.
#pragma once

#include "normalise/blocks.hpp"
#include "normalise/html_tree.hpp"
#include "normalise/meta.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

struct TitleChoice {
    std::string title, raw, rule, place;
    std::vector<std::string> passed_over;
};

[[nodiscard]] TitleChoice choose_title(const HtmlTree& tree, const Blocks& blocks, const PageMeta& meta);

// A title element's text without the site's name and the category at its end.
[[nodiscard]] std::string cut_site_suffix(std::string_view title, std::string_view site_name);

// The same text but for blanks and the way punctuation is written.
[[nodiscard]] bool same_title(std::string_view a, std::string_view b);

// What the title element says beside the title: the site, its section. The site's own word for itself first.
[[nodiscard]] std::vector<std::string> site_names(const PageMeta& meta, std::string_view title);

// Whether a title is none of a story: 新闻动态, 山海网.
[[nodiscard]] bool names_section_only(std::string_view title, std::string_view site_name);

// One line without control characters, bidi controls and zero-width characters.
[[nodiscard]] std::string visible_line(std::string_view text);
// Fit for a feed: the same of at most 200 letters.
[[nodiscard]] std::string clean_title(std::string_view text);

}  // namespace syndicated::normalise
