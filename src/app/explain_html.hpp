// An article with the reasons for it as a page to look at in a browser: the source page's text with the pieces that
// became fields marked in colour. Foreign text stands in it escaped, nothing of the source page can run or load. Pure.
#pragma once

#include "app/explain_view.hpp"
#include "syndicated/normalise/page_map.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace syndicated::app {

// `number`: of the article among those of the page, from 1.
[[nodiscard]] std::string html_article(const Explanation& explained, const normalise::PageMap& map, std::size_t number);
// The whole document; `name` is what was explained, `articles` the above one after the other.
[[nodiscard]] std::string html_document(std::string_view name, std::string_view articles);

}  // namespace syndicated::app
