// Dates and times in folded text (NORMALISE.md, section 3.2): the parts they are put together from. Each reader takes
// what begins at glyph i and gives where it ends; each looks a bounded way ahead. Pure; any thread.
#pragma once

#include "normalise/char_set.hpp"
#include "normalise/glyphs.hpp"

#include "syndicated/normalise/fields.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

enum class TimeForm : std::uint8_t {
    absolute,        // 2025-03-10, 2025年3月10日, 二〇二五年三月十日
    compact,         // 20250310040631
    epoch,           // 1739845230
    english,         // RFC 822 and 850, asctime, March 10, 2025
    minguo,          // 民國114年3月10日
    two_digit_year,  // 25-03-10
    no_year,         // 10月11日, 03-10 04:06
    year_word,       // 去年3月10日
    relative,        // 2小时前
    day_word,        // 昨晚20:15
    weekday,         // 上周五 10:00
    clock            // 04:06
};

struct TimeHit {
    std::size_t begin = 0, end = 0;  // glyphs
    TimeForm form = TimeForm::absolute;
    std::optional<Timestamp> value;  // none: no such day, or an unset database field
    bool weak = false;               // means a time only after a label or as the whole value
};

// Every date or time in the text, in order, none inside another.
[[nodiscard]] std::vector<TimeHit> find_times(const Glyphs& glyphs, const FieldContext& context);
// The fragment, each time that its markup states more exactly (datetime, title) put in the place of its text.
[[nodiscard]] std::string with_stated_times(std::string_view fragment, const FieldContext& context);
// The rule's name for a hit, with the reference that relative ones count from.
[[nodiscard]] std::string time_rule(const TimeHit& hit, const FieldContext& context);

struct Number {
    std::size_t end = 0;
    std::int64_t value = 0;
    int digits = 0;  // ASCII digits, or characters of a Chinese number
    bool chinese = false;
    bool positional = false;  // 二〇二五, not 二十五
};
// ASCII digits (at most 18) or a Chinese number below 10,000.
[[nodiscard]] std::optional<Number> read_number(const Glyphs& glyphs, std::size_t i);
[[nodiscard]] bool is_chinese_digit(char32_t c);

struct Date {
    int year = 0, month = 0, day = 0;
};
[[nodiscard]] bool is_real(const Date& date);

struct TimeOfDay {
    std::size_t end = 0;
    int hour = 0, minute = 0, second = 0;
    bool has_second = false;
    std::optional<std::chrono::seconds> offset;  // from UTC, when the text names one
};

// A time of day at i, with day parts (下午), AM or PM on either side and a zone behind it. What is no time (24:01)
// gives nothing. `zone_sign`: "-05:00" behind a time without seconds is an offset, not a range's end.
// `loose`: minutes may have one digit.
[[nodiscard]] std::optional<TimeOfDay> read_time_of_day(const Glyphs& glyphs, std::size_t i, bool zone_sign,
                                                        bool loose = false);
// The same behind a date: over blanks, a weekday, T, commas and bars.
[[nodiscard]] std::optional<TimeOfDay> read_time_after_date(const Glyphs& glyphs, std::size_t i);
// 星期一, 周一, (一): where it ends and its number (1 is Monday).
struct Weekday {
    std::size_t end = 0;
    int number = 0;
};
[[nodiscard]] std::optional<Weekday> read_weekday(const Glyphs& glyphs, std::size_t i);
[[nodiscard]] std::optional<Weekday> read_english_weekday(const Glyphs& glyphs, std::size_t i);
[[nodiscard]] std::optional<Number> read_english_month(const Glyphs& glyphs, std::size_t i);
// +0800, Z, GMT+8, CST, (中国标准时间): the zone at i.
struct ZoneHit {
    std::size_t end = 0;
    std::chrono::seconds offset{};
};
// What zones' names begin with: most characters of a page do not.
extern const CharSet zone_beginnings;
[[nodiscard]] std::optional<ZoneHit> read_zone(const Glyphs& glyphs, std::size_t i, bool sign_allowed);

// nothing: no such day, or what databases and CMSs write for "not set".
[[nodiscard]] std::optional<Timestamp> resolve(const Date& date, const std::optional<TimeOfDay>& time,
                                               const FieldContext& context);
// The newest such day that is not later than the reference and a day; 29 February: the newest real one.
[[nodiscard]] std::optional<Date> newest_day(int month, int day, const FieldContext& context);
[[nodiscard]] std::chrono::local_seconds local_now(const FieldContext& context);
[[nodiscard]] Date date_of(std::chrono::local_seconds reading);

// One form each; the hit's begin is i.
[[nodiscard]] std::optional<TimeHit> read_digit_date(const Glyphs& glyphs, std::size_t i, const FieldContext& context);
[[nodiscard]] std::optional<TimeHit> read_english_date(const Glyphs& glyphs, std::size_t i,
                                                       const FieldContext& context);
[[nodiscard]] std::optional<TimeHit> read_relative(const Glyphs& glyphs, std::size_t i, const FieldContext& context);

}  // namespace syndicated::normalise
