// Reads a page by the operator's rule for its site (site_rules.hpp): what each selector finds, and what it found said.
// Pure; any thread; bounded by the tree and by a budget of steps for all selectors together.
#pragma once

#include "normalise/html_tree.hpp"
#include "normalise/site_rules.hpp"
#include "syndicated/model/article.hpp"

#include <string>
#include <vector>

namespace syndicated::normalise {

// A place is the selector, with the number of matches when there are several. Empty: the general rules decide.
struct RuleReading {
    std::string title, title_place;
    std::string info, info_place;  // lines, "\n" between them
    std::vector<NodeId> body;      // its parts in document order, none inside another; shown, whatever hid them
    std::string body_place;
    std::vector<Finding> findings;  // remarks, and what was dropped
};

// Drops what the rule says and what stands between the parts of the body. Title and info line are read without what is
// dropped inside of them, and even if they are dropped themselves.
[[nodiscard]] RuleReading read_by_rule(const CompiledRule& rule, HtmlTree& tree);

// The same for a body that came alone: nothing is looked for in it, but things are dropped.
[[nodiscard]] RuleReading drop_by_rule(const CompiledRule& rule, HtmlTree& tree);

// The lowest element around all parts.
[[nodiscard]] NodeId root_of(const HtmlTree& tree, const std::vector<NodeId>& parts);
// Drops what is in nodes [begin, end) and in none of the parts.
void drop_around(HtmlTree& tree, const std::vector<NodeId>& parts, NodeId begin, NodeId end);

}  // namespace syndicated::normalise
