// Finds the rows of the label table in a text.
#include "normalise/labels.hpp"

#include <algorithm>
#include <unordered_map>

namespace syndicated::normalise {

namespace {

using RowIndex = std::unordered_map<char32_t, std::vector<const LabelRow*>>;

RowIndex make_index() {
    RowIndex out;
    for (const auto& row : label_rows()) out[row.word[0]].push_back(&row);
    for (auto& [first, rows] : out) {
        std::stable_sort(rows.begin(), rows.end(),
                         [](const LabelRow* a, const LabelRow* b) { return a->word.size() > b->word.size(); });
    }
    return out;
}

// Where `word` ends when it begins at i; 0 when it does not. At most three blanks between two Han characters.
std::size_t match_word(const Glyphs& glyphs, std::size_t i, std::u32string_view word) {
    for (std::size_t n = 0; n < word.size(); ++n) {
        if (n > 0 && is_han(word[n]) && is_han(word[n - 1])) i = skip_blanks(glyphs, i, 3);
        if (word[n] == U' ') {
            if (glyphs[i] != U' ') return 0;
            i = skip_blanks(glyphs, i, 3);
            continue;
        }
        if (glyphs[i] != word[n]) return 0;
        ++i;
    }
    return is_latin(word.back()) && is_latin(glyphs[i]) ? 0 : i;
}

}  // namespace

LabelMatch match_label(const Glyphs& glyphs, std::size_t i) {
    static const RowIndex index = make_index();
    const auto rows = index.find(glyphs[i]);
    // an English word inside an address or a template mark is no label
    constexpr std::u32string_view joiners = U"._-$%#={/\\@";
    const bool inner = is_latin(glyphs[i]) && i > 0 &&
                       (is_latin(glyphs[i - 1]) || joiners.find(glyphs[i - 1]) != std::u32string_view::npos);
    const bool in_mark = i > 1 && glyphs[i - 1] == U':' && is_latin(glyphs[i - 2]) && is_latin(glyphs[i]);
    if (rows == index.end() || inner || in_mark) return {};
    for (const LabelRow* row : rows->second) {
        const std::size_t end = match_word(glyphs, i, row->word);
        if (end > 0) return {row, end};
    }
    return {};
}

}  // namespace syndicated::normalise
