#include "normalise/byline_agency.hpp"

#include "normalise/names.hpp"
#include "normalise/time_tokens.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

// The longer word first.
constexpr auto triggers = std::to_array<std::u32string_view>(
    {U"综合报道", U"综合消息", U"独家报道", U"专电", U"快讯", U"电讯", U"消息", U"报道", U"报导", U"讯", U"电"});
// They stand where an outlet's name would, and name none.
constexpr auto own_house =
    std::to_array<std::u32string_view>({U"本报", U"本网", U"本刊", U"本台", U"本社", U"本站", U"北京时间", U"当地时间",
                                        U"记者", U"小编", U"早间", U"晚间", U"最新"});
constexpr auto ranks =
    std::to_array<std::u32string_view>({U"首席", U"见习", U"实习", U"特约", U"特派", U"全媒体", U"综合", U"独家",
                                        U"前方", U"文字", U"资深", U"高级", U"通讯", U"报道组"});
// 江海晚报融媒体记者: a rank; 江海融媒: the outlet's own name.
constexpr auto rank_or_name = std::to_array<std::u32string_view>({U"融媒体", U"融媒"});

// Where the outlet's name ends in 山海通讯社山海: behind the last ending that leaves a place, or all.
std::size_t agency_length(std::u32string_view text) {
    for (std::size_t length = text.size(); length >= 2; --length) {
        if (!ends_like_outlet(text.substr(0, length))) continue;
        std::u32string_view place = text.substr(length);
        while (!place.empty() && place.front() == U' ') place.remove_prefix(1);
        if (place.empty() || (place.size() >= 2 && place.size() <= 10)) return length;
    }
    return 0;
}

// 钛媒体3月10日消息, IT之家3月10日消息; but 上海3月10日讯 begins with a place.
bool is_unknown_outlet(std::u32string_view text) {
    constexpr std::u32string_view places = U"省市县区州镇乡村旗盟";
    if (text.find(U' ') != std::u32string_view::npos && is_han(text[0])) return false;
    const bool mixed = std::any_of(text.begin(), text.end(), [](char32_t c) { return is_latin(c) || is_digit(c); });
    return mixed || (text.size() >= 3 && text.size() <= 10 && !is_known_place(text) &&
                     places.find(text.back()) == std::u32string_view::npos);
}

class TriggerFinder {
public:
    TriggerFinder(const Glyphs& glyphs, std::size_t begin, std::size_t end, const FieldContext& context)
        : glyphs_(glyphs), begin_(begin), end_(end), head_(glyphs.slice(begin, end)), context_(context) {}

    std::optional<Trigger> find() const {
        const Glyphs own(head_);
        const auto dates = find_times(own, context_);
        std::size_t next_date = 0;
        for (std::size_t i = begin_; i < end_; ++i) {
            const bool date_here = next_date < dates.size() && begin_ + dates[next_date].begin == i;
            const std::size_t date_end = date_here ? begin_ + dates[next_date++].end : lone_day(i);
            auto trigger = date_end > 0 ? behind(i, date_end, true) : std::nullopt;
            if (!trigger && !date_here && i > begin_) trigger = behind(i, i, false);
            if (trigger) return trigger;
        }
        return std::nullopt;
    }

private:
    // 10日电: a day without its month
    [[nodiscard]] std::size_t lone_day(std::size_t i) const {
        if (is_digit(glyphs_[i - 1]) || glyphs_[i - 1] == U'月') return 0;
        const auto number = read_number(glyphs_, i);
        if (!number || number->value < 1 || number->value > 31) return 0;
        const std::size_t mark = skip_blanks(glyphs_, number->end, 2);
        return glyphs_[mark] == U'日' ? mark + 1 : 0;
    }

    [[nodiscard]] std::optional<Trigger> behind(std::size_t agency_end, std::size_t i, bool dated) const {
        i = skip_blanks(glyphs_, i, 3);
        for (const std::u32string_view part : {U"早间", U"晚间", U"上午", U"下午", U"凌晨", U"中午"}) {
            if (dated && glyphs_.starts_with(i, part)) i += part.size();
        }
        for (const auto word : triggers) {
            if (!glyphs_.starts_with(i, word)) continue;
            const std::size_t end = i + word.size();
            if (!closes(end, word, dated)) return std::nullopt;
            if (!dated && !may_be_agency(glyphs_.folded(begin_, agency_end), end)) return std::nullopt;
            return Trigger{agency_end, end, dated};
        }
        return std::nullopt;
    }

    // 报道称, 消息说 are quotations; a word that goes on (电影, 讯息) is no trigger.
    [[nodiscard]] bool closes(std::size_t end, std::u32string_view word, bool dated) const {
        const char32_t next = glyphs_[end];
        if (next == U'(' || next == U')' || next == U'[' || next == U']' || next == U':' || next == U' ' || next == 0 ||
            next == U'\n')
            return true;
        if (glyphs_.starts_with(end, U"记者") || glyphs_.starts_with(end, U"通讯员")) return true;
        return next == U',' && dated && word != U"报道" && word != U"报导";
    }

    // Without a date only outlets and 本报 are believed, and what names in brackets follow.
    [[nodiscard]] bool may_be_agency(std::u32string_view text, std::size_t end) const {
        while (!text.empty() && text.back() == U' ') text.remove_suffix(1);
        const bool own = std::find(own_house.begin(), own_house.end(), text) != own_house.end();
        if (own || agency_length(text) > 0) return true;
        const std::size_t most = std::min(end + 14, glyphs_.size());
        return glyphs_[end] == U'(' && find_word(glyphs_, U"记者", end, most) < most && text.size() <= 10;
    }

    const Glyphs& glyphs_;
    std::size_t begin_, end_;
    std::string_view head_;
    const FieldContext& context_;
};

}  // namespace

std::size_t find_word(const Glyphs& glyphs, std::u32string_view word, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i + word.size() <= end; ++i) {
        if (glyphs.starts_with(i, word)) return i;
    }
    return end;
}

std::optional<Trigger> find_trigger(const Glyphs& glyphs, std::size_t begin, std::size_t end,
                                    const FieldContext& context) {
    return TriggerFinder(glyphs, begin, end, context).find();
}

std::size_t agency_end(const Glyphs& glyphs, std::size_t begin, std::size_t end, bool dated) {
    for (bool again = true; again;) {
        again = false;
        while (end > begin && glyphs[end - 1] == U' ') --end;
        for (const auto rank : ranks) {
            if (!ends_with(glyphs.folded(begin, end), rank)) continue;
            end -= rank.size();
            again = true;
        }
        for (const auto word : rank_or_name) {
            if (!ends_with(glyphs.folded(begin, end), word)) continue;
            const auto rest = glyphs.folded(begin, end - word.size());
            if (!rest.empty() && agency_length(rest) == 0) continue;
            end -= word.size();
            again = true;
        }
    }
    const auto text = glyphs.folded(begin, end);
    const bool own = std::any_of(own_house.begin(), own_house.end(),
                                 [text](std::u32string_view word) { return text.substr(0, word.size()) == word; });
    if (text.empty() || own || text.size() > 30) return begin;
    const std::size_t length = agency_length(text);
    return begin + (length == 0 && dated && is_unknown_outlet(text) ? text.size() : length);
}

std::size_t name_before_place(std::u32string_view run) {
    for (const std::size_t length : {3U, 2U, 4U}) {
        if (run.size() > length && is_known_place(run.substr(length))) return length;
    }
    return run.size() >= 5 ? 3 : 2;
}

}  // namespace syndicated::normalise
