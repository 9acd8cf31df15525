// Times of day, weekdays and what stands between them and a date.
#include "normalise/time_tokens.hpp"

#include <array>

namespace syndicated::normalise {

namespace {

enum class DayPart { none, night, morning, noon, afternoon, evening };

struct DayPartRow {
    std::u32string_view word;
    DayPart part;
};
// The longer word first.
constexpr auto day_parts = std::to_array<DayPartRow>(
    {{U"凌晨", DayPart::night},     {U"清晨", DayPart::night},     {U"清早", DayPart::night},
     {U"早晨", DayPart::night},     {U"早上", DayPart::night},     {U"早间", DayPart::night},
     {U"上午", DayPart::morning},   {U"中午", DayPart::noon},      {U"正午", DayPart::noon},
     {U"午间", DayPart::noon},      {U"下午", DayPart::afternoon}, {U"午后", DayPart::afternoon},
     {U"傍晚", DayPart::afternoon}, {U"晚上", DayPart::evening},   {U"晚间", DayPart::evening},
     {U"夜间", DayPart::evening},   {U"深夜", DayPart::evening},   {U"夜里", DayPart::evening},
     {U"午夜", DayPart::evening},   {U"a.m.", DayPart::morning},   {U"p.m.", DayPart::afternoon},
     {U"am", DayPart::morning},     {U"pm", DayPart::afternoon},   {U"早", DayPart::night},
     {U"晚", DayPart::evening},     {U"晨", DayPart::night}});

struct PartHit {
    std::size_t end = 0;
    DayPart part = DayPart::none;
};

PartHit read_part(const Glyphs& glyphs, std::size_t i) {
    for (const auto& row : day_parts) {
        if (!glyphs.starts_with(i, row.word)) continue;
        const std::size_t end = i + row.word.size();
        if (is_latin(row.word[0]) && (is_latin(glyphs[end]) || is_latin(glyphs[i - 1]))) continue;
        return {end, row.part};
    }
    if (glyphs[i] == U'夜') return {i + 1, DayPart::evening};
    return {i, DayPart::none};
}

// 下午3点 is 15:00, 下午15:00 stays; 凌晨12:30 is 00:30; 晚上12点 is the day's end.
int apply(DayPart part, int hour) {
    switch (part) {
        case DayPart::night:
        case DayPart::morning: return hour == 12 ? 0 : hour;
        case DayPart::noon: return hour < 4 ? hour + 12 : hour;
        case DayPart::afternoon: return hour < 12 ? hour + 12 : hour;
        case DayPart::evening: return hour >= 5 && hour < 12 ? hour + 12 : (hour == 12 ? 24 : hour);
        case DayPart::none: return hour;
    }
    return hour;
}

bool is_dot(char32_t c) {
    return c == U':' || c == U'.';
}

struct Digits {
    int value = 0;
    std::size_t end = 0;
};

// Two digits; `loose`: or one, as some CMSs write behind a date (8:5:3).
std::optional<Digits> two_digits(const Glyphs& glyphs, std::size_t i, bool loose) {
    if (!is_digit(glyphs[i])) return std::nullopt;
    const int first = static_cast<int>(glyphs[i] - U'0');
    if (!is_digit(glyphs[i + 1])) return loose ? std::optional(Digits{first, i + 1}) : std::nullopt;
    if (is_digit(glyphs[i + 2])) return std::nullopt;
    return Digits{first * 10 + static_cast<int>(glyphs[i + 1] - U'0'), i + 2};
}

// 04:06, 4:06:31.250
std::optional<TimeOfDay> read_colons(const Glyphs& glyphs, const Number& hour, bool loose) {
    std::size_t i = skip_blanks(glyphs, hour.end, 1);
    if (glyphs[i] != U':' || hour.chinese || hour.digits > 2) return std::nullopt;
    i = skip_blanks(glyphs, i + 1, 1);
    const auto minute = two_digits(glyphs, i, loose);
    if (!minute) return std::nullopt;
    TimeOfDay out;
    out.hour = static_cast<int>(hour.value);
    out.minute = minute->value;
    out.end = minute->end;
    const std::size_t colon = skip_blanks(glyphs, out.end, 1);
    if (glyphs[colon] != U':') return out;
    const auto second = two_digits(glyphs, skip_blanks(glyphs, colon + 1, 1), loose);
    if (!second) return out;
    out.second = second->value;
    out.has_second = true;
    out.end = second->end;
    if (is_dot(glyphs[out.end]) && is_digit(glyphs[out.end + 1])) {  // fractions are read over
        ++out.end;
        while (is_digit(glyphs[out.end])) ++out.end;
    }
    return out;
}

// 4点, 4时6分31秒, 4点半, 十五时, 二十一时零六分
std::optional<TimeOfDay> read_words(const Glyphs& glyphs, const Number& hour) {
    std::size_t i = skip_blanks(glyphs, hour.end, 2);
    const bool spoken = glyphs[i] == U'点';
    if ((glyphs[i] != U'时' && !spoken) || hour.digits > 3) return std::nullopt;
    if (glyphs.starts_with(i, U"时报") || glyphs.starts_with(i, U"点击") || glyphs.starts_with(i, U"时间"))
        return std::nullopt;
    TimeOfDay out;
    out.hour = static_cast<int>(hour.value);
    out.end = ++i;
    if (spoken && glyphs[i] == U'钟') out.end = ++i;
    if (glyphs[i] == U'整') return out.end = i + 1, out;
    if (glyphs[i] == U'半') return out.minute = 30, out.end = i + 1, out;
    if (glyphs[i] == U'许') return out.end = i + 1, out;
    if (glyphs.starts_with(i, U"左右")) return out.end = i + 2, out;
    i = skip_blanks(glyphs, i, 2);
    if (glyphs[i] == U'过') i = skip_blanks(glyphs, i + 1, 1);
    const auto minute = read_number(glyphs, i);
    if (!minute || minute->value > 99) return out;
    const std::size_t unit = skip_blanks(glyphs, minute->end, 2);
    if (glyphs[unit] == U'刻' && minute->value >= 1 && minute->value <= 3) {
        return out.minute = static_cast<int>(minute->value) * 15, out.end = unit + 1, out;
    }
    const bool bare = spoken && minute->chinese && minute->digits >= 2 && minute->value < 60;  // 三点二十
    if (glyphs[unit] != U'分' && !bare) return out;
    out.minute = static_cast<int>(minute->value);
    out.end = glyphs[unit] == U'分' ? unit + 1 : minute->end;
    const auto second = read_number(glyphs, skip_blanks(glyphs, out.end, 2));
    const std::size_t mark = second ? skip_blanks(glyphs, second->end, 2) : 0;
    if (second && second->value <= 99 && glyphs[mark] == U'秒') {
        out.second = static_cast<int>(second->value);
        out.has_second = true;
        out.end = mark + 1;
    }
    return out;
}

bool is_time(TimeOfDay& time) {
    if (time.hour == 24) return time.minute == 0 && time.second == 0;
    if (time.second == 60) time.second = 59;  // a leap second
    return time.hour < 24 && time.minute < 60 && time.second < 60;
}

bool is_between(char32_t c) {
    return c == U' ' || c == U'\n' || c == U',' || c == U'|' || c == U'\u00B7' || c == U'@' || c == U'\u2014' ||
           c == U'_';
}

// Blanks and marks that part a date from its time; "-" and "/" only straight before digits.
std::size_t skip_between(const Glyphs& glyphs, std::size_t i) {
    int marks = 0;
    int lines = 0;
    for (std::size_t n = 0; n < 16; ++n, ++i) {
        const char32_t c = glyphs[i];
        if (c == U'\n' && ++lines > 1) break;
        if ((c == U'-' || c == U'/') && is_digit(glyphs[skip_blanks(glyphs, i + 1, 2)]) && marks++ == 0) continue;
        if (!is_between(c) || (c != U' ' && c != U'\n' && marks++ > 1)) break;
    }
    if (glyphs.starts_with(i, U"at ")) return i + 3;
    if (glyphs[i] == U't' && is_digit(glyphs[i + 1])) return i + 1;
    return i;
}

// 2025年6月13日（农历五月十八）上午8时: over the other calendar's day.
std::size_t skip_lunar(const Glyphs& glyphs, std::size_t i) {
    if (glyphs[i] != U'(' || (!glyphs.starts_with(i + 1, U"农历") && !glyphs.starts_with(i + 1, U"阴历"))) return i;
    std::size_t end = i + 3;
    while (end < i + 16 && glyphs[end] != U')') ++end;
    return glyphs[end] == U')' ? skip_between(glyphs, end + 1) : i;
}

}  // namespace

std::optional<TimeOfDay> read_time_of_day(const Glyphs& glyphs, std::size_t i, bool zone_sign, bool loose) {
    std::optional<std::chrono::seconds> offset;
    // 北京时间16时30分, HKT 16:30
    if (const auto zone = is_han(glyphs[i]) || is_latin(glyphs[i]) ? read_zone(glyphs, i, false) : std::nullopt) {
        offset = zone->offset;
        i = skip_blanks(glyphs, zone->end, 4);
    }
    const PartHit before = read_part(glyphs, i);
    const std::size_t start = skip_blanks(glyphs, before.end, 4);
    const auto hour = read_number(glyphs, start);
    if (!hour || hour->value > 99) return std::nullopt;
    auto time = read_colons(glyphs, *hour, loose);
    if (!time) time = read_words(glyphs, *hour);
    if (!time) return std::nullopt;
    DayPart part = before.part;
    if (part == DayPart::none) {
        const PartHit after = read_part(glyphs, skip_blanks(glyphs, time->end, 2));
        const bool spoken = after.part == DayPart::morning || after.part == DayPart::afternoon;
        if (spoken) part = after.part, time->end = after.end;
    }
    time->hour = apply(part, time->hour);
    if (!is_time(*time)) return std::nullopt;
    time->offset = offset;
    const std::size_t mark = skip_blanks(glyphs, time->end, 2);
    if (const auto zone = read_zone(glyphs, mark, zone_sign || time->has_second || glyphs[mark] == U'+')) {
        time->offset = zone->offset;
        time->end = zone->end;
    }
    return time;
}

std::optional<TimeOfDay> read_time_after_date(const Glyphs& glyphs, std::size_t i) {
    const bool iso = glyphs[i] == U't';
    i = skip_lunar(glyphs, skip_between(glyphs, i));
    if (const auto weekday = read_weekday(glyphs, i))
        i = skip_between(glyphs, weekday->end);
    else if (const auto english = read_english_weekday(glyphs, i))
        i = skip_between(glyphs, english->end);
    if (auto time = read_time_of_day(glyphs, i, iso, true)) return time;
    const auto packed = iso ? read_number(glyphs, i) : std::nullopt;  // ISO 8601 basic: T040631
    if (!packed || packed->chinese || (packed->digits != 6 && packed->digits != 4)) return std::nullopt;
    const auto value = static_cast<int>(packed->digits == 6 ? packed->value : packed->value * 100);
    TimeOfDay time{packed->end, value / 10000, value / 100 % 100, value % 100, packed->digits == 6, std::nullopt};
    if (!is_time(time)) return std::nullopt;
    if (const auto zone = read_zone(glyphs, time.end, true)) time.offset = zone->offset, time.end = zone->end;
    return time;
}

std::optional<Weekday> read_weekday(const Glyphs& glyphs, std::size_t i) {
    const bool open = glyphs[i] == U'(' || glyphs[i] == U'[';
    if (open) ++i;
    std::size_t name = 0;
    for (const std::u32string_view word : {U"星期", U"礼拜", U"周"}) {
        if (name == 0 && glyphs.starts_with(i, word)) name = word.size();
    }
    if (name == 0 && !open) return std::nullopt;
    constexpr std::u32string_view days = U"一二三四五六日天";
    const std::size_t at = days.find(glyphs[i + name]);
    if (at == std::u32string_view::npos) return std::nullopt;
    const std::size_t end = i + name + 1;
    const bool closed = glyphs[end] == U')' || glyphs[end] == U']';
    if (open && !closed) return std::nullopt;
    return Weekday{open ? end + 1 : end, at >= 6 ? 7 : static_cast<int>(at) + 1};
}

}  // namespace syndicated::normalise
