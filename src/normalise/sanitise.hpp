// Writes a body as HTML that is safe to show anywhere and well-formed as XML: an allow-list of elements and
// attributes, absolute http(s) addresses, no scripts, styles, forms or frames. What it writes, read and written again,
// stays the same. Pure; any thread.
#pragma once

#include "normalise/html_tree.hpp"
#include "syndicated/model/article.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

// Each address may be as long as the one that it is relative to.
inline constexpr std::size_t most_html_bytes = 4U << 20U;

struct SafeBody {
    std::string html;
    std::string text;                 // a paragraph a line
    std::vector<Image> images;        // in order, addresses absolute
    std::vector<NodeId> image_nodes;  // where each stands
    bool cut = false;                 // the rest of more than most_html_bytes is left out
};

// What is below `root` and shown; relative addresses count from `base`.
[[nodiscard]] SafeBody sanitise(const HtmlTree& tree, NodeId root, std::string_view base);

// The same for a body fragment.
[[nodiscard]] SafeBody sanitise_fragment(std::string_view html, std::string_view base);

// Elements below `root` that never are shown, for the report: "script ×2", "iframe".
[[nodiscard]] std::vector<std::string> unsafe_elements(const HtmlTree& tree, NodeId root);

}  // namespace syndicated::normalise
