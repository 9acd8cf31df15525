// Where in a text the dates and times are.
#include "normalise/time_tokens.hpp"

#include "syndicated/model/site.hpp"

namespace syndicated::normalise {

namespace {

bool may_begin_relative(char32_t c) {
    constexpr std::u32string_view first = U"刚昨今前大上本这周星礼半去当凌清早中正午下傍晚深夜北约将近";
    return first.find(c) != std::u32string_view::npos;
}

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
    if (!glyphs.starts_with(i, U"北京时间")) return std::nullopt;
    FieldContext beijing = context;
    beijing.zone = Zone::fixed(std::chrono::hours(8));
    auto hit = read_time_at(glyphs, skip_blanks(glyphs, i + 4, 4), beijing);
    if (hit) hit->begin = i;
    return hit;
}

std::optional<TimeHit> read_time_at(const Glyphs& glyphs, std::size_t i, const FieldContext& context) {
    if (auto hit = read_behind_word(glyphs, i, context)) return hit;
    const char32_t c = glyphs[i];
    const bool digits = is_digit(c) || is_chinese_digit(c);
    const bool latin = c >= U'a' && c <= U'z' && !is_letter(glyphs[i - 1]);
    if (digits || c == U'民' || (c == U'中' && glyphs[i + 1] == U'华')) {
        if (auto hit = read_digit_date(glyphs, i, context)) return hit;
    }
    if ((is_digit(c) && !is_letter(glyphs[i - 1])) || latin) {
        if (auto hit = read_english_date(glyphs, i, context)) return hit;
    }
    if (digits || latin || may_begin_relative(c)) return read_relative(glyphs, i, context);
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
        if (!is_lunar(glyphs, *hit)) out.push_back(*hit);
    }
    return out;
}

std::string time_rule(const TimeHit& hit, const FieldContext& context) {
    std::string out(form_name(hit.form));
    if (hit.form >= TimeForm::no_year) out += " from " + format_rfc3339(context.now, context.zone);
    return out;
}

}  // namespace syndicated::normalise
