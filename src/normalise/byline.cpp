// The byline at the start of an article's first paragraph: 新华社北京3月10日电（记者 A B）, 【文/X A】, X记者 A, 本报讯
// ... (NORMALISE.md in docs/, section 3.3).
#include "normalise/byline_agency.hpp"
#include "normalise/fragment.hpp"
#include "normalise/names.hpp"
#include "normalise/readers.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

constexpr std::size_t max_byline = 60;  // glyphs

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
            if (read_bracket(i + 1, close)) return result("byline.bracket", read_names_behind(close + 1));
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
        const std::size_t reporter = find_word(glyphs_, U"记者", begin, end);
        if (reporter < end) {
            std::size_t house_end = reporter;
            while (house_end > begin && (glyphs_[house_end - 1] == U'/' || glyphs_[house_end - 1] == U'|')) --house_end;
            take_agency(begin, house_end, false);
            read_reporters(reporter, end);
            if (!out_.source) read_reporting_house(begin, house_end);
            return found();
        }
        if (find_trigger(glyphs_, begin, end, context_)) {
            read_lead(begin);
            return found();
        }
        return read_reporting_house(begin, end) || read_credit(begin, end);
    }

    [[nodiscard]] bool found() const { return out_.source.has_value() || !out_.authors.empty(); }

    void take_agency(std::size_t begin, std::size_t end, bool dated) {
        const std::size_t name_end = agency_end(glyphs_, begin, end, dated);
        if (name_end > begin) out_.source = clean_source(glyphs_.slice(begin, name_end), context_).value.name;
    }

    // ［江口晚报讯］（记者 王一）: the names in brackets of their own.
    std::size_t read_names_behind(std::size_t end) {
        return out_.authors.empty() && out_.source ? read_names_after(end) : end;
    }

    // 【环球瞭望综合报道】: between brackets any name of an outlet's length is one.
    bool read_reporting_house(std::size_t begin, std::size_t end) {
        while (end > begin && glyphs_[end - 1] == U' ') --end;
        for (const std::u32string_view word : {U"综合报道", U"编译报道", U"特约报道", U"报道", U"综合报导", U"报导"}) {
            if (!ends_with(glyphs_.folded(begin, end), word)) continue;
            const std::size_t name_end = end - word.size();
            const auto name = glyphs_.folded(begin, name_end);
            const bool word_alone = std::all_of(name.begin(), name.end(), is_han);
            if (name.size() < 3 || name.size() > 8 || !word_alone || is_person_name(name) || is_known_place(name))
                return false;
            if (name.substr(0, 1) == U"本" || name.find(U"记者") != std::u32string_view::npos) return false;
            out_.source = clean_source(glyphs_.slice(begin, name_end), context_).value.name;
            return out_.source.has_value();
        }
        return false;
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
        // 【解说】, 【解析】: one short word between brackets heads a paragraph more often than it signs one
        const bool heading = !labelled && glyphs_[begin - 1] == U'[' && out_.authors.size() == 1 && end - begin <= 2;
        if (heading) out_.authors.clear();
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

    [[nodiscard]] bool starts_quotation(std::size_t i) const {
        return glyphs_[i] == U'据' || glyphs_.starts_with(i, U"来自") || glyphs_.starts_with(i, U"根据");
    }

    // AGENCY PLACE? DATE? 电|讯|消息|报道 (NAMES)
    Reading<Byline> read_lead(std::size_t begin) {
        if (starts_quotation(begin)) return result("byline.quotation", 0);
        if (glyphs_.starts_with(begin, U"文/") || glyphs_.starts_with(begin, U"文|")) {
            const std::size_t reporter = find_word(glyphs_, U"记者", begin, std::min(begin + 12, limit_));
            const bool house = reporter < std::min(begin + 12, limit_);  // 文/山海记者 王一
            if (house) take_agency(begin + 2, reporter, false);
            const std::size_t end = read_people(house ? reporter + 2 : begin + 2);
            return result("byline.credit", end);
        }
        std::size_t end = begin;
        while (end < limit_ && !is_stop(glyphs_[end])) ++end;
        const auto trigger = find_trigger(glyphs_, begin, end, context_);
        const std::size_t reporter = find_word(glyphs_, U"记者", begin, end);
        if (reporter < end && (!trigger || reporter < trigger->agency_end)) return read_reporter_lead(begin, reporter);
        if (!trigger) return result("byline.none", 0);
        take_agency(begin, trigger->agency_end, trigger->dated);
        const std::size_t after = read_names_after(trigger->end);
        return result("byline.dateline", after);
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
            const std::size_t at = find_word(glyphs_, word, i, end);
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
            for (const std::u32string_view verb : {U"摄影报道", U"连线报道", U"连线报导", U"报道", U"报导"}) {
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
