// Text laid out in the columns of a terminal: Han, kana, Hangul and most emoji take two, combining marks none. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::app {

// What is drawn as one letter: a base with its combining marks, an emoji sequence, a flag.
struct Letter {
    std::size_t bytes = 0, columns = 0;
};
// Call only with pos < text.size(), at a letter's beginning.
[[nodiscard]] Letter letter_at(std::string_view text, std::size_t pos);
[[nodiscard]] std::size_t columns_of(std::string_view text);

// Foreign text for a terminal: one line; control, bidi and invisible characters and malformed bytes as \x1b, \u202e.
// The joiners inside of words and emoji stay.
[[nodiscard]] std::string escape_controls(std::string_view text);

// Lines of at most `columns` columns (at least 2), broken between words and Han letters, never inside of a letter.
// What does not fit into `most_lines` is cut with "…". One empty line for an empty text.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t columns, std::size_t most_lines);

}  // namespace syndicated::app
