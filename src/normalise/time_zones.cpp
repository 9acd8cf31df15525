// Zone designators, and local readings to instants.
#include "normalise/time_tokens.hpp"

#include <array>

namespace syndicated::normalise {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct NamedZone {
    std::u32string_view name;
    int minutes;
};
// CST is China's here: these are Chinese sites. The rest is RFC 822, section 5.1, and East Asia.
constexpr auto zones = std::to_array<NamedZone>({{U"北京时间", 480},
                                                 {U"中国标准时间", 480},
                                                 {U"台北时间", 480},
                                                 {U"台北标准时间", 480},
                                                 {U"香港时间", 480},
                                                 {U"澳门时间", 480},
                                                 {U"台湾时间", 480},
                                                 {U"新加坡时间", 480},
                                                 {U"大马时间", 480},
                                                 {U"东京时间", 540},
                                                 {U"china standard time", 480},
                                                 {U"cst", 480},
                                                 {U"hkt", 480},
                                                 {U"sgt", 480},
                                                 {U"jst", 540},
                                                 {U"kst", 540},
                                                 {U"est", -300},
                                                 {U"edt", -240},
                                                 {U"cdt", -300},
                                                 {U"mst", -420},
                                                 {U"mdt", -360},
                                                 {U"pst", -480},
                                                 {U"pdt", -420},
                                                 {U"cet", 60},
                                                 {U"cest", 120},
                                                 {U"ut", 0},
                                                 {U"bjt", 480},
                                                 {U"msk", 180}});

// +0800, +08:00, +8 (the last only after GMT or UTC)
std::optional<ZoneHit> read_offset(const Glyphs& glyphs, std::size_t i, bool short_form) {
    const char32_t sign = glyphs[i];
    if (sign != U'+' && sign != U'-') return std::nullopt;
    const auto number = read_number(glyphs, i + 1);
    if (!number || number->chinese) return std::nullopt;
    std::int64_t hour = number->value;
    std::int64_t minute = 0;
    std::size_t end = number->end;
    if (number->digits == 4) {
        hour = number->value / 100;
        minute = number->value % 100;
    } else if (glyphs[end] == U':') {
        const auto rest = read_number(glyphs, end + 1);
        if (!rest || rest->digits != 2 || rest->chinese || number->digits > 2) return std::nullopt;
        minute = rest->value;
        end = rest->end;
    } else if (!(number->digits == 2 && (short_form || sign == U'+')) && !(short_form && number->digits == 1)) {
        return std::nullopt;
    }
    if (hour > 14 || minute > 59) return std::nullopt;
    const seconds span = hours(hour) + minutes(minute);
    return ZoneHit{end, sign == U'-' ? -span : span};
}

std::size_t skip_parenthesis(const Glyphs& glyphs, std::size_t i) {
    const std::size_t open = skip_blanks(glyphs, i, 2);
    if (glyphs[open] != U'(') return i;
    for (std::size_t end = open + 1; end < open + 40; ++end) {
        if (glyphs[end] == U')') return end + 1;
        if (is_digit(glyphs[end])) return i;
    }
    return i;
}

std::optional<ZoneHit> read_named(const Glyphs& glyphs, std::size_t i) {
    for (const auto& zone : zones) {
        if (!glyphs.starts_with(i, zone.name)) continue;
        const std::size_t end = i + zone.name.size();
        if (is_latin(zone.name[0]) && is_letter(glyphs[end])) continue;
        return ZoneHit{end, minutes(zone.minutes)};
    }
    return std::nullopt;
}

bool is_leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in(int year, int month) {
    constexpr std::array<int, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : lengths.at(static_cast<std::size_t>(month - 1));
}

// What databases and languages write for a time that was never set.
bool is_unset(const Date& date, const std::optional<TimeOfDay>& time) {
    if (date.month != 1 || date.day != 1) return false;
    if (date.year == 1900) return true;
    return date.year == 1970 &&
           (!time || ((time->hour == 0 || time->hour == 8) && time->minute == 0 && time->second == 0));
}

}  // namespace

constexpr CharSet zone_beginnings = [] {
    std::array<char32_t, zones.size()> letters{};
    for (std::size_t i = 0; i < zones.size(); ++i) letters[i] = zones[i].name.front();
    return CharSet({letters.data(), letters.size()});
}();

std::optional<ZoneHit> read_zone(const Glyphs& glyphs, std::size_t i, bool sign_allowed) {
    if (glyphs[i] == U'(') {
        const std::size_t inner = skip_blanks(glyphs, i + 1, 2);
        const auto zone = read_zone(glyphs, inner, false);
        if (!zone || glyphs[zone->end] != U')') return std::nullopt;
        return ZoneHit{zone->end + 1, zone->offset};
    }
    if (glyphs[i] == U'z' && !is_letter(glyphs[i + 1])) return ZoneHit{i + 1, seconds{0}};
    if (glyphs.starts_with(i, U"gmt") || glyphs.starts_with(i, U"utc")) {
        if (is_latin(glyphs[i + 3])) return std::nullopt;
        const auto offset = read_offset(glyphs, i + 3, true);
        const ZoneHit hit = offset ? *offset : ZoneHit{i + 3, seconds{0}};
        return ZoneHit{skip_parenthesis(glyphs, hit.end), hit.offset};
    }
    const auto hit = sign_allowed ? read_offset(glyphs, i, false) : std::nullopt;
    if (hit) return ZoneHit{skip_parenthesis(glyphs, hit->end), hit->offset};
    return read_named(glyphs, i);
}

bool is_real(const Date& date) {
    return date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= days_in(date.year, date.month);
}

std::chrono::local_seconds local_now(const FieldContext& context) {
    return std::chrono::local_seconds{(context.now + context.zone.offset_at(context.now)).time_since_epoch()};
}

Date date_of(std::chrono::local_seconds reading) {
    const std::chrono::year_month_day day{std::chrono::floor<days>(reading)};
    return {static_cast<int>(day.year()), static_cast<int>(static_cast<unsigned>(day.month())),
            static_cast<int>(static_cast<unsigned>(day.day()))};
}

constexpr std::chrono::local_seconds last_reading =
    std::chrono::local_days{std::chrono::year{9999} / 12 / 31} + hours(23) + minutes(59) + seconds(59);

std::optional<Timestamp> resolve(const Date& date, const std::optional<TimeOfDay>& time, const FieldContext& context) {
    if (!is_real(date) || date.year < 1900 || date.year > context.last_year || is_unset(date, time))
        return std::nullopt;
    const std::chrono::year_month_day day{std::chrono::year(date.year),
                                          std::chrono::month(static_cast<unsigned>(date.month)),
                                          std::chrono::day(static_cast<unsigned>(date.day))};
    std::chrono::local_seconds reading = std::chrono::local_days(day);
    Timestamp out;
    out.precision = Precision::day;
    if (time) {
        reading += hours(time->hour) + minutes(time->minute) + seconds(time->second);
        out.precision = time->has_second ? Precision::second : Precision::minute;
    }
    const bool named = time && time->offset;
    out.at = named ? sys_seconds{reading.time_since_epoch()} - *time->offset : context.zone.to_utc(reading);
    out.at = std::min(out.at, context.zone.to_utc(last_reading));  // RFC 3339 has no year 10000
    return out;
}

std::optional<Date> newest_day(int month, int day, const FieldContext& context) {
    const Date latest = date_of(local_now(context) + days(1));
    for (int year = latest.year; year > latest.year - 9; --year) {
        const Date date{year, month, day};
        if (!is_real(date)) continue;
        const bool later = year == latest.year && (month > latest.month || (month == latest.month && day > latest.day));
        if (!later) return date;
    }
    return std::nullopt;
}

}  // namespace syndicated::normalise
