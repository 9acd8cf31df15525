#include "app/status_charts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace syndicated::app {

namespace {

constexpr std::size_t most_minutes = 60;
constexpr double width = 100.0 / most_minutes;  // of a minute, in per cent

// In pixels of CSS.
constexpr int top = 20, foot = 128, height = 150;  // of the bars' field, and of the whole
constexpr int row_height = 26;

std::string begin(const ChartWords& words, std::string_view description, int pixels) {
    return fmt::format(
        "<svg class=\"chart\" role=\"img\" aria-labelledby=\"{0}-t {0}-d\" width=\"100%\" height=\"{3}\">\n"
        "<title id=\"{0}-t\">{1}</title>\n<desc id=\"{0}-d\">{2}</desc>\n",
        words.id, words.title, description, pixels);
}

// What there is at all can be seen.
double share_of(std::int64_t value, std::int64_t most, double whole) {
    return value <= 0 || most <= 0 ? 0 : std::max(1.5, whole * static_cast<double>(value) / static_cast<double>(most));
}

std::string ago(std::size_t minutes) {
    return minutes == 0 ? "this minute" : fmt::format("{} min ago", minutes);
}

// One minute's bar, with what a pointer over it is told.
std::string minute_bar(const MinuteBar& bar, std::size_t minutes_ago, std::int64_t most) {
    if (bar.well + bar.badly == 0) return {};
    const double left = 100.0 - width * static_cast<double>(minutes_ago + 1) + 0.15;
    const double tall = share_of(bar.well, most, foot - top), above = share_of(bar.badly, most, foot - top);
    std::string out = fmt::format("<g><title>{}: {}{}</title>", ago(minutes_ago), with_commas(bar.well),
                                  bar.badly > 0 ? fmt::format(", failed {}", with_commas(bar.badly)) : "");
    const auto rectangle = [&](std::string_view kind, double from, double pixels) {
        if (pixels <= 0) return;
        out += fmt::format("<rect class=\"{}\" x=\"{:.2f}%\" y=\"{:.1f}\" width=\"{:.2f}%\" height=\"{:.1f}\"/>", kind,
                           left, from - pixels, width - 0.3, pixels);
    };
    rectangle("well", foot, tall);
    rectangle("badly", foot - tall, above);
    return out + "</g>\n";
}

}  // namespace

std::string with_commas(std::int64_t value) {
    std::string out = std::to_string(value);
    const std::size_t first = value < 0 ? 1 : 0;
    for (std::size_t i = out.size(); i > first + 3;) out.insert(i -= 3, ",");
    return out;
}

std::string minutes_chart(const ChartWords& words, std::span<const MinuteBar> minutes) {
    if (minutes.size() > most_minutes) minutes = minutes.last(most_minutes);
    std::int64_t most = 0, all = 0, failed = 0;
    for (const MinuteBar& bar : minutes) {
        most = std::max(most, bar.well + bar.badly);
        all += bar.well + bar.badly;
        failed += bar.badly;
    }
    std::string hour = fmt::format("{} in the last hour", with_commas(all));
    if (failed > 0) hour += fmt::format(", {} failed", with_commas(failed));
    std::string out = begin(words, fmt::format("{}; at most {} a minute.", hour, with_commas(most)), height);
    out += fmt::format("<text x=\"0\" y=\"12\">{}</text>\n", hour);
    if (most > 0) out += fmt::format("<text class=\"end\" x=\"100%\" y=\"12\">top {}</text>\n", with_commas(most));
    for (std::size_t i = 0; i < minutes.size(); ++i) out += minute_bar(minutes[i], minutes.size() - 1 - i, most);
    out += fmt::format("<line x1=\"0\" y1=\"{0}\" x2=\"100%\" y2=\"{0}\"/>\n", foot);
    out += fmt::format("<text x=\"0\" y=\"{0}\">1 h ago</text>\n<text class=\"end\" x=\"100%\" y=\"{0}\">now</text>\n",
                       height - 6);
    return out + "</svg>\n";
}

std::string rows_chart(const ChartWords& words, std::span<const NamedBar> rows) {
    constexpr double bars_at = 26, bars_wide = 52;  // per cent
    std::int64_t most = 0, all = 0;
    for (const NamedBar& row : rows) {
        most = std::max(most, row.value);
        all += row.value;
    }
    std::string description = fmt::format("in all: {}", with_commas(all));
    for (const NamedBar& row : rows) description += fmt::format("; {}: {}", row.name, with_commas(row.value));
    std::string out = begin(words, description + ".", row_height * static_cast<int>(rows.size()));
    int y = 0;
    for (const NamedBar& row : rows) {
        const double wide = share_of(row.value, most, bars_wide);
        out += fmt::format("<text x=\"0\" y=\"{}\">{}</text>", y + 17, row.name);
        if (wide > 0) {
            out += fmt::format("<rect class=\"well\" x=\"{}%\" y=\"{}\" width=\"{:.2f}%\" height=\"16\"/>", bars_at,
                               y + 4, wide);
        }
        out += fmt::format("<text x=\"{:.2f}%\" y=\"{}\">{}</text>\n", bars_at + wide + 1.5, y + 17,
                           with_commas(row.value));
        y += row_height;
    }
    return out + "</svg>\n";
}

}  // namespace syndicated::app
