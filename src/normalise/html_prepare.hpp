// Makes any bytes fit for the HTML parser: bounded, valid UTF-8, no character that XML forbids, no tag that would cost
// the parser quadratic time. Pure; any thread.
#pragma once

#include "normalise/html_tree.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

struct Prepared {
    std::string text;
    std::vector<std::string> cuts;  // what was cut, a line each
};

// `before` is put in front of it.
[[nodiscard]] Prepared prepare(std::string_view html, std::string_view before, const TreeLimits& limits);
// The same for plain text, bounded by limits.text_bytes; line ends become \n.
[[nodiscard]] Prepared prepare_text(std::string_view text, const TreeLimits& limits);

// What references bring in behind prepare(): C1 controls (&#150; is meant as windows-1252, by everybody), carriage
// returns and U+007F. The same text with the first mapped, line feeds for the second, and without what stands for
// nothing; nullopt: it has none of them.
[[nodiscard]] std::optional<std::string> without_controls(std::string_view text);

// Where the first tag with more than `most` attributes begins; npos when there is none. It reads each "<letter" as a
// tag, whatever stands around it, so that no quoting trick hides one.
[[nodiscard]] std::size_t find_crowded_tag(std::string_view html, std::size_t most);

}  // namespace syndicated::normalise
