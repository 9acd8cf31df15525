#include "http/http_date.hpp"

#include <algorithm>
#include <chrono>

namespace syndicated::http {

namespace {

using std::chrono::sys_days;

constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 7> long_days{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Takes one piece after the other off the front; after the first misfit nothing fits any more.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    Reader& literal(std::string_view expected) {
        good_ = good_ && rest_.substr(0, expected.size()) == expected;
        if (good_) rest_.remove_prefix(expected.size());
        return *this;
    }

    Reader& number(std::size_t digits, int& out) {
        good_ = good_ && rest_.size() >= digits;
        out = 0;
        for (std::size_t i = 0; good_ && i < digits; ++i) {
            good_ = rest_[i] >= '0' && rest_[i] <= '9';
            out = out * 10 + (rest_[i] - '0');
        }
        if (good_) rest_.remove_prefix(digits);
        return *this;
    }

    // asctime's day of the month: a blank for the first digit of two.
    Reader& padded_number(int& out) {
        if (!rest_.starts_with(' ')) return number(2, out);
        rest_.remove_prefix(1);
        return number(1, out);
    }

    template <std::size_t N>
    Reader& one_of(const std::array<std::string_view, N>& names, int& out) {
        const auto found =
            std::find_if(names.begin(), names.end(), [this](std::string_view name) { return rest_.starts_with(name); });
        good_ = good_ && found != names.end();
        if (!good_) return *this;
        out = static_cast<int>(found - names.begin());
        return literal(*found);
    }

    [[nodiscard]] bool finished() const { return good_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool good_ = true;
};

struct Parts {
    int day_name = 0, year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
};

void read_time(Reader& in, Parts& parts) {
    in.number(2, parts.hour).literal(":").number(2, parts.minute).literal(":").number(2, parts.second);
}

bool read_imf_fixdate(std::string_view text, Parts& parts) {
    Reader in(text);
    in.one_of(days, parts.day_name).literal(", ").number(2, parts.day).literal(" ").one_of(months, parts.month);
    in.literal(" ").number(4, parts.year).literal(" ");
    read_time(in, parts);
    return in.literal(" GMT").finished();
}

int year_of(sys_seconds time) {
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time)};
    return static_cast<int>(date.year());
}

std::optional<sys_seconds> instant_of(const Parts& parts) {
    const std::chrono::year_month_day date{std::chrono::year{parts.year},
                                           std::chrono::month{static_cast<unsigned>(parts.month) + 1},
                                           std::chrono::day{static_cast<unsigned>(parts.day)}};
    // 60 is a leap second.
    if (!date.ok() || parts.hour > 23 || parts.minute > 59 || parts.second > 60) return std::nullopt;
    return sys_seconds{sys_days{date}} + std::chrono::hours{parts.hour} + std::chrono::minutes{parts.minute} +
           std::chrono::seconds{parts.second};
}

// By the calendar: to the second of the same day, not to the end of the year.
sys_seconds fifty_years_after(sys_seconds now) {
    const auto day = std::chrono::floor<std::chrono::days>(now);
    return sys_days{std::chrono::year_month_day{day} + std::chrono::years{50}} + (now - day);
}

bool read_rfc850(std::string_view text, sys_seconds now, Parts& parts) {
    Reader in(text);
    in.one_of(long_days, parts.day_name).literal(", ").number(2, parts.day).literal("-").one_of(months, parts.month);
    in.literal("-").number(2, parts.year).literal(" ");
    read_time(in, parts);
    if (!in.literal(" GMT").finished()) return false;
    parts.year += year_of(now) / 100 * 100;
    const auto instant = instant_of(parts);
    if (instant && *instant > fifty_years_after(now)) parts.year -= 100;  // RFC 9110, 5.6.7
    return true;
}

bool read_asctime(std::string_view text, Parts& parts) {
    Reader in(text);
    in.one_of(days, parts.day_name).literal(" ").one_of(months, parts.month).literal(" ").padded_number(parts.day);
    in.literal(" ");
    read_time(in, parts);
    return in.literal(" ").number(4, parts.year).finished();
}

void put_two(char* out, unsigned value) {
    out[0] = static_cast<char>('0' + value / 10 % 10);
    out[1] = static_cast<char>('0' + value % 10);
}

}  // namespace

void write_http_date(sys_seconds time, std::array<char, http_date_bytes>& out) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
    constexpr std::string_view pattern = "Sun, 06 Nov 1994 08:49:37 GMT";
    static_assert(pattern.size() == http_date_bytes);
    std::copy(pattern.begin(), pattern.end(), out.begin());
    const std::string_view name = days[std::chrono::weekday{sys_days{day}}.c_encoding()];
    std::copy(name.begin(), name.end(), out.begin());
    put_two(&out[5], static_cast<unsigned>(date.day()));
    const std::string_view month = months[static_cast<unsigned>(date.month()) - 1];
    std::copy(month.begin(), month.end(), out.begin() + 8);
    put_two(&out[12], year / 100);
    put_two(&out[14], year);
    put_two(&out[17], static_cast<unsigned>(clock.hours().count()));
    put_two(&out[20], static_cast<unsigned>(clock.minutes().count()));
    put_two(&out[23], static_cast<unsigned>(clock.seconds().count()));
}

std::optional<sys_seconds> parse_http_date(std::string_view text, sys_seconds now) {
    Parts parts;
    if (!read_imf_fixdate(text, parts) && !read_rfc850(text, now, parts) && !read_asctime(text, parts)) {
        return std::nullopt;
    }
    return instant_of(parts);
}

std::string_view DateCache::at(sys_seconds now) {
    if (second_ != now) {
        write_http_date(now, text_);
        second_ = now;
    }
    return {text_.data(), text_.size()};
}

}  // namespace syndicated::http
