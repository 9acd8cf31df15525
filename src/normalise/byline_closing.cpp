// Who is named at the end of a text, 山海报记者 王一, 采写：王一, （文/图 王一 赵二）, （王一）, and the date below it.
#include "normalise/info_line.hpp"
#include "normalise/names.hpp"
#include "normalise/time_tokens.hpp"

#include "syndicated/base/text.hpp"

#include <array>
#include <string>

namespace syndicated::normalise {

namespace {

constexpr std::size_t longest_line = 40;  // code points

InfoFields people_in(std::string_view line, const FieldContext& context) {
    const InfoFields all = read_info_line(line, context);
    InfoFields out;
    out.authors = all.authors;
    out.editors = all.editors;
    out.any = !out.authors.value.empty() || !out.editors.value.empty();
    return out;
}

// What stands in the brackets that end the text; empty when none do.
std::string_view bracket_at_end(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> brackets{
        {{"（", "）"}, {"(", ")"}, {"【", "】"}}};
    for (const auto& [open, close] : brackets) {
        if (text.size() < close.size() || text.substr(text.size() - close.size()) != close) continue;
        const std::size_t at = text.rfind(open);
        if (at == std::string_view::npos) return {};
        return trim(text.substr(at + open.size(), text.size() - close.size() - at - open.size()));
    }
    return {};
}

// Names and nothing else, with what parts them.
bool is_names_only(std::string_view text, const std::vector<std::string>& names) {
    std::size_t letters = 0;
    for (std::size_t pos = 0; pos < text.size();) letters += is_letter(next_code_point(text, pos)) ? 1 : 0;
    for (const std::string& name : names) {
        for (std::size_t pos = 0; pos < name.size();) letters -= is_letter(next_code_point(name, pos)) ? 1 : 0;
    }
    return !names.empty() && letters == 0;
}

}  // namespace

InfoFields read_closing(std::string_view paragraph, const FieldContext& context) {
    const std::string_view text = trim(paragraph);
    if (count_code_points(text) <= longest_line) {
        InfoFields line = people_in(text, context);
        if (line.any) return line;
    }
    const std::string_view inside = bracket_at_end(text);
    if (inside.empty() || count_code_points(inside) > longest_line) return {};
    InfoFields bracket = people_in(inside, context);
    if (bracket.any) return bracket;
    std::vector<std::string> names = split_names(inside, NameKind::person);
    if (!is_names_only(inside, names)) return {};
    bracket.authors = {std::move(names), std::string(inside), "author.closing_bracket"};
    bracket.any = true;
    return bracket;
}

Reading<std::optional<Timestamp>> read_closing_date(std::string_view lines, const FieldContext& context) {
    Reading<std::optional<Timestamp>> out;
    if (count_code_points(lines) > longest_line) return out;
    const Glyphs glyphs(lines);
    const std::vector<TimeHit> times = find_times(glyphs, context);
    if (times.size() != 1 || !times[0].value || times[0].weak || times[0].form > TimeForm::two_digit_year) return out;
    std::size_t end = skip_blanks(glyphs, times[0].end, 4);
    if (const auto weekday = read_weekday(glyphs, end)) end = weekday->end;
    for (std::size_t i = 0; i < glyphs.size(); ++i) {
        if (is_letter(glyphs[i]) && (i < times[0].begin || i >= end)) return out;
    }
    out.value = times[0].value;
    out.raw = std::string(trim(lines));
    out.rule = time_rule(times[0], context);
    return out;
}

}  // namespace syndicated::normalise
