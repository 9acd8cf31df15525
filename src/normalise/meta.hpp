// What a page says about itself outside of its text: meta elements, JSON-LD, links with a meaning, times in attributes
// and scripts. Pure; any thread; bounded by the tree's own bounds.
#pragma once

#include "normalise/html_tree.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

struct MetaValue {
    std::string value;
    std::string place;  // "meta pubdate", "JSON-LD datePublished", ...
};

struct PageMeta {
    std::string title;      // of the title element
    std::string og_title;   // og:title, else a meta ArticleTitle, else JSON-LD's headline
    std::string canonical;  // link rel=canonical, as it stands
    std::string og_url;
    std::string base;  // base href
    std::string site_name;
    std::string language;  // of the html element
    std::string description;
    std::string image;                                                        // og:image
    std::vector<MetaValue> published, updated, sources, authors, categories;  // best first
};

[[nodiscard]] PageMeta read_meta(const HtmlTree& tree);

}  // namespace syndicated::normalise
