#include "app/explain_table.hpp"

#include "app/terminal_text.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace syndicated::app {

namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t field_columns = 9;  // "published"
constexpr std::size_t narrowest_table = 72;
constexpr std::size_t widest_table = 160;  // longer lines are hard to follow

enum class Style : std::uint8_t { plain, strong, faint, rule, warning, gone };

// ECMA-48, SGR.
constexpr std::array<std::string_view, 6> codes{"", "1", "2", "36", "33", "9;31"};

struct Cell {
    std::string text;
    std::size_t columns;
    Style style = Style::plain;
    std::size_t most_lines = 3;
};

class Table {
public:
    explicit Table(const Screen& screen)
        : width_(std::clamp<std::size_t>(screen.columns, 32, widest_table)), colour_(screen.colour) {}

    [[nodiscard]] bool narrow() const { return width_ < narrowest_table; }
    // What is left of a line behind columns of these widths.
    [[nodiscard]] std::size_t rest(std::initializer_list<std::size_t> taken) const {
        std::size_t used = 0;
        for (const std::size_t columns : taken) used += columns + gap;
        return width_ > used + 2 ? width_ - used : 2;
    }

    void row(const std::vector<Cell>& cells) {
        std::vector<std::vector<std::string>> lines;
        std::size_t height = 0;
        for (const Cell& cell : cells) {
            lines.push_back(wrap(escape_controls(cell.text), cell.columns, cell.most_lines));
            height = std::max(height, lines.back().size());
        }
        for (std::size_t i = 0; i < height; ++i) {
            std::size_t due = 0;  // blanks before the next text
            for (std::size_t k = 0; k < cells.size(); ++k) {
                const std::string_view text = i < lines[k].size() ? std::string_view(lines[k][i]) : std::string_view{};
                if (!text.empty()) {
                    out_.append(due, ' ');
                    due = 0;
                    put(text, cells[k].style);
                }
                due += cells[k].columns + gap - columns_of(text);
            }
            out_ += '\n';
        }
    }

    void heading(std::string_view text) {
        out_ += '\n';
        put(text, Style::strong);
        out_ += '\n';
    }

    std::string take() { return std::move(out_); }

private:
    void put(std::string_view text, Style style) {
        const std::string_view code = codes.at(static_cast<std::size_t>(style));
        if (!colour_ || code.empty()) {
            out_ += text;
            return;
        }
        out_.append("\x1b[").append(code).append("m").append(text).append("\x1b[0m");
    }

    std::size_t width_;
    bool colour_;
    std::string out_;
};

// The raw text is left out where it is the value.
std::string found_in(const Finding& why) {
    std::string out = why.place;
    if (why.raw.empty() || why.raw == why.taken) return out;
    if (!out.empty()) out += ' ';
    return out + '"' + why.raw + '"';
}

struct Columns {
    explicit Columns(const Table& table) {
        const std::size_t all = table.rest({field_columns}) - 2 * gap;
        rule = std::clamp<std::size_t>(all / 4, 16, 26);
        found = (all - rule) * 9 / 20;
        value = all - rule - found;
    }
    std::size_t value, found, rule;
};

void add_field(Table& table, const FieldView& field) {
    const std::string joined = field.joined();
    const bool missing = joined.empty();
    const std::string value = missing ? "-" : joined;
    const Style value_style = missing ? Style::faint : Style::plain;
    const Cell name{std::string(field.name), field_columns, Style::strong};
    const std::size_t rest = table.rest({field_columns});
    const Finding none;
    const Finding& why = field.why == nullptr ? none : *field.why;
    const std::string found = found_in(why);
    const std::string rule = why.rule;
    if (table.narrow()) {
        table.row({name, {value, rest, value_style}});
        const std::string reason = found + (found.empty() || rule.empty() ? "" : ", ") + rule;
        if (!reason.empty()) table.row({{"", field_columns}, {reason, rest, Style::faint}});
    } else {
        const Columns columns(table);
        table.row({name,
                   {value, columns.value, value_style},
                   {found, columns.found, Style::faint},
                   {rule, columns.rule, missing ? Style::faint : Style::rule}});
    }
    for (const std::string& other : why.passed_over) {
        table.row({{"", field_columns}, {"passed over: " + other, rest, Style::faint, 2}});
    }
}

// The widest of the texts, within bounds.
std::size_t column_for(const std::vector<const Finding*>& findings, std::string Finding::*text) {
    std::size_t out = 4;
    for (const Finding* finding : findings) out = std::max(out, columns_of(finding->*text));
    return std::min<std::size_t>(out, 26);
}

void add_remarks(Table& table, const std::vector<const Finding*>& remarks) {
    if (remarks.empty()) return;
    table.heading(fmt::format("REMARKS ({})", remarks.size()));
    const std::size_t rule = column_for(remarks, &Finding::rule);
    for (const Finding* remark : remarks) {
        const Cell field{remark->field, field_columns, Style::strong};
        std::string text = remark->raw;
        if (!remark->taken.empty() && remark->taken != remark->raw) text += " -> " + remark->taken;
        if (table.narrow()) {
            const std::size_t rest = table.rest({field_columns});
            table.row({field, {remark->rule, rest, Style::warning}});
            if (!text.empty()) table.row({{"", field_columns}, {text, rest}});
        } else {
            table.row({field, {remark->rule, rule, Style::warning}, {text, table.rest({field_columns, rule})}});
        }
    }
}

void add_removals(Table& table, const std::vector<const Finding*>& removals) {
    if (removals.empty()) return;
    table.heading(fmt::format("TAKEN OUT OF THE BODY ({})", removals.size()));
    const std::size_t rule = column_for(removals, &Finding::rule);
    const std::size_t place = column_for(removals, &Finding::place);
    for (const Finding* removal : removals) {
        if (table.narrow()) {
            table.row({{removal->rule + ", " + removal->place, table.rest({}), Style::rule}});
            table.row({{"", 0}, {removal->raw, table.rest({0}), Style::gone}});
        } else {
            table.row({{removal->rule, rule, Style::rule},
                       {removal->place, place, Style::faint},
                       {removal->raw, table.rest({rule, place}), Style::gone}});
        }
    }
}

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

void add_body(Table& table, const normalise::Outcome& outcome) {
    const Article& article = outcome.article;
    table.heading("BODY");
    const std::size_t rest = table.rest({field_columns});
    const auto row = [&](std::string_view name, std::string_view text) {
        table.row({{std::string(name), field_columns, Style::strong}, {std::string(text), rest, Style::plain, 2}});
    };
    const std::string_view text = article.text;
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + (text.empty() ? 0 : 1);
    row("length", fmt::format("{}, {}, {}", counted(count_code_points(text), "character"), counted(lines, "line"),
                              counted(article.images.size(), "picture")));
    if (const Finding* why = decision_on(outcome, "body")) {
        row("found in", why->place + (why->place.empty() ? "" : ", ") + why->rule);
    }
    if (text.empty()) return;
    row("begins", text.substr(0, text.find('\n')));
    const std::size_t last = text.rfind('\n');
    if (last != std::string_view::npos) row("ends", text.substr(last + 1));
}

}  // namespace

std::string explain_as_table(const Explanation& explained, const Screen& screen) {
    Table table(screen);
    const Article& article = explained.outcome.article;
    const Columns columns(table);
    if (!table.narrow()) {
        table.row({{"FIELD", field_columns, Style::strong},
                   {"VALUE", columns.value, Style::strong},
                   {"FOUND IN", columns.found, Style::strong},
                   {"RULE", columns.rule, Style::strong}});
    }
    const std::size_t rest = table.rest({field_columns});
    for (const FieldView& field : fields_of(explained)) add_field(table, field);
    table.row({{"guid", field_columns, Style::strong}, {article.guid, rest}});
    if (article.withheld != Withheld::none) {
        const std::string reason = fmt::format("in no feed: {}", reason_of(article.withheld));
        table.row({{"withheld", field_columns, Style::strong}, {reason, rest, Style::warning}});
    }
    add_remarks(table, remarks_of(explained.outcome));
    add_removals(table, removals_of(explained.outcome));
    add_body(table, explained.outcome);
    return table.take();
}

}  // namespace syndicated::app
