// Markdown as HTML: CommonMark with GitHub's tables and strikethrough, read by md4c within bounds. Raw HTML passes as
// it stands, so the result is as little to be trusted as any HTML. Pure; any thread.
#pragma once

#include "normalise/html_tree.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

struct Markup {
    std::string html;
    std::vector<std::string> cuts;  // what the limits cut, a line each
};

// At most 512 KiB are read, and limits.nodes elements and 2 MiB of HTML are written.
[[nodiscard]] Markup markdown_to_html(std::string_view markdown, const TreeLimits& limits = {});

// Typecho's editor puts it in front of each Markdown body.
inline constexpr std::string_view markdown_mark = "<!--markdown-->";

}  // namespace syndicated::normalise
