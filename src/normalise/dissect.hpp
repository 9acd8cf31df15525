// One raw article taken apart: its tree, the blocks of text in it, and which of them are title, info line and body.
// Pure; any thread.
#pragma once

#include "normalise/blocks.hpp"
#include "normalise/html_tree.hpp"
#include "normalise/meta.hpp"
#include "normalise/page_zones.hpp"
#include "normalise/rule_page.hpp"
#include "normalise/title.hpp"
#include "syndicated/model/article.hpp"
#include "syndicated/normalise/normalise.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

struct Material {
    HtmlTree tree;
    Blocks blocks;
    PageMeta meta;      // of a page
    TitleChoice title;  // as the page has it
    Zones zones;
    NodeId root = 0;  // the body is what is left below it
    bool whole_page = false;
    std::string host;                    // of the article's address, else of the site's
    const CompiledRule* rule = nullptr;  // the settings' rule for it
    RuleReading by_rule;
    std::string_view body_rule = "body.whole";  // how the body was found
    std::vector<std::string> cuts;              // what limits cut before the tree was made, a line each
};

// `title` is the row's own, tidied, or empty.
[[nodiscard]] Material dissect(const RawArticle& raw, const Context& context, std::string_view title);

}  // namespace syndicated::normalise
