// Dates in English words: RFC 822 and 850, asctime, Java's and JavaScript's toString, March 10, 2025.
#include "normalise/time_tokens.hpp"

#include <array>

namespace syndicated::normalise {

namespace {

constexpr auto months =
    std::to_array<std::u32string_view>({U"january", U"february", U"march", U"april", U"may", U"june", U"july",
                                        U"august", U"september", U"october", U"november", U"december"});
constexpr auto weekdays = std::to_array<std::u32string_view>(
    {U"monday", U"tuesday", U"wednesday", U"thursday", U"friday", U"saturday", U"sunday"});

// "mar", "mar.", "sept", "march": the whole word or at least its first three letters, alone.
template <class Words>
std::optional<Number> read_word(const Words& words, const Glyphs& glyphs, std::size_t i) {
    std::size_t end = i;
    while (end < i + 10 && glyphs[end] >= U'a' && glyphs[end] <= U'z') ++end;
    const auto text = glyphs.folded(i, end);
    if (text.size() < 3 || text.size() > 9 || is_latin(glyphs[i - 1])) return std::nullopt;
    for (std::size_t n = 0; n < words.size(); ++n) {
        const bool abbreviated = text.size() <= 5 && words[n].substr(0, text.size()) == text;
        if (words[n] != text && !abbreviated) continue;
        Number out;
        out.end = glyphs[end] == U'.' ? end + 1 : end;
        out.value = static_cast<std::int64_t>(n) + 1;
        return out;
    }
    return std::nullopt;
}

std::size_t skip_joint(const Glyphs& glyphs, std::size_t i) {
    for (std::size_t n = 0; n < 4 && (glyphs[i] == U' ' || glyphs[i] == U',' || glyphs[i] == U'-' || glyphs[i] == U'/');
         ++n)
        ++i;
    return i;
}

std::size_t skip_ordinal(const Glyphs& glyphs, std::size_t i) {
    for (const std::u32string_view ending : {U"st", U"nd", U"rd", U"th"}) {
        if (glyphs.starts_with(i, ending)) return i + 2;
    }
    return i;
}

std::optional<Number> read_day(const Glyphs& glyphs, std::size_t i) {
    auto day = read_number(glyphs, i);
    if (!day || day->chinese || day->digits > 2) return std::nullopt;
    day->end = skip_ordinal(glyphs, day->end);
    return day;
}

std::optional<Number> read_year(const Glyphs& glyphs, std::size_t i, bool two_digits) {
    auto year = read_number(glyphs, i);
    if (!year || year->chinese || !(year->digits == 4 || (two_digits && year->digits == 2))) return std::nullopt;
    if (glyphs[year->end] == U':') return std::nullopt;
    if (year->digits == 2) year->value += year->value < 70 ? 2000 : 1900;
    return year;
}

TimeHit finish(std::size_t begin, std::size_t end, const Date& date, const std::optional<TimeOfDay>& time,
               const FieldContext& context) {
    TimeHit hit;
    hit.begin = begin;
    hit.end = time ? std::max(end, time->end) : end;
    hit.form = TimeForm::english;
    hit.value = resolve(date, time, context);
    return hit;
}

Date make_date(std::int64_t year, std::int64_t month, std::int64_t day) {
    return {static_cast<int>(year), static_cast<int>(month), static_cast<int>(day)};
}

// 10 Mar 2025 04:06:31, 10-Mar-25
std::optional<TimeHit> read_day_first(const Glyphs& glyphs, std::size_t begin, std::size_t i,
                                      const FieldContext& context) {
    const auto day = read_day(glyphs, i);
    if (!day) return std::nullopt;
    const auto month = read_english_month(glyphs, skip_joint(glyphs, day->end));
    if (!month) return std::nullopt;
    const auto year = read_year(glyphs, skip_joint(glyphs, month->end), true);
    if (!year) return std::nullopt;
    return finish(begin, year->end, make_date(year->value, month->value, day->value),
                  read_time_after_date(glyphs, year->end), context);
}

// March 10, 2025 4:06 AM; Mar 10 2025 04:06:31 GMT+0800; Mar 10 04:06:31 CST 2025; Mar 10
std::optional<TimeHit> read_month_first(const Glyphs& glyphs, std::size_t begin, std::size_t i,
                                        const FieldContext& context) {
    const auto month = read_english_month(glyphs, i);
    if (!month) return std::nullopt;
    const auto day = read_day(glyphs, skip_joint(glyphs, month->end));
    if (!day) return std::nullopt;
    if (const auto year = read_year(glyphs, skip_joint(glyphs, day->end), false)) {
        return finish(begin, year->end, make_date(year->value, month->value, day->value),
                      read_time_after_date(glyphs, year->end), context);
    }
    const auto time = read_time_after_date(glyphs, day->end);
    if (time) {
        if (const auto year = read_year(glyphs, skip_joint(glyphs, time->end), false)) {
            return finish(begin, year->end, make_date(year->value, month->value, day->value), time, context);
        }
    }
    const auto newest = newest_day(static_cast<int>(month->value), static_cast<int>(day->value), context);
    if (!newest) return std::nullopt;
    TimeHit hit = finish(begin, day->end, *newest, time, context);
    hit.form = TimeForm::no_year;
    hit.weak = !time;
    return hit;
}

std::optional<Number> read_chinese_month(const Glyphs& glyphs, std::size_t i) {
    auto month = read_number(glyphs, i);
    if (!month || month->value < 1 || month->value > 12) return std::nullopt;
    const std::size_t mark = skip_blanks(glyphs, month->end, 1);
    if (glyphs[mark] != U'月') return std::nullopt;
    month->end = mark + 1;
    return month;
}

// 六月 13, 2025 and 17 6 月, 2025: English order with Chinese months, as translated themes print it.
std::optional<TimeHit> read_mixed_date(const Glyphs& glyphs, std::size_t i, const FieldContext& context) {
    const bool day_first = !read_chinese_month(glyphs, i);
    const auto first = day_first ? read_day(glyphs, i) : std::nullopt;
    if (day_first && !first) return std::nullopt;
    const auto month = read_chinese_month(glyphs, day_first ? skip_joint(glyphs, first->end) : i);
    if (!month) return std::nullopt;
    const auto day = day_first ? first : read_day(glyphs, skip_joint(glyphs, month->end));
    if (!day) return std::nullopt;
    const std::size_t behind = day_first ? month->end : day->end;
    const auto year = read_year(glyphs, skip_joint(glyphs, behind), false);
    if (!year || year->end == behind) return std::nullopt;
    return finish(i, year->end, make_date(year->value, month->value, day->value),
                  read_time_after_date(glyphs, year->end), context);
}

}  // namespace

std::optional<Number> read_english_month(const Glyphs& glyphs, std::size_t i) {
    return read_word(months, glyphs, i);
}

std::optional<Weekday> read_english_weekday(const Glyphs& glyphs, std::size_t i) {
    const bool open = glyphs[i] == U'(' || glyphs[i] == U'[';  // (Tue.)
    const auto day = read_word(weekdays, glyphs, open ? i + 1 : i);
    if (!day) return std::nullopt;
    std::size_t end = day->end;
    if (open && glyphs[end] == U'.') ++end;
    if (open && glyphs[end] != U')' && glyphs[end] != U']') return std::nullopt;
    return Weekday{open ? end + 1 : end, static_cast<int>(day->value)};
}

std::optional<TimeHit> read_english_date(const Glyphs& glyphs, std::size_t i, const FieldContext& context) {
    std::size_t start = i;
    if (const auto weekday = read_english_weekday(glyphs, i)) start = skip_joint(glyphs, weekday->end);
    if (auto hit = read_mixed_date(glyphs, i, context)) return hit;
    if (auto hit = read_day_first(glyphs, i, start, context)) return hit;
    return read_month_first(glyphs, i, start, context);
}

}  // namespace syndicated::normalise
