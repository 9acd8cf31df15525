// The byline at the start of an article's first paragraph: 新华社北京3月10日电（记者 A B）, 【文/X A】, X记者 A, 本报讯
// ... (NORMALISE.md in docs/, section 3.3).
#include "normalise/fragment.hpp"
#include "normalise/names.hpp"
#include "normalise/readers.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

constexpr std::size_t max_byline = 60;  // glyphs

constexpr std::array<std::u32string_view, 11> triggers{U"综合报道", U"综合消息", U"独家报道", U"专电", U"快讯", U"电讯",
                                                       U"消息",     U"报道",     U"报导",     U"讯",   U"电"};
constexpr std::array<std::u32string_view, 13> own_house{U"本报", U"本网",     U"本刊",     U"本台", U"本社",
                                                        U"本站", U"北京时间", U"当地时间", U"记者", U"小编",
                                                        U"早间", U"晚间",     U"最新"};
constexpr std::array<std::u32string_view, 16> ranks{U"首席",   U"见习", U"实习", U"特约",  U"特派", U"全媒体",
                                                    U"融媒体", U"融媒", U"综合", U"独家",  U"前方", U"文字",
                                                    U"资深",   U"高级", U"通讯", U"报道组"};

bool is_stop(char32_t c) {
    constexpr std::u32string_view stops = U",，。;；:!?？！()[]\n…";
    return c == 0 || stops.find(c) != std::u32string_view::npos;
}

// Reads from glyph `begin_` on; one object, one byline.
class BylineReader {
public:
    BylineReader(const Glyphs& glyphs, const FieldContext& context)
        : glyphs_(glyphs), context_(context), limit_(std::min(glyphs.size(), max_byline)) {}

    Reading<Byline> read() {
        std::size_t i = 0;
        while (i < limit_ && !is_letter(glyphs_[i]) && glyphs_[i] != U'(' && glyphs_[i] != U'[' && glyphs_[i] != U'“')
            ++i;
        if (glyphs_[i] == U'(' || glyphs_[i] == U'[') {
            const std::size_t close = closing(i, max_byline);
            if (close == 0) return result("byline.none", 0);
            if (read_bracket(i + 1, close)) return result("byline.bracket", close + 1);
            i = close + 1;
        }
        return read_lead(skip_blanks(glyphs_, i));
    }

private:
    Reading<Byline> result(std::string_view rule, std::size_t end) const {
        const bool found = out_.source.has_value() || !out_.authors.empty();
        Reading<Byline> out;
        out.value = out_;
        out.raw = std::string(trim(glyphs_.slice(0, found ? end : std::min<std::size_t>(limit_, 40))));
        out.rule = found || rule == "byline.quotation" ? std::string(rule) : "byline.none";
        return out;
    }

    [[nodiscard]] std::size_t closing(std::size_t open, std::size_t most) const {
        const char32_t close = glyphs_[open] == U'(' ? U')' : U']';
        for (std::size_t i = open + 1; i <= open + most && i < glyphs_.size(); ++i) {
            if (glyphs_[i] == close) return i;
        }
        return 0;
    }

    [[nodiscard]] std::string slice(std::size_t begin, std::size_t end) const {
        return std::string(trim(glyphs_.slice(begin, end)));
    }

    // 【文/山海网 王一】 〔記者X／台北報導〕 （中央社記者A台北10日電） 【环球网综合报道 记者 A】
    bool read_bracket(std::size_t begin, std::size_t end) {
        begin = skip_blanks(glyphs_, begin);
        if (glyphs_.starts_with(begin, U"文/") || glyphs_.starts_with(begin, U"文|") ||
            glyphs_.starts_with(begin, U"文:")) {
            return read_credit(begin + 2, end);
        }
        const std::size_t reporter = find_word(U"记者", begin, end);
        if (reporter < end) {
            take_agency(begin, reporter, false);
            read_reporters(reporter, end);
            return found();
        }
        const std::size_t trigger = find_trigger(begin, end);
        if (trigger < end) {
            read_lead(begin);
            return found();
        }
        return read_credit(begin, end);
    }

    [[nodiscard]] bool found() const { return out_.source.has_value() || !out_.authors.empty(); }

    [[nodiscard]] std::size_t find_word(std::u32string_view word, std::size_t begin, std::size_t end) const {
        for (std::size_t i = begin; i + word.size() <= end; ++i) {
            if (glyphs_.starts_with(i, word)) return i;
        }
        return end;
    }

    // "山海网 王一" or "王一 赵二": an outlet first, then people.
    bool read_credit(std::size_t begin, std::size_t end) {
        begin = skip_blanks(glyphs_, begin);
        std::size_t word_end = begin;
        while (word_end < end && is_letter(glyphs_[word_end])) ++word_end;
        const auto names = split_names(glyphs_, word_end, end, NameKind::person);
        if (ends_like_outlet(glyphs_.folded(begin, word_end)) && !names.empty()) {
            out_.source = slice(begin, word_end);
            out_.authors = names;
            return true;
        }
        const bool labelled =
            begin >= 2 && (glyphs_[begin - 1] == U'/' || glyphs_[begin - 1] == U'|' || glyphs_[begin - 1] == U':');
        out_.authors = split_names(glyphs_, begin, end, labelled ? NameKind::labelled : NameKind::person);
        return found();
    }

    // Names behind 记者 inside brackets; 王一台北10日電 has the place glued to the name.
    void read_reporters(std::size_t begin, std::size_t end) {
        const std::string text(glyphs_.slice(begin, end));
        const Parsed parsed(text, context_);
        out_.authors = labelled_authors(parsed).value;
        if (!out_.authors.empty()) return;
        std::size_t i = skip_blanks(glyphs_, begin + 2);
        std::size_t run = i;
        while (run < end && is_han(glyphs_[run])) ++run;
        if (!is_digit(glyphs_[run]) || run - i < 4) return;
        out_.authors.push_back(slice(i, i + name_before_place(glyphs_.folded(i, run))));
    }

    // A name of two or three, then a place of at least two.
    static std::size_t name_before_place(std::u32string_view run) {
        for (const std::size_t length : {3U, 2U, 4U}) {
            if (run.size() > length && is_known_place(run.substr(length))) return length;
        }
        return run.size() >= 5 ? 3 : 2;
    }

    [[nodiscard]] bool starts_quotation(std::size_t i) const {
        return glyphs_[i] == U'据' || glyphs_.starts_with(i, U"来自") || glyphs_.starts_with(i, U"根据");
    }

    // AGENCY PLACE? DATE? 电|讯|消息|报道 (NAMES)
    Reading<Byline> read_lead(std::size_t begin) {
        if (starts_quotation(begin)) return result("byline.quotation", 0);
        if (glyphs_.starts_with(begin, U"文/") || glyphs_.starts_with(begin, U"文|")) {
            const std::size_t end = read_people(begin + 2);
            return result("byline.credit", end);
        }
        std::size_t end = begin;
        while (end < limit_ && !is_stop(glyphs_[end])) ++end;
        const std::size_t trigger = find_trigger(begin, end);
        const std::size_t reporter = find_word(U"记者", begin, end);
        if (reporter < end && reporter < trigger) return read_reporter_lead(begin, reporter);
        if (trigger == end) return result("byline.none", 0);
        take_agency(begin, agency_end_, dated_);
        const std::size_t after = read_names_after(trigger_end_);
        return result("byline.dateline", after);
    }

    // The first trigger behind a date, or straight behind what may be an outlet. Sets trigger_end_, agency_end_,
    // dated_.
    std::size_t find_trigger(std::size_t begin, std::size_t end) {
        const std::string head(glyphs_.slice(begin, end));
        const Glyphs own(head);
        std::size_t next_date = 0;
        const auto dates = find_times(own, context_);
        for (std::size_t i = begin; i < end; ++i) {
            const std::size_t date = lone_day(i);
            if (next_date < dates.size() && begin + dates[next_date].begin == i) {
                if (try_trigger(begin, i, begin + dates[next_date].end, true)) return i;
                ++next_date;
            } else if (date > 0 && try_trigger(begin, i, date, true)) {
                return i;
            } else if (i > begin && try_trigger(begin, i, i, false)) {
                return i;
            }
        }
        return end;
    }

    // 10日电: a day without its month
    [[nodiscard]] std::size_t lone_day(std::size_t i) const {
        if (is_digit(glyphs_[i - 1]) || glyphs_[i - 1] == U'月') return 0;
        const auto number = read_number(glyphs_, i);
        if (!number || number->value < 1 || number->value > 31) return 0;
        const std::size_t mark = skip_blanks(glyphs_, number->end, 2);
        return glyphs_[mark] == U'日' ? mark + 1 : 0;
    }

    bool try_trigger(std::size_t begin, std::size_t agency_end, std::size_t i, bool dated) {
        i = skip_blanks(glyphs_, i, 3);
        if (dated) {
            for (const std::u32string_view part : {U"早间", U"晚间", U"上午", U"下午", U"凌晨", U"中午"}) {
                if (glyphs_.starts_with(i, part)) i += part.size();
            }
        }
        for (const auto word : triggers) {
            if (!glyphs_.starts_with(i, word)) continue;
            const std::size_t end = i + word.size();
            if (!ends_byline(end, word, dated)) return false;
            if (!dated && !may_be_agency(glyphs_.folded(begin, agency_end), end)) return false;
            agency_end_ = agency_end;
            trigger_end_ = end;
            dated_ = dated;
            return true;
        }
        return false;
    }

    // 报道称, 消息说 are quotations; a word that goes on (电影, 讯息) is no trigger.
    [[nodiscard]] bool ends_byline(std::size_t end, std::u32string_view word, bool dated) const {
        const char32_t next = glyphs_[end];
        if (next == U'(' || next == U'[' || next == U':' || next == U' ' || next == 0 || next == U'\n') return true;
        if (glyphs_.starts_with(end, U"记者") || glyphs_.starts_with(end, U"通讯员")) return true;
        const bool report = word == U"报道" || word == U"报导";
        return next == U',' && dated && !report;
    }

    // Without a date only outlets and 本报 are believed; names in brackets behind it help.
    [[nodiscard]] bool may_be_agency(std::u32string_view text, std::size_t end) const {
        while (!text.empty() && text.back() == U' ') text.remove_suffix(1);
        const bool own = std::find(own_house.begin(), own_house.end(), text) != own_house.end();
        if (own || ends_like_outlet(text) || agency_length(text) > 0) return true;
        return glyphs_[end] == U'(' && find_word(U"记者", end, std::min(end + 14, glyphs_.size())) < end + 12 &&
               text.size() <= 10;
    }

    // Where the outlet's name ends in 山海通讯社山海: behind the last ending that leaves a place, or all.
    static std::size_t agency_length(std::u32string_view text) {
        for (std::size_t length = text.size(); length >= 2; --length) {
            if (!ends_like_outlet(text.substr(0, length))) continue;
            std::u32string_view place = text.substr(length);
            while (!place.empty() && place.front() == U' ') place.remove_prefix(1);
            if (place.empty() || (place.size() >= 2 && place.size() <= 10)) return length;
        }
        return 0;
    }

    void take_agency(std::size_t begin, std::size_t end, bool dated) {
        while (end > begin && glyphs_[end - 1] == U' ') --end;
        for (bool again = true; again;) {
            again = false;
            for (const auto rank : ranks) {
                const auto text = glyphs_.folded(begin, end);
                if (text.size() < rank.size() || !ends_with(text, rank)) continue;
                end -= rank.size();
                again = true;
            }
            while (end > begin && glyphs_[end - 1] == U' ') --end, again = true;
        }
        const auto text = glyphs_.folded(begin, end);
        const bool own = std::any_of(own_house.begin(), own_house.end(),
                                     [text](std::u32string_view word) { return text.substr(0, word.size()) == word; });
        if (text.empty() || own || end - begin > 30) return;
        std::size_t length = agency_length(text);
        if (length == 0 && dated && is_unknown_outlet(text)) length = text.size();
        if (length == 0) return;
        const std::string name = slice(begin, begin + length);
        if (!equals_category(name, context_.categories)) out_.source = clean_source(name, context_).value.name;
    }

    // 钛媒体3月10日消息, IT之家3月10日消息; but 上海3月10日讯 begins with a place.
    static bool is_unknown_outlet(std::u32string_view text) {
        constexpr std::u32string_view places = U"省市县区州镇乡村旗盟";
        if (text.find(U' ') != std::u32string_view::npos && is_han(text[0])) return false;
        const bool mixed = std::any_of(text.begin(), text.end(), [](char32_t c) { return is_latin(c) || is_digit(c); });
        return mixed || (text.size() >= 3 && text.size() <= 10 && !is_known_place(text) &&
                         places.find(text.back()) == std::u32string_view::npos);
    }

    // 中新网记者 王一 赵二
    Reading<Byline> read_reporter_lead(std::size_t begin, std::size_t reporter) {
        constexpr std::u32string_view traps = U"有据众各多女老名位让向对给被请告当原一";
        if (reporter > begin && traps.find(glyphs_[begin]) != std::u32string_view::npos)
            return result("byline.none", 0);
        if (reporter - begin > 16) return result("byline.none", 0);
        const std::size_t end = read_people(reporter + 2);
        if (!out_.authors.empty()) take_agency(begin, reporter, false);
        return result("byline.reporter", end);
    }

    // Behind the trigger: （记者 王一 通讯员 赵二） or 记者王一
    std::size_t read_names_after(std::size_t i) {
        i = skip_blanks(glyphs_, i, 4);
        if (glyphs_[i] == U'(' || glyphs_[i] == U'[') {
            const std::size_t close = closing(i, max_byline);
            if (close == 0) return i;
            const std::string text(glyphs_.slice(i + 1, close));
            const Parsed parsed(text, context_);
            out_.authors = labelled_authors(parsed).value;
            if (out_.authors.empty() && parsed.labels.empty()) out_.authors = split_names(text, NameKind::person);
            return close + 1;
        }
        std::size_t end = i;
        while (end < i + 12 && !is_stop(glyphs_[end])) ++end;
        for (const std::u32string_view word : {U"通讯员", U"记者"}) {
            const std::size_t at = find_word(word, i, end);
            if (at < end) return read_people(at + word.size());
        }
        return i;
    }

    // People one after the other until something else begins; 王一报道 ends it.
    std::size_t read_people(std::size_t i) {
        std::size_t last = i;
        while (i < glyphs_.size() && i < last + 6) {
            while (glyphs_[i] == U' ' || glyphs_[i] == U'、' || glyphs_[i] == U':' || glyphs_[i] == U'/' ||
                   glyphs_[i] == U'|')
                ++i;
            std::size_t end = i;
            while (end < i + 20 && (is_han(glyphs_[end]) || glyphs_[end] == U'\u00B7')) ++end;
            auto word = glyphs_.folded(i, end);
            for (const std::u32string_view role : {U"通讯员", U"特约记者", U"实习生", U"记者"}) {
                if (word.substr(0, role.size()) == role) i += role.size(), word.remove_prefix(role.size());
            }
            if (word.empty() && i > last && end == i && i < last + 6) {
                last = i;
                if (glyphs_[i] == U' ') continue;
            }
            bool reported = false;
            for (const std::u32string_view verb : {U"摄影报道", U"报道", U"报导"}) {
                if (!ends_with(word, verb)) continue;
                word.remove_suffix(verb.size());
                reported = true;
                break;
            }
            const auto names = split_names(glyphs_, i, i + word.size(), NameKind::person);
            if (names.empty()) break;
            for (const auto& name : names) {
                if (std::find(out_.authors.begin(), out_.authors.end(), name) == out_.authors.end())
                    out_.authors.push_back(name);
            }
            last = i = end;
            if (reported) break;
        }
        return last;
    }

    const Glyphs& glyphs_;
    const FieldContext& context_;
    std::size_t limit_;
    std::size_t agency_end_ = 0, trigger_end_ = 0;
    bool dated_ = false;
    Byline out_;
};

}  // namespace

Reading<Byline> read_byline(std::string_view raw, const FieldContext& context) {
    const std::string text = fragment_text(head_of(raw, 8 * 1024));
    std::string_view line = trim(text);
    line = trim(line.substr(0, line.find('\n')));
    const std::string_view head = head_of(line, 1024);
    const Glyphs glyphs(head);
    return BylineReader(glyphs, context).read();
}

}  // namespace syndicated::normalise
