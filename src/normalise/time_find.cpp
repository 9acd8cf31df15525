// Where in a text the dates and times are.
#include "normalise/char_set.hpp"
#include "normalise/time_tokens.hpp"

#include "syndicated/model/site.hpp"

namespace syndicated::normalise {

namespace {

// What read_relative and read_behind_word begin with, beside digits, Latin letters and zones.
constexpr CharSet relative_beginnings(U"刚昨今前大上本这周星礼半去当凌清早中正午下傍晚深夜约将近");

std::optional<TimeHit> read_time_at(const Glyphs& glyphs, std::size_t i, const FieldContext& context);

// 大约3小时前, 北京时间2025年3月10日: words that belong to the time behind them.
std::optional<TimeHit> read_behind_word(const Glyphs& glyphs, std::size_t i, const FieldContext& context) {
    for (const std::u32string_view word : {U"大约", U"大概", U"约", U"将近", U"近"}) {
        if (!glyphs.starts_with(i, word)) continue;
        auto hit = read_relative(glyphs, skip_blanks(glyphs, i + word.size(), 2), context);
        if (!hit || hit->form != TimeForm::relative) return std::nullopt;
        hit->begin = i;
        return hit;
    }
    const auto zone = is_han(glyphs[i]) ? read_zone(glyphs, i, false) : std::nullopt;
    if (!zone) return std::nullopt;
    FieldContext there = context;
    there.zone = Zone::fixed(zone->offset);
    auto hit = read_time_at(glyphs, skip_blanks(glyphs, zone->end, 4), there);
    if (hit) hit->begin = i;
    return hit;
}

std::optional<TimeHit> read_time_at(const Glyphs& glyphs, std::size_t i, const FieldContext& context) {
    const char32_t c = glyphs[i];
    const bool digits = is_digit(c) || is_chinese_digit(c);
    if (is_digit(c) && is_digit(glyphs[i - 1])) return std::nullopt;  // no form begins inside of a number
    const bool latin = c >= U'a' && c <= U'z' && !is_letter(glyphs[i - 1]);
    const bool relative = relative_beginnings.has(c);
    if (!digits && !latin && !relative && c != U'民' && !zone_beginnings.has(c)) return std::nullopt;  // as most do
    if (auto hit = read_behind_word(glyphs, i, context)) return hit;
    if (digits || c == U'民' || (c == U'中' && glyphs[i + 1] == U'华')) {
        if (auto hit = read_digit_date(glyphs, i, context)) return hit;
    }
    if ((digits && !is_letter(glyphs[i - 1])) || latin) {
        if (auto hit = read_english_date(glyphs, i, context)) return hit;
    }
    if (digits || latin || relative) return read_relative(glyphs, i, context);
    return std::nullopt;
}

// 农历三月初十, 旧历...: not this calendar
bool is_lunar(const Glyphs& glyphs, const TimeHit& hit) {
    return hit.begin >= 2 && glyphs[hit.begin - 1] == U'历' &&
           (glyphs[hit.begin - 2] == U'农' || glyphs[hit.begin - 2] == U'旧' || glyphs[hit.begin - 2] == U'阴');
}

std::string_view form_name(TimeForm form) {
    switch (form) {
        case TimeForm::absolute: return "time.absolute";
        case TimeForm::compact: return "time.compact";
        case TimeForm::epoch: return "time.epoch";
        case TimeForm::english: return "time.english";
        case TimeForm::minguo: return "time.minguo";
        case TimeForm::two_digit_year: return "time.two_digit_year";
        case TimeForm::no_year: return "time.no_year";
        case TimeForm::year_word: return "time.year_word";
        case TimeForm::relative: return "time.relative";
        case TimeForm::day_word: return "time.day_word";
        case TimeForm::weekday: return "time.weekday";
        case TimeForm::clock: return "time.clock";
    }
    return "time";
}

// 13:47:22 2025-06-18: a clock, blanks or a bar, the day.
bool take_clock_before_day(const Glyphs& glyphs, TimeHit& clock, const TimeHit& day, const FieldContext& context) {
    if (clock.form != TimeForm::clock || !clock.value || !day.value || day.weak) return false;
    if (day.form > TimeForm::two_digit_year || day.value->precision != Precision::day) return false;
    if (day.begin > clock.end + 4 || day.begin == clock.end) return false;
    constexpr std::u32string_view range = U"-~—–至到";  // 9:00-17:00
    if (range.find(glyphs[clock.begin - 1]) != std::u32string_view::npos) return false;
    for (std::size_t i = clock.end; i < day.begin; ++i) {
        if (std::u32string_view(U" |,·•/").find(glyphs[i]) == std::u32string_view::npos) return false;
    }
    const auto local = [&context](sys_seconds at) { return at + context.zone.offset_at(at); };
    const auto since_midnight = local(clock.value->at) - std::chrono::floor<std::chrono::days>(local(clock.value->at));
    clock = {clock.begin, day.end, day.form, Timestamp{day.value->at + since_midnight, clock.value->precision}, false};
    return true;
}

}  // namespace

std::vector<TimeHit> find_times(const Glyphs& glyphs, const FieldContext& context) {
    std::vector<TimeHit> out;
    for (std::size_t i = 0; i < glyphs.size();) {
        const auto hit = read_time_at(glyphs, i, context);
        if (!hit || hit->end <= i) {
            ++i;
            continue;
        }
        i = hit->end;
        if (is_lunar(glyphs, *hit)) continue;
        if (out.empty() || !take_clock_before_day(glyphs, out.back(), *hit, context)) out.push_back(*hit);
    }
    return out;
}

std::string time_rule(const TimeHit& hit, const FieldContext& context) {
    std::string out(form_name(hit.form));
    if (hit.form >= TimeForm::no_year) out += " from " + format_rfc3339(context.now, context.zone);
    return out;
}

}  // namespace syndicated::normalise
