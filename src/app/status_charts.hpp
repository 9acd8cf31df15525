// Small charts as SVG, to stand in a page of HTML: names and numbers are text, colours are the page's classes. Widths
// are percentages, so that a chart is as wide as its place and its text stays readable. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace syndicated::app {

// What is said of a chart to those who do not see it. Text of our own: it is written as it is.
struct ChartWords {
    std::string_view id;     // unique in the page
    std::string_view title;  // "Requests per minute"
};

struct MinuteBar {
    std::int64_t well = 0, badly = 0;
};
// A bar for each minute of the last hour, what went badly above what went well. Oldest first, at most 60.
[[nodiscard]] std::string minutes_chart(const ChartWords& words, std::span<const MinuteBar> minutes);

struct NamedBar {
    std::string_view name;  // of our own
    std::int64_t value = 0;
};
// A row for each, with its value.
[[nodiscard]] std::string rows_chart(const ChartWords& words, std::span<const NamedBar> rows);

// "1,234,567"
[[nodiscard]] std::string with_commas(std::int64_t value);

}  // namespace syndicated::app
