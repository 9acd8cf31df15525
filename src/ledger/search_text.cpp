#include "ledger/search_text.hpp"

#include "syndicated/base/text.hpp"
#include "syndicated/model/feed.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

namespace syndicated::ledger {

namespace {

constexpr std::size_t longest_word = 32;  // code points; what is behind them does not count

struct Range {
    char32_t first, last;

    [[nodiscard]] bool holds(char32_t c) const { return c >= first && c <= last; }
};

template <std::size_t size>
bool is_in(const std::array<Range, size>& ranges, char32_t c) {
    return std::any_of(ranges.begin(), ranges.end(), [c](const Range& range) { return range.holds(c); });
}

// Scripts that are written without blanks, and Hangul, whose words have endings.
constexpr std::array han{
    Range{0x4E00, 0x9FFF},    // most of Han
    Range{0x3400, 0x4DBF},    // extension A
    Range{0x3005, 0x3007},    // 々〆〇
    Range{0x3041, 0x3096},    // Hiragana
    Range{0x30A1, 0x30FE},    // Katakana
    Range{0xAC00, 0xD7A3},    // Hangul
    Range{0xF900, 0xFAFF},    // compatibility ideographs
    Range{0x20000, 0x3FFFF},  // extensions B and on
};

// Above ASCII: what is neither a letter nor a digit. All else counts as a letter.
constexpr std::array marks{
    Range{0x80, 0xA9},        Range{0xAB, 0xB4},     Range{0xB6, 0xB9},     Range{0xBB, 0xBF},
    Range{0xD7, 0xD7},        Range{0xF7, 0xF7},     Range{0x2000, 0x2BFF}, Range{0x2E00, 0x2E7F},
    Range{0x3000, 0x303F},    Range{0x30FB, 0x30FB}, Range{0xD800, 0xF8FF}, Range{0xFE00, 0xFE6F},
    Range{0xFEFF, 0xFF0F},    Range{0xFF5B, 0xFF65}, Range{0xFFE0, 0xFFFF}, Range{0x1F000, 0x1FAFF},
    Range{0xE0000, 0x10FFFF},
};

enum class Kind : std::uint8_t { blank, mark, letter, han };

Kind kind_of(char32_t c) {
    if (c < 0x80) {
        const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return alphanumeric ? Kind::letter : is_blank(c) ? Kind::blank : Kind::mark;
    }
    if (c >= 0x4E00 && c <= 0x9FFF) return Kind::han;
    if (is_blank(c)) return Kind::blank;
    if (c == 0x30FB) return Kind::mark;  // ・ between Katakana
    if (is_in(han, c)) return Kind::han;
    return is_in(marks, c) ? Kind::mark : Kind::letter;
}

// Full width to ASCII, capitals of Latin, Greek and Cyrillic to small letters.
char32_t fold(char32_t c) {
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 0x20 : c;
    if (c > 0x42F) return c;
    if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) || c >= 0x410) return c + 0x20;
    if (c >= 0x400) return c + 0x50;
    const bool odd_is_capital = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
    const bool even_is_capital = (c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177);
    if ((odd_is_capital && c % 2 == 1) || (even_is_capital && c % 2 == 0)) return c + 1;
    return c;
}

// Letters or Han without anything in between.
struct Run {
    Kind kind = Kind::mark;
    std::u32string text;
    bool behind_blank = false;  // between it and the run before
};

std::vector<Run> runs_of(std::string_view text) {
    std::vector<Run> out;
    bool blank = false, broken = true;
    for (std::size_t pos = 0; pos < text.size();) {
        const char32_t c = fold(next_code_point(text, pos));
        const Kind kind = kind_of(c);
        blank = blank || kind == Kind::blank;
        broken = broken || kind == Kind::blank || kind == Kind::mark;
        if (kind == Kind::blank || kind == Kind::mark) continue;
        if (broken || out.back().kind != kind) {
            Run run;
            run.kind = kind;
            run.behind_blank = std::exchange(blank, false);
            out.push_back(std::move(run));
        }
        broken = false;
        out.back().text += c;
    }
    return out;
}

void add_token(std::string& out, std::u32string_view text) {
    if (!out.empty()) out += ' ';
    for (const char32_t c : text) append_utf8(out, c);
}

// A run's last character stands alone behind its pairs: so a phrase never goes on from one run into the next.
void add_tokens(std::string& out, const Run& run, bool with_last) {
    const std::u32string_view text = run.text;
    if (run.kind != Kind::han) return add_token(out, text.substr(0, longest_word));
    for (std::size_t i = 0; i + 1 < text.size(); ++i) add_token(out, text.substr(i, 2));
    if (with_last) add_token(out, text.substr(text.size() - 1));
}

// The same for a name as an article has it and as documents show it.
std::string token_of_name(std::string_view name) {
    std::string folded;
    for (std::size_t pos = 0; pos < name.size();) {
        const char32_t c = fold(document_character(next_code_point(name, pos)));
        if (!is_blank(c)) append_utf8(folded, c);
    }
    return "n" + Digester().add(folded).finish().hex().substr(0, 16);
}

bool is_inline(std::string_view tag) {
    constexpr std::array<std::string_view, 22> names{"a",     "abbr", "b",      "bdi", "bdo", "big", "cite", "code",
                                                     "del",   "em",   "font",   "i",   "ins", "kbd", "mark", "s",
                                                     "small", "span", "strong", "sub", "sup", "u"};
    return std::find(names.begin(), names.end(), tag) != names.end();
}

// Behind the tag that begins at `pos`; '>' may stand in an attribute's quotes.
std::size_t end_of_tag(std::string_view html, std::size_t pos) {
    char quote = 0;
    for (; pos < html.size(); ++pos) {
        const char c = html[pos];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            return pos + 1;
        }
    }
    return pos;
}

std::string_view name_of_tag(std::string_view tag) {
    tag.remove_prefix(tag.starts_with("</") ? 2 : 1);
    return tag.substr(0, tag.find_first_of(" \t\n/>"));
}

// The character that a reference such as "amp" or "#x4e2d" stands for; 0: none that we write.
char32_t referenced(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, char32_t>, 6> named{
        {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"nbsp", 0xA0}}};
    for (const auto& [known, c] : named) {
        if (known == name) return c;
    }
    if (!name.starts_with('#')) return 0;
    const bool hex = name.starts_with("#x") || name.starts_with("#X");
    name.remove_prefix(hex ? 2 : 1);
    std::uint32_t number = 0;
    const auto [stop, failed] = std::from_chars(name.data(), name.data() + name.size(), number, hex ? 16 : 10);
    const bool whole = failed == std::errc{} && stop == name.data() + name.size();
    return whole && is_xml_char(number) ? number : 0;
}

std::string without_blanks(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t pos = 0; pos < text.size();) {
        const std::size_t start = pos;
        if (!is_blank(next_code_point(text, pos))) out.append(text.substr(start, pos - start));
    }
    return out;
}

// Whether the summary was taken from the text, as excerpts are.
bool holds(std::string_view text, std::string_view summary) {
    const std::string_view excerpt = trim_if(summary, [](char32_t c) { return is_blank(c) || c == U'…'; });
    return without_blanks(text).find(without_blanks(excerpt)) != std::string::npos;
}

// The words of one group stand in the text as they stand here; a single character at the end may begin a longer run.
void add_group(std::vector<std::string>& terms, const Run* first, const Run* last) {
    std::string phrase;
    for (const Run* run = first; run != last; ++run) {
        const bool ends = run + 1 == last;
        if (ends && run->kind == Kind::han && run->text.size() == 1) {
            std::string character;
            add_token(character, run->text);
            terms.push_back("chars : \"" + character + "\"");
        } else {
            add_tokens(phrase, *run, !ends);
        }
    }
    if (!phrase.empty()) terms.push_back("words : \"" + phrase + "\"");
}

}  // namespace

std::string text_of_html(std::string_view html) {
    constexpr std::size_t longest_reference = 10;
    std::string out;
    out.reserve(html.size());
    for (std::size_t pos = 0; pos < html.size();) {
        if (html[pos] == '<') {
            const std::size_t end = end_of_tag(html, pos);
            if (!is_inline(name_of_tag(html.substr(pos, end - pos)))) out += ' ';
            pos = end;
            continue;
        }
        const std::size_t stop = html[pos] == '&' ? html.substr(pos, longest_reference).find(';') : std::string::npos;
        const char32_t c = stop == std::string::npos ? 0 : referenced(html.substr(pos + 1, stop - 1));
        if (c != 0) {
            append_utf8(out, c);
            pos += stop + 1;
        } else {
            out += html[pos++];
        }
    }
    return out;
}

SearchColumns search_columns(const Searchable& entry) {
    SearchColumns out;
    std::set<char32_t> chars;
    const std::string body = text_of_html(entry.html);
    const std::string_view summary = holds(body, entry.summary) ? std::string_view() : entry.summary;
    for (const std::string_view text : {std::string_view(entry.title), std::string_view(body), summary}) {
        for (const auto& run : runs_of(text)) {
            add_tokens(out.words, run, true);
            if (run.kind == Kind::han) chars.insert(run.text.begin(), run.text.end());
        }
    }
    for (const char32_t c : chars) add_token(out.chars, std::u32string_view(&c, 1));
    if (!entry.source.empty()) out.source = token_of_name(entry.source);
    for (const auto& name : entry.authors) out.author.append(out.author.empty() ? "" : " ").append(token_of_name(name));
    return out;
}

std::optional<std::string> search_expression(const SearchQuestion& question) {
    std::vector<std::string> terms;
    const auto runs = runs_of(question.words);
    for (std::size_t first = 0, end = 0; first < runs.size(); first = end) {
        for (end = first + 1; end < runs.size() && !runs[end].behind_blank;) ++end;
        add_group(terms, runs.data() + first, runs.data() + end);
    }
    if (terms.empty() && !trim(question.words).empty()) return std::nullopt;
    if (!question.source.empty()) terms.push_back("source : " + token_of_name(question.source));
    if (!question.author.empty()) terms.push_back("author : " + token_of_name(question.author));
    std::string out;
    for (const auto& term : terms) out.append(out.empty() ? "" : " AND ").append(term);
    return out;
}

}  // namespace syndicated::ledger
