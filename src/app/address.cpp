#include "app/address.hpp"

#include "syndicated/base/text.hpp"
#include "syndicated/model/site.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace syndicated::app {

namespace {

using std::chrono::seconds;

constexpr std::size_t most_value_chars = 200;
constexpr std::size_t article_id_digits = 16;
constexpr std::size_t digest_digits = 32;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_hex(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return out;
}

// --- instants ---------------------------------------------------------------------------------------------------

// Two or four digits at `at`, or -1.
int digits_at(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size() || !std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at),
                                                 text.begin() + static_cast<std::ptrdiff_t>(at + count), is_digit)) {
        return -1;
    }
    return static_cast<int>(*number_in(text.substr(at, count)));
}

// A day of the site's calendar, or a time of its clocks.
sys_seconds instant_of(std::chrono::local_seconds local, const Zone& zone) {
    const sys_seconds as_utc{local.time_since_epoch()};
    return as_utc - zone.offset_at(as_utc - zone.offset_at(as_utc));
}

// "2025-03-10", the start of the day.
std::optional<std::chrono::local_seconds> date_in(std::string_view text) {
    const int year = digits_at(text, 0, 4);
    const int month = digits_at(text, 5, 2);
    const int day = digits_at(text, 8, 2);
    if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (year < 0 || month < 0 || day < 0 || !date.ok()) return std::nullopt;
    return std::chrono::local_seconds{std::chrono::local_days{date}};
}

struct TimeOfDay {
    seconds past_midnight{};
    std::optional<seconds> offset;  // from UTC; none: it names no zone
};

// "04:06:31", perhaps with "Z" or an offset behind it.
std::optional<TimeOfDay> time_in(std::string_view text) {
    const int hour = digits_at(text, 0, 2);
    const int minute = digits_at(text, 3, 2);
    const int second = digits_at(text, 6, 2);
    const bool is_time = text.size() >= 8 && text[2] == ':' && text[5] == ':' && hour >= 0 && hour < 24 &&
                         minute >= 0 && minute < 60 && second >= 0 && second <= 60;
    if (!is_time) return std::nullopt;
    const seconds of_day{hour * 3600 + minute * 60 + second};
    std::string offset(text.substr(8));
    if (offset.empty()) return TimeOfDay{of_day, std::nullopt};
    if (offset == "Z" || offset == "z") return TimeOfDay{of_day, seconds{0}};
    if (offset.front() == ' ') offset.front() = '+';  // that is what "+" stands for in a query
    const auto zone = offset.size() == 6 ? Zone::parse(offset) : Result<Zone>(Error{});
    if (!zone) return std::nullopt;
    return TimeOfDay{of_day, zone->offset_at({})};
}

// RFC 3339, the same without an offset or a date alone (in the site's zone), or Unix seconds, which are negative before
// 1970.
std::optional<sys_seconds> instant_in(std::string_view text, const Zone& zone) {
    constexpr std::int64_t first_year = -62167305600;    // 0000-01-01, less a day for zones
    constexpr std::int64_t end_of_years = 253402387200;  // 10000-01-01, and a day
    if (const auto unix_time = number_in(text)) {
        if (*unix_time < first_year || *unix_time >= end_of_years) return std::nullopt;
        return sys_seconds{seconds{*unix_time}};
    }
    const auto date = date_in(text);
    if (!date) return std::nullopt;
    if (text.size() == 10) return instant_of(*date, zone);
    const auto time = text[10] == 'T' || text[10] == 't' || text[10] == ' ' ? time_in(text.substr(11)) : std::nullopt;
    if (!time) return std::nullopt;
    const auto local = *date + time->past_midnight;
    return time->offset ? sys_seconds{local.time_since_epoch()} - *time->offset : instant_of(local, zone);
}

// --- queries ----------------------------------------------------------------------------------------------------

// What turns or hides its neighbours, zero-width and bidi controls: a stranger's query gets into titles, and no name or
// text of the index has any, as normalise leaves them out.
bool is_invisible(char32_t c) {
    return c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || c == 0x2060 ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

// A value as text: valid UTF-8 on one line, blanks at its ends off and runs of them one, without what no document
// shows. What documents show otherwise (U+FFFD) stays, for the address of a source is its name as it is stored.
std::string text_in(std::string_view value) {
    std::string out;
    std::size_t at = 0;
    bool blank = false;
    while (at < value.size()) {
        const char32_t c = next_code_point(value, at);
        if (is_invisible(c) || (c >= 0x20 && document_character(c) == 0)) continue;
        if (is_blank(c)) {
            blank = !out.empty();
            continue;
        }
        if (std::exchange(blank, false)) out += ' ';
        append_utf8(out, c);
    }
    return out;
}

struct Parameter {
    std::string_view name;
    std::string_view expected;
    bool (*take)(const std::string& value, const Zone& zone, FeedQuery& query);
    std::string (*text)(const FeedQuery& query);  // empty: not set
};

// By the alphabet: the canonical order.
constexpr std::array<Parameter, 6> parameters{{
    {"author", "a name",
     [](const std::string& value, const Zone&, FeedQuery& query) {
         query.author = value;
         return true;
     },
     [](const FeedQuery& query) { return query.author; }},
    {"content", "\"full\" or \"summary\"",
     [](const std::string& value, const Zone&, FeedQuery& query) {
         query.summaries = value == "summary";
         return query.summaries || value == "full";
     },
     [](const FeedQuery& query) { return std::string(query.summaries ? "summary" : ""); }},
    {"limit", "a number from 1",
     [](const std::string& value, const Zone&, FeedQuery& query) {
         const auto limit = number_in(value);
         if (limit) query.limit = std::min(*limit, most_queried);
         return limit && *limit > 0;
     },
     [](const FeedQuery& query) { return query.limit ? std::to_string(*query.limit) : std::string(); }},
    {"q", "words",
     [](const std::string& value, const Zone&, FeedQuery& query) {
         query.words = value;
         return true;
     },
     [](const FeedQuery& query) { return query.words; }},
    {"since", "a time such as 2025-03-10T04:06:31Z, or Unix seconds",
     [](const std::string& value, const Zone& zone, FeedQuery& query) {
         query.since = instant_in(value, zone);
         return query.since.has_value();
     },
     [](const FeedQuery& query) {
         if (!query.since) return std::string();
         return std::to_string(query.since->time_since_epoch().count());
     }},
    {"source", "a name",
     [](const std::string& value, const Zone&, FeedQuery& query) {
         query.source = value;
         return true;
     },
     [](const FeedQuery& query) { return query.source; }},
}};

std::string decode_value(std::string_view value) {
    std::string plain(value);
    std::replace(plain.begin(), plain.end(), '+', ' ');
    return percent_decode(plain);
}

// Name and value of the first parameter, which is taken off.
std::pair<std::string, std::string> take_pair(std::string_view& query) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    return {percent_decode(pair.substr(0, equals)), decode_value(pair.substr(std::min(equals + 1, pair.size())))};
}

// --- paths ------------------------------------------------------------------------------------------------------

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
    if (text.size() <= suffix.size() || !text.ends_with(suffix)) return false;
    text.remove_suffix(suffix.size());
    return true;
}

std::optional<Format> take_format(std::string_view& path) {
    for (const Format format : all_formats) {
        if (take_suffix(path, fmt::format(".{}", extension_of(format)))) return format;
    }
    return std::nullopt;
}

bool is_one_segment(std::string_view text) {
    return !text.empty() && text.find('/') == std::string_view::npos;
}

std::optional<Address> parse_archive_document(std::string_view path, Format format) {
    const std::size_t slash = path.find('/');
    const std::size_t dash = path.rfind('-');
    if (slash == std::string_view::npos || dash == std::string_view::npos || dash < slash) return std::nullopt;
    Address out;
    out.kind = Address::Kind::archive_document;
    out.format = format;
    out.name = path.substr(0, slash);
    out.key = path.substr(slash + 1, dash - slash - 1);
    out.digest = path.substr(dash + 1);
    const bool good = !out.name.empty() && is_one_segment(out.key) && out.digest.size() == digest_digits;
    return good && is_hex(out.digest) ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<Address> parse_feed(std::string_view path, Format format) {
    Address out;
    out.format = format;
    if (take_prefix(path, "source/")) {
        out.kind = Address::Kind::source;
        if (!is_valid_utf8(path)) return std::nullopt;
        out.name = text_in(path);  // names of outlets may hold slashes
        return out.name.empty() ? std::nullopt : std::optional(std::move(out));
    }
    const std::size_t archive = path.find("/archive/");
    if (archive != std::string_view::npos) {
        out.kind = Address::Kind::archive;
        out.key = path.substr(archive + std::string_view("/archive/").size());
        path = path.substr(0, archive);
        if (!is_one_segment(out.key)) return std::nullopt;
    } else if (take_suffix(path, "/hot")) {
        out.kind = Address::Kind::hot;
    }
    out.name = path;
    return is_one_segment(path) ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

Result<FeedQuery> parse_query(std::string_view query, const Zone& zone) {
    FeedQuery out;
    std::array<bool, parameters.size()> seen{};
    while (!query.empty()) {
        const auto [name, raw] = take_pair(query);
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            const Parameter& parameter = parameters.at(i);
            if (parameter.name != name || std::exchange(seen.at(i), true)) continue;
            const std::string value = text_in(raw);
            if (value.empty()) continue;
            const bool is_text = is_valid_utf8(raw) && count_code_points(value) <= most_value_chars;
            if (is_text && parameter.take(value, zone, out)) continue;
            return Error{Errc::invalid_input,
                         fmt::format("{}={} is not what is understood; expected {}{}", parameter.name, quote(value, 40),
                                     parameter.expected, is_text ? "" : " in UTF-8, of 200 characters at most")};
        }
    }
    return out;
}

std::string text_of(const FeedQuery& query) {
    std::string out;
    for (const Parameter& parameter : parameters) {
        const std::string text = parameter.text(query);
        if (text.empty()) continue;
        out += out.empty() ? '?' : '&';
        out.append(parameter.name).append("=").append(percent_encode(text));
    }
    return out;
}

Result<std::uint64_t> parse_cursor(std::string_view query) {
    while (!query.empty()) {
        const auto [name, raw] = take_pair(query);
        if (name != "since" || raw.empty()) continue;
        const auto number = number_in(raw);
        if (number && *number >= 0) return static_cast<std::uint64_t>(*number);
        return Error{Errc::invalid_input, fmt::format("since={} is no cursor; expected the number that the last answer "
                                                      "gave",
                                                      quote(raw, 40))};
    }
    return std::uint64_t{0};
}

std::string changes_target(std::uint64_t since) {
    return since == 0 ? std::string(changes_path) : fmt::format("{}?since={}", changes_path, since);
}

bool Address::takes_query() const {
    return kind == Kind::feed || kind == Kind::hot || kind == Kind::source;
}

void Address::ask(FeedQuery asked) {
    if (!takes_query()) return;
    if (kind == Kind::hot) {
        query.limit = asked.limit;
        query.summaries = asked.summaries;
    } else {
        query = std::move(asked);
        if (kind == Kind::source) query.source.clear();  // it names one already
    }
}

std::optional<Address> parse_address(std::string_view path) {
    if (take_prefix(path, "/articles/")) {
        if (path.size() != article_id_digits || !is_hex(path)) return std::nullopt;
        Address out;
        out.kind = Address::Kind::article;
        out.name = path;
        return out;
    }
    const bool is_document = take_prefix(path, "/archive/");
    if (!is_document && !take_prefix(path, "/feeds/")) return std::nullopt;
    const auto format = take_format(path);
    if (!format) return std::nullopt;
    return is_document ? parse_archive_document(path, *format) : parse_feed(path, *format);
}

std::string target_of(const Address& address) {
    const std::string name = percent_encode(address.name);
    const std::string_view ending = extension_of(address.format);
    switch (address.kind) {
        case Address::Kind::feed: return fmt::format("/feeds/{}.{}{}", name, ending, text_of(address.query));
        case Address::Kind::hot: return fmt::format("/feeds/{}/hot.{}{}", name, ending, text_of(address.query));
        case Address::Kind::source: return fmt::format("/feeds/source/{}.{}{}", name, ending, text_of(address.query));
        case Address::Kind::archive:
            return fmt::format("/feeds/{}/archive/{}.{}", name, percent_encode(address.key), ending);
        case Address::Kind::archive_document:
            return fmt::format("/archive/{}/{}-{}.{}", name, percent_encode(address.key), address.digest, ending);
        case Address::Kind::article: return "/articles/" + name;
    }
    return {};
}

std::optional<Address> parse_target(std::string_view target) {
    const std::size_t mark = std::min(target.find('?'), target.size());
    auto out = parse_address(percent_decode(target.substr(0, mark)));
    if (!out || mark == target.size()) return out;
    auto query = parse_query(target.substr(mark + 1), Zone::fixed({}));
    if (!query) return std::nullopt;
    out->ask(*std::move(query));
    return out;
}

}  // namespace syndicated::app
