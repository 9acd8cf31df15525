// The beginning of a text, cut where a reader would cut it. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syndicated::normalise {

// About `chars` letters (graphemes) from the text's running paragraphs: up to the end of a sentence if one ends in
// the second half, else cut between letters with "…" behind. One line.
[[nodiscard]] std::string make_excerpt(std::string_view text, std::size_t chars = 140);

// At most `chars` graphemes of one line, "…" behind when something is missing.
[[nodiscard]] std::string cut_graphemes(std::string_view text, std::size_t chars);

}  // namespace syndicated::normalise
