// Times that count from the reference: 2小时前, 昨晚20:15, 上周五 10:00, 去年3月10日, 04:06. In local days of the
// site's zone; calendar months and years keep inside the month (31 March less a month is 28 February).
#include "normalise/time_tokens.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

using std::chrono::days;
using std::chrono::seconds;

enum class Unit { second, minute, quarter, hour, day, week, month, year };

struct UnitRow {
    std::u32string_view word;
    Unit unit;
};
// The longer word first.
constexpr auto units = std::to_array<UnitRow>(
    {{U"刻钟", Unit::quarter}, {U"秒钟", Unit::second}, {U"秒", Unit::second},      {U"分钟", Unit::minute},
     {U"分", Unit::minute},    {U"小时", Unit::hour},   {U"钟头", Unit::hour},      {U"星期", Unit::week},
     {U"礼拜", Unit::week},    {U"周", Unit::week},     {U"天", Unit::day},         {U"日", Unit::day},
     {U"月", Unit::month},     {U"年", Unit::year},     {U"seconds", Unit::second}, {U"second", Unit::second},
     {U"secs", Unit::second},  {U"sec", Unit::second},  {U"minutes", Unit::minute}, {U"minute", Unit::minute},
     {U"mins", Unit::minute},  {U"min", Unit::minute},  {U"hours", Unit::hour},     {U"hour", Unit::hour},
     {U"hrs", Unit::hour},     {U"hr", Unit::hour},     {U"days", Unit::day},       {U"day", Unit::day},
     {U"weeks", Unit::week},   {U"week", Unit::week},   {U"months", Unit::month},   {U"month", Unit::month},
     {U"years", Unit::year},   {U"year", Unit::year}});

struct Span {
    std::int64_t seconds = 0, days = 0, months = 0;
    bool fine = true;     // has seconds only
    bool coarse = false;  // has days or more
};

void add(Span& span, Unit unit, std::int64_t halves) {
    switch (unit) {
        case Unit::second: span.seconds += halves / 2; break;
        case Unit::minute: span.seconds += halves * 30; break;
        case Unit::quarter: span.seconds += halves * 450; break;
        case Unit::hour: span.seconds += halves * 1800; break;
        case Unit::day: halves % 2 == 0 ? span.days += halves / 2 : span.seconds += halves * 43200; break;
        case Unit::week: span.days += halves * 7 / 2; break;
        case Unit::month: span.months += halves / 2, span.days += halves % 2 * 15; break;
        case Unit::year: span.months += halves * 6; break;
    }
    span.fine = span.fine && unit == Unit::second;
    span.coarse = span.coarse || unit > Unit::day || (unit == Unit::day && halves % 2 == 0);
}

class Relative {
public:
    Relative(const Glyphs& glyphs, std::size_t begin, const FieldContext& context)
        : glyphs_(glyphs), begin_(begin), context_(context) {}

    std::optional<TimeHit> read() {
        if (auto hit = read_ago()) return hit;
        if (is_digit(glyphs_[begin_]) || is_chinese_digit(glyphs_[begin_])) return read_clock();  // no word begins so
        if (auto hit = read_just_now()) return hit;
        if (auto hit = read_day_word()) return hit;
        if (auto hit = read_weekday_form()) return hit;
        if (auto hit = read_year_word()) return hit;
        return read_clock();
    }

private:
    [[nodiscard]] std::chrono::local_seconds now() const { return local_now(context_); }

    TimeHit make(std::size_t end, TimeForm form, std::optional<Timestamp> value) const {
        TimeHit hit;
        hit.begin = begin_;
        hit.end = end;
        hit.form = form;
        hit.value = value;
        return hit;
    }

    [[nodiscard]] std::optional<TimeHit> read_just_now() const {
        for (const std::u32string_view word : {U"刚刚", U"刚才", U"just now"}) {
            if (!glyphs_.starts_with(begin_, word)) continue;
            return make(begin_ + word.size(), TimeForm::relative, Timestamp{context_.now, Precision::minute});
        }
        return std::nullopt;
    }

    // Twice the number before a unit: 半 is 1, 1.5 is 3, "an" is 2.
    [[nodiscard]] std::optional<std::int64_t> read_halves(std::size_t& i) const {
        if (glyphs_[i] == U'半') return ++i, 1;
        for (const std::u32string_view one : {U"an ", U"a "}) {
            if (glyphs_.starts_with(i, one) && !is_latin(glyphs_[i - 1])) return i += one.size(), 2;
        }
        const auto number = read_number(glyphs_, i);
        if (!number || number->value > 100000) return std::nullopt;
        i = number->end;
        if (!number->chinese && glyphs_[i] == U'.' && glyphs_[i + 1] == U'5' && !is_digit(glyphs_[i + 2])) {
            return i += 2, number->value * 2 + 1;
        }
        return number->value * 2;
    }

    [[nodiscard]] std::optional<Unit> read_unit(std::size_t& i) const {
        for (const auto& row : units) {
            if (!glyphs_.starts_with(i, row.word)) continue;
            const std::size_t end = i + row.word.size();
            if (is_latin(row.word[0]) && is_latin(glyphs_[end])) continue;
            return i = end, row.unit;
        }
        return std::nullopt;
    }

    // 2小时15分钟前, 一个半小时前, an hour ago
    [[nodiscard]] std::optional<TimeHit> read_ago() const {
        if (is_digit(glyphs_[begin_ - 1]) || (glyphs_[begin_ - 1] == U'.' && is_digit(glyphs_[begin_ - 2])))
            return std::nullopt;
        Span span;
        std::size_t i = begin_;
        int parts = 0;
        for (; parts < 4; ++parts) {
            std::size_t at = skip_blanks(glyphs_, i, 2);
            auto halves = read_halves(at);
            if (!halves) break;
            at = skip_blanks(glyphs_, at, 2);
            if (glyphs_[at] == U'个') at = skip_blanks(glyphs_, at + 1, 2);
            if (glyphs_[at] == U'半') at = skip_blanks(glyphs_, at + 1, 2), ++*halves;
            const auto unit = read_unit(at);
            if (!unit) break;
            if (glyphs_[at] == U'半' && !is_chinese_digit(glyphs_[at + 1])) ++at, ++*halves;
            add(span, *unit, *halves);
            i = at;
        }
        if (parts == 0) return std::nullopt;
        i = skip_blanks(glyphs_, i, 2);
        for (const std::u32string_view word : {U"以前", U"之前", U"前", U"ago"}) {
            if (glyphs_.starts_with(i, word)) return make(i + word.size(), TimeForm::relative, before_now(span));
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<Timestamp> before_now(const Span& span) const {
        if (!span.coarse)
            return Timestamp{context_.now - seconds(span.seconds), span.fine ? Precision::second : Precision::minute};
        const Date today = date_of(now() - seconds(span.seconds));
        const std::int64_t month = static_cast<std::int64_t>(today.year) * 12 + today.month - 1 - span.months;
        if (month < 1901 * 12) return std::nullopt;
        Date date{static_cast<int>(month / 12), static_cast<int>(month % 12) + 1, today.day};
        while (!is_real(date)) --date.day;
        return resolve(date_of(local_midnight(date) - days(span.days)), std::nullopt, context_);
    }

    [[nodiscard]] static std::chrono::local_seconds local_midnight(const Date& date) {
        return std::chrono::local_days(std::chrono::year_month_day{
            std::chrono::year(date.year), std::chrono::month(static_cast<unsigned>(date.month)),
            std::chrono::day(static_cast<unsigned>(date.day))});
    }

    // 今天, 昨晚20:15, 大前天, yesterday at 10:30
    [[nodiscard]] std::optional<TimeHit> read_day_word() const {
        struct Row {
            std::u32string_view word;
            int back;
            bool needs_part;  // 昨晚: the part of the day belongs to the time
        };
        constexpr auto rows = std::to_array<Row>({{U"大前天", 3, false},
                                                  {U"前天", 2, false},
                                                  {U"前日", 2, false},
                                                  {U"前晚", 2, true},
                                                  {U"昨天", 1, false},
                                                  {U"昨日", 1, false},
                                                  {U"昨晚", 1, true},
                                                  {U"昨夜", 1, true},
                                                  {U"昨晨", 1, true},
                                                  {U"昨早", 1, true},
                                                  {U"今天", 0, false},
                                                  {U"今日", 0, false},
                                                  {U"今晨", 0, true},
                                                  {U"今早", 0, true},
                                                  {U"今晚", 0, true},
                                                  {U"yesterday", 1, false},
                                                  {U"today", 0, false}});
        for (const auto& row : rows) {
            if (!glyphs_.starts_with(begin_, row.word) || is_latin(glyphs_[begin_ - 1])) continue;
            const std::size_t end = begin_ + row.word.size();
            if (glyphs_[end] == U'是' || (is_latin(row.word[0]) && is_latin(glyphs_[end]))) continue;
            const auto time =
                row.needs_part ? read_time_of_day(glyphs_, end - 1, false) : read_time_after_date(glyphs_, end);
            const auto value = resolve(date_of(now() - days(row.back)), time, context_);
            auto hit = make(time ? time->end : end, TimeForm::day_word, value);
            hit.weak = !time && is_han(glyphs_[end]);  // 今日头条
            return hit;
        }
        return std::nullopt;
    }

    // 周三 15:00 is the latest that is past; 上周五 is in the week before this one.
    [[nodiscard]] std::optional<TimeHit> read_weekday_form() const {
        std::size_t i = begin_;
        int weeks = 0;
        while (glyphs_[i] == U'上' && weeks < 3) ++weeks, ++i;
        const bool this_week = weeks == 0 && (glyphs_[i] == U'本' || glyphs_[i] == U'这');
        if (this_week) ++i;
        if ((weeks > 0 || this_week) && glyphs_[i] == U'个') ++i;
        const bool bracket = glyphs_[i] == U'(' || glyphs_[i] == U'[';
        auto weekday = bracket ? std::nullopt : read_weekday(glyphs_, i);
        if (!weekday && i == begin_) weekday = read_english_weekday(glyphs_, i);
        if (!weekday) return std::nullopt;
        const auto time = read_time_after_date(glyphs_, weekday->end);
        const auto today = std::chrono::floor<days>(now());
        const int number = static_cast<int>(std::chrono::weekday(today).iso_encoding());
        const auto monday = today - days(number - 1);
        auto day = monday + days(weekday->number - 1 - weeks * 7);
        auto value = resolve(date_of(day), time, context_);
        if (weeks == 0 && !this_week && value && value->at > context_.now) {
            value = resolve(date_of(day - days(7)), time, context_);
        }
        if (this_week && value && value->at > context_.now + days(1)) value.reset();
        auto hit = make(time ? time->end : weekday->end, TimeForm::weekday, value);
        hit.weak = !time;
        return hit;
    }

    // 去年3月10日, 今年三月十日, 本月10日, 上月10日
    [[nodiscard]] std::optional<TimeHit> read_year_word() const {
        struct Row {
            std::u32string_view word;
            int years, months;
        };
        constexpr auto rows = std::to_array<Row>({{U"今年", 0, -1},
                                                  {U"去年", 1, -1},
                                                  {U"前年", 2, -1},
                                                  {U"本月", 0, 0},
                                                  {U"当月", 0, 0},
                                                  {U"上月", 0, 1},
                                                  {U"上个月", 0, 1}});
        for (const auto& row : rows) {
            if (!glyphs_.starts_with(begin_, row.word)) continue;
            Date date = date_of(now());
            std::size_t i = skip_blanks(glyphs_, begin_ + row.word.size(), 2);
            auto number = read_number(glyphs_, i);
            if (!number || number->value > 31) return std::nullopt;
            date.year -= row.years;
            if (row.months < 0) {
                i = skip_blanks(glyphs_, number->end, 2);
                date.month = static_cast<int>(number->value);
                number = glyphs_[i] == U'月' ? read_number(glyphs_, skip_blanks(glyphs_, i + 1, 2)) : std::nullopt;
                if (!number || number->value > 31) return std::nullopt;
            } else if (row.months == 1) {
                date = date.month == 1 ? Date{date.year - 1, 12, 1} : Date{date.year, date.month - 1, 1};
            }
            date.day = static_cast<int>(number->value);
            const std::size_t mark = skip_blanks(glyphs_, number->end, 2);
            if (glyphs_[mark] != U'日' && glyphs_[mark] != U'号') return std::nullopt;
            const auto time = read_time_after_date(glyphs_, mark + 1);
            return make(time ? time->end : mark + 1, TimeForm::year_word, resolve(date, time, context_));
        }
        return std::nullopt;
    }

    // A time alone is today's, or yesterday's when today's is still to come.
    [[nodiscard]] std::optional<TimeHit> read_clock() const {
        const char32_t before = glyphs_[begin_ - 1];
        if (is_letter(before) ||
            ((before == U':' || before == U'.' || before == U'-') && is_digit(glyphs_[begin_ - 2]))) {
            if (!is_han(before)) return std::nullopt;
        }
        const auto time = read_time_of_day(glyphs_, begin_, false);
        // 3:10 is a score as well
        const bool score = is_digit(glyphs_[begin_]) && glyphs_[begin_ + 1] == U':' && time && time->end == begin_ + 4;
        if (!time || score) return std::nullopt;
        auto value = resolve(date_of(now()), time, context_);
        if (value && value->at > context_.now) value = resolve(date_of(now() - days(1)), time, context_);
        auto hit = make(time->end, TimeForm::clock, value);
        hit.weak = true;
        return hit;
    }

    const Glyphs& glyphs_;
    std::size_t begin_;
    const FieldContext& context_;
};

}  // namespace

std::optional<TimeHit> read_relative(const Glyphs& glyphs, std::size_t i, const FieldContext& context) {
    return Relative(glyphs, i, context).read();
}

}  // namespace syndicated::normalise
