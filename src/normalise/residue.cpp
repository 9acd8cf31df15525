// NORMALISE.md (docs/), section 6.2: marks that a template engine left unexpanded.
#include "normalise/glyphs.hpp"
#include "normalise/info_line.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

struct Mark {
    std::string_view open, close;
};

// The longer opening first. A mark never reaches over a line's end.
constexpr auto marks = std::to_array<Mark>({{"<!--{", "}-->"},
                                            {"<!--#", "-->"},
                                            {"[!--", "--]"},
                                            {"{{", "}}"},
                                            {"{%", "%}"},
                                            {"<%", "%>"},
                                            {"<?", "?>"},
                                            {"<$", "$>"},
                                            {"${", "}"},
                                            {"{$", "}"},
                                            {"[field:", "]"},
                                            {"[e:", "]"}});

bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// {label:top} {/dede:list} {:url()} {dede:field.source/}: a brace, a name, a colon. 0: none.
std::size_t tag_length(std::string_view text) {
    if (text.size() < 4 || text[0] != '{') return 0;
    std::size_t i = text[1] == '/' ? 2 : 1;
    while (i < text.size() && i < 24 && is_name_char(text[i])) ++i;
    if (i >= text.size() || text[i] != ':') return 0;
    const std::size_t end = text.find_first_of("}\n", i);
    return end == std::string_view::npos || text[end] != '}' ? 0 : end + 1;
}

std::size_t mark_length(std::string_view text) {
    for (const Mark& mark : marks) {
        if (text.substr(0, mark.open.size()) != mark.open) continue;
        const std::size_t end = text.find(mark.close, mark.open.size());
        if (end == std::string_view::npos || text.substr(0, end).find('\n') != std::string_view::npos) return 0;
        return end + mark.close.size();
    }
    return tag_length(text);
}

// {author}, %source%: only in a field's value; in a body it may be anything.
bool is_braced_word(std::string_view value) {
    if (value.size() < 3) return false;
    const bool percent = value.front() == '%' && value.back() == '%';
    if (!percent && (value.front() != '{' || value.back() != '}')) return false;
    const std::string_view word = value.substr(1, value.size() - 2);
    return std::all_of(word.begin(), word.end(), [](char c) { return is_name_char(c) || c == '.' || c == '#'; });
}

constexpr auto empty_words = std::to_array<std::u32string_view>(
    {U"null",   U"undefined", U"none",    U"nil",  U"nan",  U"n/a",    U"nul",
     U"(null)", U"(none)",    U"未知",    U"不详", U"不明", U"无",     U"暂无",
     U"空",     U"未填",      U"未填写",  U"缺失", U"待定", U"请选择", U"[object object]",
     U"未指定", U"未设置",    U"匿名来源"});

}  // namespace

bool is_template_residue(std::string_view block) {
    // a page's text of megabytes is no mark
    block = trim(block);
    if (block.empty() || block.size() > 2000) return false;
    while (!block.empty()) {
        const std::size_t length = mark_length(block);
        if (length == 0) return false;
        block = trim(block.substr(length));
    }
    return true;
}

bool is_null_value(std::string_view value) {
    value = trim(value);
    if (value.size() > 2000) return false;
    const std::u32string word = folded(value);
    if (std::none_of(word.begin(), word.end(), is_letter)) return true;
    return is_template_residue(value) || is_braced_word(value) ||
           std::find(empty_words.begin(), empty_words.end(), word) != empty_words.end();
}

}  // namespace syndicated::normalise
