#include "normalise/tags.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

// What formats a value, and needs no end tag to be known for it.
constexpr auto usual = std::to_array<std::string_view>(
    {"a",   "abbr",  "b",   "big",   "blockquote", "br",     "center", "cite", "col",  "dd",    "del",
     "div", "dl",    "dt",  "em",    "font",       "h1",     "h2",     "h3",   "h4",   "h5",    "h6",
     "hr",  "i",     "img", "ins",   "kbd",        "label",  "li",     "mark", "nobr", "ol",    "p",
     "pre", "q",     "s",   "small", "span",       "strike", "strong", "sub",  "sup",  "table", "tbody",
     "td",  "tfoot", "th",  "thead", "tr",         "tt",     "u",      "ul",   "var",  "wbr"});
// Words in angle brackets are short.
constexpr std::size_t longest_words = 256;

bool is_ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_name_char(char c) {
    return is_ascii_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '_';
}

bool ends_name(char c) {
    return c == '>' || c == '/' || c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

// What stands behind a tag's name, up to its end.
struct Rest {
    bool has_attributes, is_empty;
};

Rest read_rest(std::string_view rest) {
    const std::size_t end = rest.find('>');
    const std::string_view inside = trim(rest.substr(0, end));
    return {end == std::string_view::npos || inside.find('=') != std::string_view::npos,
            inside.empty() || inside == "/"};
}

}  // namespace

bool Tags::begin_at(std::size_t i) {
    if (i + 1 >= text_.size() || text_[i] != '<') return false;
    if (text_[i + 1] == '!' || text_[i + 1] == '?') return true;
    const bool closing = text_[i + 1] == '/';
    const std::size_t first = i + (closing ? 2 : 1);
    const std::string name = name_at(first);
    if (name.empty()) return false;
    const Rest rest = read_rest(text_.substr(first + name.size(), longest_words));
    const bool is_usual = std::find(usual.begin(), usual.end(), name) != usual.end() || name.find(':') < name.size();
    if (is_usual) return closing || rest.has_attributes || rest.is_empty;
    return closing ? names(started_, "<").contains(name) : rest.has_attributes || names(ended_, "</").contains(name);
}

bool Tags::any() {
    for (std::size_t i = text_.find('<'); i != std::string_view::npos; i = text_.find('<', i + 1)) {
        if (begin_at(i)) return true;
    }
    return false;
}

// In lower case; empty where what stands there is no name of an element.
std::string Tags::name_at(std::size_t first) const {
    std::size_t i = first;
    if (i >= text_.size() || !is_ascii_letter(text_[i])) return {};
    while (i < text_.size() && i < first + longest_words && is_name_char(text_[i])) ++i;
    return i < text_.size() && ends_name(text_[i]) ? to_lower_ascii(text_.substr(first, i - first)) : std::string{};
}

// Those that stand behind `mark` anywhere.
const Tags::Names& Tags::names(std::optional<Names>& found, std::string_view mark) const {
    if (found) return *found;
    found.emplace();
    for (std::size_t i = text_.find(mark); i != std::string_view::npos; i = text_.find(mark, i + 1)) {
        found->insert(name_at(i + mark.size()));
    }
    return *found;
}

}  // namespace syndicated::normalise
