// What the full-text index holds of an article, and how a reader's words become a question to it. Pure.
#pragma once

#include "syndicated/ledger/ledger.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::ledger {

// Raise it when the same article would give other columns: the index is made anew then.
inline constexpr int search_version = 2;

// What the index knows an entry by. The index holds no texts: taking an entry out needs what went in.
struct Searchable {
    std::string title, html, summary, source;
    std::vector<std::string> authors;
    sys_seconds published{};

    friend bool operator==(const Searchable&, const Searchable&) = default;
};

// Columns of the index, each a list of tokens parted by single blanks. Tokens are ASCII letters and digits and bytes
// above ASCII, so they are neither FTS5's syntax nor changed by its tokenizer.
struct SearchColumns {
    // Of title and text, and of a summary that is not from the text: runs of Han as pairs of characters and the run's
    // last one; other words as they are.
    std::string words;
    std::string chars;           // each Han character once
    std::string source, author;  // a token for each name
};

[[nodiscard]] SearchColumns search_columns(const Searchable& entry);
[[nodiscard]] std::string text_of_html(std::string_view html);  // of a body as normalise writes it

struct SearchQuestion {
    std::string_view words, source, author;  // empty: all
};

inline constexpr std::size_t longest_question = 200;  // code points of words

// FTS5's expression for the articles that match all: every word of `words`, names as a whole. nullopt: `words` has
// nothing that could be found, such as "？！".
[[nodiscard]] std::optional<std::string> search_expression(const SearchQuestion& question);

}  // namespace syndicated::ledger
