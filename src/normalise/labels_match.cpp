// Finds the rows of the label table in a text.
#include "normalise/char_set.hpp"
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

CharSet make_beginnings() {
    std::u32string out;
    for (const auto& row : label_rows()) out += row.word[0];
    return CharSet(out);
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

void SiteLabels::add(Field field, std::string_view word) {
    std::u32string& kept = words_.emplace_back();
    for (const char32_t c : folded(word)) {
        if (c == U' ' && !kept.empty() && is_han(kept.back())) continue;
        kept += c;
    }
    while (!kept.empty() && (kept.back() == U':' || kept.back() == U' ')) kept.pop_back();
    if (kept.empty()) return;
    const auto longer = [](const LabelRow& a, const LabelRow& b) { return a.word.size() > b.word.size(); };
    const LabelRow row{kept, field, LabelUse::plain};
    rows_.insert(std::upper_bound(rows_.begin(), rows_.end(), row, longer), row);
}

LabelMatch match_label(const Glyphs& glyphs, std::size_t i, const SiteLabels* site) {
    static const CharSet beginnings = make_beginnings();
    const bool listed = beginnings.has(glyphs[i]);
    if (!listed && site == nullptr) return {};  // as most characters do
    // an English word inside an address or a template mark is no label
    constexpr std::u32string_view joiners = U"._-$%#={/\\@";
    const bool inner = is_latin(glyphs[i]) && i > 0 &&
                       (is_latin(glyphs[i - 1]) || joiners.find(glyphs[i - 1]) != std::u32string_view::npos);
    const bool in_mark = i > 1 && glyphs[i - 1] == U':' && is_latin(glyphs[i - 2]) && is_latin(glyphs[i]);
    if (inner || in_mark) return {};
    LabelMatch out;
    for (std::size_t n = 0; site != nullptr && out.row == nullptr && n < site->rows().size(); ++n) {
        const LabelRow& row = site->rows()[n];
        if (const std::size_t end = match_word(glyphs, i, row.word); end > 0) out = {&row, end, true};
    }
    static const RowIndex index = make_index();
    if (!listed) return out;
    for (const LabelRow* row : index.at(glyphs[i])) {
        const std::size_t end = match_word(glyphs, i, row->word);
        if (end > 0) return end > out.end ? LabelMatch{row, end} : out;
    }
    return out;
}

}  // namespace syndicated::normalise
