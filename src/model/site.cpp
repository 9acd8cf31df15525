#include "syndicated/model/site.hpp"

#include "syndicated/base/text.hpp"

#include <date/tz.h>
#include <fmt/compile.h>

#include <exception>
#include <optional>

namespace syndicated {

namespace {

using std::chrono::seconds;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// "+08:00", "-0330", "Z"
std::optional<seconds> read_offset(std::string_view text) {
    if (text == "Z" || text == "UTC") return seconds{0};
    if (text.size() == 6 && text[3] == ':') {
        std::string packed(text.substr(0, 3));
        return read_offset(packed.append(text.substr(4)));
    }
    if (text.size() != 5 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    for (const char c : text.substr(1)) {
        if (!is_digit(c)) return std::nullopt;
    }
    const int hours = (text[1] - '0') * 10 + (text[2] - '0');
    const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
    if (hours > 14 || minutes > 59) return std::nullopt;
    const seconds span = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return text[0] == '-' ? -span : span;
}

}  // namespace

Result<Zone> Zone::parse(std::string_view name) {
    if (const auto offset = read_offset(name)) return fixed(*offset);
    try {
        Zone zone;
        zone.zone_ = date::locate_zone(std::string(name));
        return zone;
    } catch (const std::exception&) {
        return Error{Errc::invalid_input,
                     fmt::format("{} is no time zone: expected a name such as Asia/Shanghai (from the package tzdata) "
                                 "or an offset such as +08:00",
                                 quote(name))};
    }
}

Zone Zone::fixed(seconds offset) {
    Zone zone;
    zone.fixed_ = offset;
    return zone;
}

seconds Zone::offset_at(sys_seconds instant) const {
    return zone_ == nullptr ? fixed_ : zone_->get_info(instant).offset;
}

sys_seconds Zone::to_utc(std::chrono::local_seconds reading) const {
    const auto since = reading.time_since_epoch();
    if (zone_ == nullptr) return sys_seconds{since} - fixed_;
    const auto info = zone_->get_info(date::local_seconds{since});
    return sys_seconds{since} - info.first.offset;
}

sys_seconds Zone::start_of(std::chrono::local_seconds reading) const {
    const auto since = reading.time_since_epoch();
    if (zone_ == nullptr) return sys_seconds{since} - fixed_;
    const auto info = zone_->get_info(date::local_seconds{since});
    // A reading that is skipped: clocks jump over it where the first offset ends.
    if (info.result == date::local_info::nonexistent) return sys_seconds{info.first.end.time_since_epoch()};
    return sys_seconds{since} - info.first.offset;
}

std::string format_rfc3339(sys_seconds instant, const Zone& zone) {
    const seconds offset = zone.offset_at(instant);
    const auto local = instant + offset;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{local - day};
    const auto minutes = std::chrono::abs(std::chrono::duration_cast<std::chrono::minutes>(offset)).count();
    return fmt::format(FMT_COMPILE("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}"), static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count(), offset < seconds{0} ? '-' : '+', minutes / 60,
                       minutes % 60);
}

}  // namespace syndicated
