#include "ledger/archive_key.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

namespace syndicated::ledger {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::year_month_day;

// A key is the head of this; all else in one is digits.
constexpr std::string_view pattern = "0000-00-00T00";

std::optional<Span> span_of(std::string_view key) {
    const bool fits = key.size() <= pattern.size() &&
                      std::equal(key.begin(), key.end(), pattern.begin(),
                                 [](char c, char mark) { return mark == '0' ? c >= '0' && c <= '9' : c == mark; });
    if (!fits) return std::nullopt;
    switch (key.size()) {
        case 7: return Span::month;
        case 10: return Span::day;
        case 13: return Span::hour;
        default: return std::nullopt;
    }
}

int number_at(std::string_view key, std::size_t pos, std::size_t size) {
    int out = 0;
    for (const char c : key.substr(pos, size)) out = out * 10 + (c - '0');
    return out;
}

year_month_day date_of(local_seconds reading) {
    return year_month_day{std::chrono::floor<days>(reading)};
}

local_seconds first_reading(local_seconds reading, Span span) {
    if (span == Span::hour) return std::chrono::floor<hours>(reading);
    const year_month_day date = date_of(reading);
    return local_days{span == Span::day ? date : date.year() / date.month() / 1};
}

local_seconds next_reading(local_seconds first, Span span) {
    if (span == Span::hour) return first + hours{1};
    if (span == Span::day) return first + days{1};
    return local_days{date_of(first) + std::chrono::months{1}};
}

std::string key_of(local_seconds first, Span span) {
    const year_month_day date = date_of(first);
    std::string out = fmt::format("{:04}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()));
    if (span != Span::month) out += fmt::format("-{:02}", static_cast<unsigned>(date.day()));
    const auto hour = std::chrono::duration_cast<hours>(first - std::chrono::floor<days>(first));
    if (span == Span::hour) out += fmt::format("T{:02}", hour.count());
    return out;
}

ArchiveRange range_from(local_seconds first, Span span, const Zone& zone) {
    ArchiveRange out;
    out.span = span;
    out.key = key_of(first, span);
    out.begin = zone.start_of(first);
    out.end = zone.start_of(next_reading(first, span));
    return out;
}

// "p" and digits without a zero before them; 0: it is none.
std::int64_t part_from(std::string_view text) {
    constexpr std::size_t most_digits = 9;
    if (text.size() < 2 || text.size() > 1 + most_digits || text[0] != 'p' || text[1] == '0') return 0;
    std::int64_t out = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + 1, end, out);
    return read.ec == std::errc() && read.ptr == end && out > 0 ? out : 0;
}

}  // namespace

ArchiveRange part_of(ArchiveRange hour, std::int64_t part) {
    hour.part = part;
    hour.key += fmt::format("p{}", part);
    return hour;
}

std::optional<ArchiveRange> range_named(std::string_view key, const Zone& zone) {
    if (key.size() > pattern.size()) {
        const auto part = part_from(key.substr(pattern.size()));
        auto hour = part == 0 ? std::nullopt : range_named(key.substr(0, pattern.size()), zone);
        if (!hour) return std::nullopt;
        return part_of(*std::move(hour), part);
    }
    const auto span = span_of(key);
    if (!span) return std::nullopt;
    const auto part = [&key](std::size_t pos, int otherwise) {
        return pos < key.size() ? number_at(key, pos, 2) : otherwise;
    };
    const year_month_day date{std::chrono::year{number_at(key, 0, 4)},
                              std::chrono::month{static_cast<unsigned>(part(5, 1))},
                              std::chrono::day{static_cast<unsigned>(part(8, 1))}};
    const int hour = part(11, 0);
    if (!date.ok() || hour > 23) return std::nullopt;
    return range_from(local_days{date} + hours{hour}, *span, zone);
}

ArchiveRange range_around(sys_seconds instant, Span span, const Zone& zone) {
    const local_seconds reading{(instant + zone.offset_at(instant)).time_since_epoch()};
    local_seconds first = first_reading(reading, span);
    // Where clocks go back over the border of two ranges, what comes after the border's first time is in the later one.
    for (;; first = next_reading(first, span)) {
        ArchiveRange out = range_from(first, span, zone);
        if (instant < out.end) return out;
    }
}

}  // namespace syndicated::ledger
