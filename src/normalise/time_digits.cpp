// Dates in digits and 年月日: with a year, with two digits of it, by 民國, packed, as seconds since 1970, without a
// year.
#include "normalise/time_tokens.hpp"

#include <algorithm>

namespace syndicated::normalise {

namespace {

constexpr std::size_t most_blanks = 4;

// Reads one date from `begin`; every reader gives nothing when the digits are not its form.
class DigitDate {
public:
    DigitDate(const Glyphs& glyphs, std::size_t begin, const FieldContext& context)
        : glyphs_(glyphs), begin_(begin), context_(context) {}

    std::optional<TimeHit> read() {
        if (glyphs_.starts_with(begin_, U"中华民国")) return read_minguo(begin_ + 4);
        if (glyphs_.starts_with(begin_, U"民国")) return read_minguo(begin_ + 2);
        if (!may_begin()) return std::nullopt;
        const auto number = read_number(glyphs_, begin_);
        if (!number) return std::nullopt;
        if (number->digits == 4 && (!number->chinese || number->positional))
            return read_year(*number, 0, TimeForm::absolute);
        if (number->chinese) return read_month_day(*number);
        switch (number->digits) {
            case 1:
            case 2: return read_short(*number);
            case 3: return read_bare_minguo(*number);
            case 8:
            case 12:
            case 14: return read_compact(*number);
            case 10:
            case 13:
            case 16: return read_epoch(*number);
            default: return std::nullopt;
        }
    }

private:
    // Not inside a number, a word, an amount, a version or a telephone number.
    [[nodiscard]] bool may_begin() const {
        const char32_t before = glyphs_[begin_ - 1];
        if (is_digit(before) || is_latin(before) || before == U'$' || before == U'\u00A5' || before == U'\uFFE5')
            return false;
        if ((before == U'.' || before == U'-' || before == U'/' || before == U':' || before == U',') &&
            is_digit(glyphs_[begin_ - 2])) {
            return false;
        }
        return !(is_chinese_digit(before) && is_chinese_digit(glyphs_[begin_]));
    }

    [[nodiscard]] bool follows_word(std::u32string_view word) const {
        std::size_t at = begin_;
        while (at > 0 && begin_ - at < most_blanks && glyphs_[at - 1] == U' ') --at;
        return at >= word.size() && glyphs_.starts_with(at - word.size(), word);
    }

    // Separators of one date agree: 年月日, or twice the same mark.
    char32_t separator(std::size_t& i) const {
        const std::size_t at = skip_blanks(glyphs_, i, most_blanks);
        const char32_t c = glyphs_[at];
        if (c != U'年' && c != U'-' && c != U'/' && c != U'.' && c != U'月') return 0;
        i = skip_blanks(glyphs_, at + 1, most_blanks);
        return c;
    }

    // A date of marks is none when it goes on as versions, addresses and telephone numbers do.
    [[nodiscard]] bool goes_on(std::size_t end) const {
        const char32_t c = glyphs_[end];
        if ((c == U'.' || c == U'-' || c == U'/') && is_digit(glyphs_[end + 1])) {
            return !read_time_of_day(glyphs_, end + 1, false);
        }
        const bool iso = (c == U't' && is_digit(glyphs_[end + 1])) || (c == U'z' && !is_letter(glyphs_[end + 1]));
        return is_latin(c) && !iso && !glyphs_.starts_with(end, U"am") && !glyphs_.starts_with(end, U"pm");
    }

    // At most two digits, or the first two when a time is glued to them: 2025-03-1004:06:31.
    [[nodiscard]] std::optional<Number> small_number(std::size_t i) const {
        auto number = read_number(glyphs_, i);
        if (!number) return std::nullopt;
        if (number->chinese) return number->value < 100 && number->digits <= 3 ? number : std::nullopt;
        if (number->digits == 4 && glyphs_[number->end] == U':') {
            number->digits = 2;
            number->end = i + 2;
            number->value /= 100;
        }
        return number->digits <= 2 ? number : std::nullopt;
    }

    [[nodiscard]] std::size_t after_day_mark(std::size_t i) const {
        const std::size_t at = skip_blanks(glyphs_, i, most_blanks);
        return glyphs_[at] == U'日' || glyphs_[at] == U'号' ? at + 1 : i;
    }

    [[nodiscard]] TimeHit make(std::size_t end, TimeForm form, std::int64_t year, std::int64_t month,
                               std::int64_t day) const {
        const Date date{static_cast<int>(year), static_cast<int>(month), static_cast<int>(day)};
        const auto time = read_time_after_date(glyphs_, end);
        TimeHit hit;
        hit.begin = begin_;
        hit.end = time ? time->end : end;
        hit.form = form;
        hit.value = resolve(date, time, context_);
        return hit;
    }

    [[nodiscard]] bool has_time(const TimeHit& hit) const {
        return hit.value && hit.value->precision != Precision::day;
    }

    // The year's number is read; what follows must be month and day.
    [[nodiscard]] std::optional<TimeHit> read_year(const Number& year, int base, TimeForm form) const {
        std::size_t i = year.end;
        const char32_t first = separator(i);
        if (first == 0 || first == U'月' || (year.chinese && first != U'年')) return std::nullopt;
        const auto month = small_number(i);
        if (!month) return std::nullopt;
        i = month->end;
        const char32_t second = separator(i);
        if (second != (first == U'年' ? U'月' : first)) return std::nullopt;
        const auto day = small_number(i);
        if (!day) return std::nullopt;
        const std::size_t end = after_day_mark(day->end);
        const bool marked = end != day->end;
        if (first == U'年' && !marked && is_han(glyphs_[end]) && !read_time_of_day(glyphs_, end, false))
            return std::nullopt;
        if (first != U'年' && !marked && goes_on(end)) return std::nullopt;
        if (first == U'.' && (follows_word(U"版本") || follows_word(U"版") || follows_word(U"version")))
            return std::nullopt;
        return make(end, form, year.value + base, month->value, day->value);
    }

    [[nodiscard]] std::optional<TimeHit> read_minguo(std::size_t i) const {
        const auto year = read_number(glyphs_, skip_blanks(glyphs_, i, most_blanks));
        if (!year || year->value < 1 || year->value > 250) return std::nullopt;
        return read_year(*year, 1911, TimeForm::minguo);
    }

    [[nodiscard]] std::optional<TimeHit> read_bare_minguo(const Number& year) const {
        if (year.value < 100 || year.value > 150) return std::nullopt;
        auto hit = read_year(year, 1911, TimeForm::minguo);
        if (hit && (!hit->value || glyphs_[year.end] != U'年')) hit->weak = true;
        return hit;
    }

    // One or two digits: a month, or a year's last two, or the month of 3/10/2025.
    [[nodiscard]] std::optional<TimeHit> read_short(const Number& first) const {
        std::size_t i = first.end;
        const char32_t mark = separator(i);
        if (mark == U'月') return read_month_day(first);
        const auto second = mark == 0 ? std::nullopt : small_number(i);
        if (!second || second->chinese) return std::nullopt;
        i = second->end;
        const char32_t again = separator(i);
        const auto third = again == 0 ? std::nullopt : read_number(glyphs_, i);
        if (mark == U'年') {
            return first.digits == 2 && again == U'月' ? read_two_digit_year(first) : std::nullopt;
        }
        if (third && again == mark && !third->chinese) {
            if (third->digits == 4 && glyphs_[third->end] != U':') return read_year_last(first, *second, *third, mark);
            return first.digits == 2 && second->digits == 2 ? read_two_digit_year(first) : std::nullopt;
        }
        if (mark == U'.' || mark == U'年' || second->digits > 2) return std::nullopt;
        return read_marked_month_day(first, *second);
    }

    [[nodiscard]] std::optional<TimeHit> read_two_digit_year(const Number& year) const {
        const int base = year.value < 70 ? 2000 : 1900;
        auto hit = read_year(year, base, TimeForm::two_digit_year);
        if (!hit || !hit->value || year.value + base > date_of(local_now(context_)).year + 2) return std::nullopt;
        hit->weak = glyphs_[skip_blanks(glyphs_, year.end)] == U'.' && !has_time(*hit);
        return hit;
    }

    // 3/10/2025 is March (what CMSs in English write), 10.03.2025 too; 31/03/2025 has only one reading.
    [[nodiscard]] std::optional<TimeHit> read_year_last(const Number& first, const Number& second, const Number& year,
                                                        char32_t mark) const {
        if (goes_on(year.end)) return std::nullopt;
        const bool day_first = mark == U'.' || first.value > 12;
        const auto month = day_first ? second.value : first.value;
        const auto day = day_first ? first.value : second.value;
        auto hit = make(year.end, TimeForm::english, year.value, month, day);
        return hit.value ? std::optional(hit) : std::nullopt;
    }

    // 10月11日, 三月十日
    [[nodiscard]] std::optional<TimeHit> read_month_day(const Number& month) const {
        std::size_t i = month.end;
        if (separator(i) != U'月' || month.value > 99) return std::nullopt;
        const auto day = small_number(i);
        if (!day) return std::nullopt;
        const std::size_t end = after_day_mark(day->end);
        if (end == day->end && !read_time_after_date(glyphs_, end)) return std::nullopt;
        return make_newest(end, month.value, day->value);
    }

    // 03-10 04:06; without a time only as the whole value, and with both zeros written
    [[nodiscard]] std::optional<TimeHit> read_marked_month_day(const Number& month, const Number& day) const {
        if (month.value < 1 || month.value > 12 || day.value < 1 || day.value > 31 || goes_on(day.end))
            return std::nullopt;
        auto hit = make_newest(day.end, month.value, day.value);
        if (has_time(hit)) return hit;
        if (month.digits != 2 || day.digits != 2) return std::nullopt;
        hit.weak = true;
        return hit;
    }

    [[nodiscard]] TimeHit make_newest(std::size_t end, std::int64_t month, std::int64_t day) const {
        const auto date = newest_day(static_cast<int>(month), static_cast<int>(day), context_);
        TimeHit hit = make(end, TimeForm::no_year, date ? date->year : 0, month, day);
        return hit;
    }

    [[nodiscard]] std::optional<TimeHit> read_compact(const Number& number) const {
        std::int64_t value = number.value;
        const bool with_second = number.digits == 14;
        TimeOfDay time{number.end, 0, 0, 0, with_second, std::nullopt};
        if (with_second) time.second = static_cast<int>(value % 100), value /= 100;
        if (number.digits > 8) {
            time.minute = static_cast<int>(value % 100);
            time.hour = static_cast<int>(value / 100 % 100);
            value /= 10000;
        }
        if (is_latin(glyphs_[number.end]) && glyphs_[number.end] != U't') return std::nullopt;
        const Date date{static_cast<int>(value / 10000), static_cast<int>(value / 100 % 100),
                        static_cast<int>(value % 100)};
        if (date.year < 1950 || date.year > 2099 || !is_real(date)) return std::nullopt;
        TimeHit hit = make(number.end, TimeForm::compact, date.year, date.month, date.day);
        hit.weak = !has_time(hit);
        if (number.digits > 8) {
            if (time.hour > 23 || time.minute > 59 || time.second > 59) return std::nullopt;
            hit.end = number.end;
            hit.value = resolve(date, time, context_);
            hit.weak = true;
        }
        return hit;
    }

    // Seconds, milliseconds or microseconds since 1970, up to some years from now.
    [[nodiscard]] std::optional<TimeHit> read_epoch(const Number& number) const {
        if (number.chinese || is_letter(glyphs_[number.end])) return std::nullopt;
        const std::int64_t unit = number.digits == 10 ? 1 : (number.digits == 13 ? 1000 : 1000000);
        const sys_seconds at{std::chrono::seconds(number.value / unit)};
        if (at > context_.now + std::chrono::days(3660)) return std::nullopt;
        TimeHit hit;
        hit.begin = begin_;
        hit.end = number.end;
        if (glyphs_[hit.end] == U'.' && is_digit(glyphs_[hit.end + 1])) {  // of a REAL column
            while (is_digit(glyphs_[++hit.end])) continue;
        }
        hit.form = TimeForm::epoch;
        hit.value = Timestamp{at, Precision::second};
        hit.weak = true;
        return hit;
    }

    const Glyphs& glyphs_;
    std::size_t begin_;
    const FieldContext& context_;
};

}  // namespace

std::optional<TimeHit> read_digit_date(const Glyphs& glyphs, std::size_t i, const FieldContext& context) {
    return DigitDate(glyphs, i, context).read();
}

}  // namespace syndicated::normalise
