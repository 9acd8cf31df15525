#include "normalise/labels.hpp"

#include "normalise/names.hpp"

#include <algorithm>

namespace syndicated::normalise {

namespace {

bool is_mark(char32_t c) {
    return c == U'|' || c == U'/' || c == U'\u25CF' || c == U'\u2192' || c == U'\u2014';
}

// A run of Han with dots that may be a name, from i; stops at anything else.
std::u32string_view han_run(const Glyphs& glyphs, std::size_t i) {
    std::size_t end = i;
    while (end < i + 20 && (is_han(glyphs[end]) || glyphs[end] == U'\u00B7' || glyphs[end] == U'\u2022')) ++end;
    return glyphs.folded(i, end);
}

// A person's name from i up to a boundary; 王一报道 counts.
bool person_at(const Glyphs& glyphs, std::size_t i) {
    auto run = han_run(glyphs, i);
    if (run.size() == 1 && glyphs[i + 1] == U' ' && is_han(glyphs[skip_blanks(glyphs, i + 1, 4)])) {  // 张　三
        return surname_length(run) == 1 && han_run(glyphs, skip_blanks(glyphs, i + 1, 4)).size() == 1;
    }
    for (const std::u32string_view ending : {U"摄影报道", U"综合报道", U"报道", U"报导"}) {
        if (ends_with(run, ending) && is_person_name(run.substr(0, run.size() - ending.size()))) return true;
    }
    for (const char32_t joint : {U'和', U'与'}) {
        const std::size_t at = run.find(joint, 2);
        if (at != std::u32string_view::npos && is_person_name(run.substr(0, at)) && is_person_name(run.substr(at + 1)))
            return true;
    }
    return is_person_name(run);
}

// A pen name after a label that only writers carry: 2-4 Han or a Latin word.
bool pen_name_at(const Glyphs& glyphs, std::size_t i) {
    constexpr std::u32string_view verbs = U"从在了发获注采走问致联通跟探随向对现今昨近独将已正也还再就有是的";
    const auto run = han_run(glyphs, i);
    if (run.empty()) return is_latin(glyphs[i]);
    return run.size() >= 2 && run.size() <= 4 && verbs.find(run[0]) == std::u32string_view::npos;
}

class Scanner {
public:
    Scanner(const Glyphs& glyphs, const std::vector<TimeHit>& times, const SiteLabels* site)
        : glyphs_(glyphs), times_(times), site_(site) {}

    std::vector<LabelHit> scan() {
        for (std::size_t i = 0; i < glyphs_.size();) {
            enter(i);
            const LabelMatch match = match_label(glyphs_, i, site_);
            const std::size_t next = match.row != nullptr ? take(i, match) : (i == word_ ? take_unknown(i) : i + 1);
            i = std::max(next, i + 1);
        }
        set_ends();
        return std::move(hits_);
    }

private:
    // Where the word and the line that glyph i stands in begin, and whether a field was seen on the line.
    void enter(std::size_t i) {
        // what scan() jumps over holds no line end
        if (i == 0 || glyphs_[i - 1] == U'\n') line_has_field_ = false;
        if (i == 0 || !is_letter(glyphs_[i - 1])) word_ = i;
        while (next_time_ < times_.size() && times_[next_time_].end <= i) {
            if (times_[next_time_].end == i) word_ = i;
            line_has_field_ = true;
            ++next_time_;
        }
        const bool after_unit =
            i >= 2 && is_digit(glyphs_[i - 2]) && (glyphs_[i - 1] == U'次' || glyphs_[i - 1] == U'人');
        if (after_unit) word_ = i;
    }

    // The label after a field on its line, at the line's start or behind a bar: where fields stand.
    [[nodiscard]] bool in_place(std::size_t i) const {
        return line_has_field_ ||
               (i > 0 && (glyphs_[i - 1] == U'|' || glyphs_[i - 1] == U'[' || glyphs_[i - 1] == U'(')) ||
               (i > 1 && glyphs_[i - 1] == U' ' && glyphs_[i - 2] == U'|') || near_line_start(i);
    }

    // Only blanks, brackets and bullets stand before it.
    [[nodiscard]] bool near_line_start(std::size_t i) const {
        for (std::size_t n = 0; n < 12 && i > 0; ++n, --i) {
            if (glyphs_[i - 1] == U'\n') return true;
            if (is_letter(glyphs_[i - 1])) return false;
        }
        return i == 0;
    }

    std::size_t take(std::size_t i, const LabelMatch& match) {
        LabelHit hit;
        hit.field = match.row->field;
        hit.begin = i;
        hit.end = match.end;
        hit.from_site = match.from_site;
        find_joint(hit);
        const bool strict = word_ == i;
        const bool bridged = match.end - i > match.row->word.size();
        if (!strict && bridged) return i + 1;  // 山海网 编辑: the blank parts two words
        if (strict ? accepts(hit, *match.row) : accepts_inside(hit, *match.row)) return add(hit);
        // 文章类型：原创: a label of its own, though it begins with a word of the table
        if (const std::size_t behind = strict ? take_unknown(i) : i + 1; behind > i + 1) return behind;
        // a word such as 编辑部 is passed over whole; inside other words the next glyph may begin a label
        return strict || match.row->use == LabelUse::colon ? match.end : i + 1;
    }

    void find_joint(LabelHit& hit) const {
        std::size_t i = hit.end;
        const char32_t before = glyphs_[hit.begin - 1];
        const bool boxed = (glyphs_[i] == U']' && before == U'[') || (glyphs_[i] == U')' && before == U'(');
        if (boxed) ++i;
        const std::size_t next = skip_blanks(glyphs_, i, 8);
        hit.value = next;
        if (glyphs_[next] == U':') {
            hit.joint = Joint::colon;
            hit.value = skip_blanks(glyphs_, next + 1, 8);
            if (glyphs_[hit.value] == U':') hit.value = skip_blanks(glyphs_, hit.value + 1, 8);
        } else if (glyphs_[next] == U']' && !boxed) {
            hit.joint = Joint::mark;
            hit.value = skip_blanks(glyphs_, next + 1, 8);
        } else if (boxed) {
            hit.joint = Joint::mark;
        } else if (is_mark(glyphs_[next])) {
            hit.joint = Joint::mark;
            while (is_mark(glyphs_[hit.value]) || glyphs_[hit.value] == U' ') ++hit.value;
        } else {
            hit.joint = next > i ? Joint::blank : Joint::none;
        }
    }

    [[nodiscard]] bool number_at(std::size_t i) const {
        const bool open = glyphs_[i] == U'(' || glyphs_[i] == U'[';
        return is_digit(glyphs_[i]) || (open && is_digit(glyphs_[skip_blanks(glyphs_, i + 1, 2)]));
    }

    // 指着“责任编辑：孙八”几个字: a text that speaks of the label.
    [[nodiscard]] bool is_quoted(std::size_t i) const {
        return i > 0 && (glyphs_[i - 1] == U'“' || glyphs_[i - 1] == U'「') && !near_line_start(i);
    }

    // The label begins its word.
    [[nodiscard]] bool accepts(const LabelHit& hit, const LabelRow& row) const {
        if (is_quoted(hit.begin)) return false;
        if (hit.joint == Joint::colon) return true;
        if (row.use == LabelUse::word)
            return row.field == Field::other_time || row.word.size() > 2 || !is_letter(glyphs_[hit.end]);
        if (row.use == LabelUse::colon) return false;
        switch (row.field) {
            case Field::published:
            case Field::updated:
            case Field::other_time: return time_at(times_, hit.value) != nullptr;
            case Field::views: return number_at(hit.value);
            case Field::category: return hit.joint != Joint::none && line_has_field_ && short_word_at(hit.value);
            case Field::source: return accepts_source(hit, row);
            case Field::author: return accepts_author(hit, row);
            case Field::editor:
                if (hit.joint == Joint::mark) return true;
                return person_at(glyphs_, hit.value) ||
                       (hit.joint == Joint::blank && row.word != U"编辑" && pen_name_at(glyphs_, hit.value));
            case Field::other:
                if (hit.joint == Joint::mark) return glyphs_[hit.value - 1] != U' ' || person_at(glyphs_, hit.value);
                return person_at(glyphs_, hit.value) || (hit.joint == Joint::blank && number_at(hit.value));
        }
        return false;
    }

    [[nodiscard]] bool accepts_source(const LabelHit& hit, const LabelRow& row) const {
        if (!in_place(hit.begin) || glyphs_[hit.value] == U'\0') return false;
        const char32_t before = glyphs_[hit.begin - 1];
        if (before == U',' || before == U'。' || before == U'、' || before == U';') return false;  // running text
        if (hit.joint == Joint::mark) return true;
        if (row.use == LabelUse::prefix) return glyphs_[hit.value] != U'\n';
        const char32_t next = glyphs_[hit.value];
        if (hit.joint == Joint::blank)
            return is_letter(next) || next == U'《' || next == U'“' || next == U'「' || next == U'[';
        if (is_latin(next) || next == U'《' || next == U'“' || next == U'「') return is_han(row.word[0]);
        const auto rest = han_run(glyphs_, hit.value);
        return near_line_start(hit.begin) && rest.size() <= 15 && ends_like_outlet(rest);
    }

    [[nodiscard]] bool accepts_author(const LabelHit& hit, const LabelRow& row) const {
        if (hit.joint == Joint::mark) return glyphs_[hit.value] != U'\0';
        if (person_at(glyphs_, hit.value)) return row.word != U"文" || hit.joint == Joint::blank;
        const bool writer = row.word.find(U"作者") != std::u32string_view::npos ||
                            row.word.find(U"记者") != std::u32string_view::npos ||
                            row.word.find(U"通讯员") != std::u32string_view::npos || row.word.substr(0, 1) == U"撰" ||
                            is_latin(row.word[0]);
        return writer && hit.joint == Joint::blank && in_place(hit.begin) && pen_name_at(glyphs_, hit.value);
    }

    [[nodiscard]] bool short_word_at(std::size_t i) const {
        std::size_t end = i;
        while (end < i + 12 && is_letter(glyphs_[end])) ++end;
        return end > i && end <= i + 10;
    }

    // The label stands inside a word: 山海网记者王一, 王一来源:…, 新媒体编辑:…
    [[nodiscard]] bool accepts_inside(LabelHit& hit, const LabelRow& row) const {
        const std::size_t length = hit.begin - word_;
        const bool glued =
            hit.joint == Joint::colon && !hits_.empty() && hits_.back().value == word_ && line_has_field_;
        if (glued && is_han(row.word[0])) return true;
        const bool person = row.field == Field::author && (row.word == U"记者" || row.word == U"通讯员");
        if (person && length <= 14 && !is_trap_before(word_)) {
            const bool named = person_at(glyphs_, hit.value) ||
                               (hit.joint == Joint::blank && pen_name_at(glyphs_, hit.value) && in_place(word_));
            if (hit.joint != Joint::colon && hit.joint != Joint::mark && !named) return false;
            hit.prefix = word_;
            hit.prefix_end = hit.begin;
            return true;
        }
        if (hit.joint != Joint::colon || !is_han(row.word[0])) return false;
        if (row.field == Field::editor) return row.word == U"编辑" && length <= 4;
        if (row.word == U"作者") return length <= 3;
        return row.field == Field::views && length <= 2;
    }

    // 有记者问, 据记者了解
    [[nodiscard]] bool is_trap_before(std::size_t i) const {
        constexpr std::u32string_view traps = U"有据答众各多女老名位让向对给被请告当原与和";
        return traps.find(glyphs_[i]) != std::u32string_view::npos;
    }

    // A word that is in no table but written as a label (开庭时间: 收入来源: 版次:) ends the value before it.
    std::size_t take_unknown(std::size_t i) {
        if (!is_han(glyphs_[i]) || (!hits_.empty() && hits_.back().value == i)) return i + 1;
        std::size_t end = i;
        while (end < i + 10 && is_han(glyphs_[end])) ++end;
        if (end < i + 2 || end > i + 9 || glyphs_[end] != U':') return i + 1;
        LabelHit hit;
        hit.begin = i;
        hit.end = end;
        find_joint(hit);
        const auto word = glyphs_.folded(i, end);
        for (std::size_t at = i + 1; at + 1 < end; ++at) {
            const LabelMatch match = match_label(glyphs_, at, site_);
            if (match.row == nullptr || match.end != end) continue;
            const bool specific = match.row->word.size() >= 4 || match.row->field == Field::views;
            if (match.row->field == Field::author || match.row->field == Field::editor) return i + 1;
            if (match.row->field == Field::source)
                hit.rejected = true;
            else
                hit.field = specific ? match.row->field : Field::other;
            break;
        }
        if (hit.field == Field::other &&
            (ends_with(word, U"时间") || ends_with(word, U"日期") || ends_with(word, U"截止"))) {
            hit.field = Field::other_time;
        }
        return add(hit);
    }

    std::size_t add(const LabelHit& hit) {
        hits_.push_back(hit);
        line_has_field_ = true;
        word_ = hit.value;
        return std::max(hit.end, std::min(hit.value, glyphs_.size()));
    }

    // Each value goes to the next label or the line's end; one that is empty on its own line may stand on the next.
    void set_ends() {
        for (std::size_t n = 0; n < hits_.size(); ++n) {
            LabelHit& hit = hits_[n];
            const std::size_t limit =
                n + 1 < hits_.size()
                    ? std::max(hits_[n + 1].prefix_end > 0 ? hits_[n + 1].prefix : hits_[n + 1].begin, hit.end)
                    : glyphs_.size();
            hit.value = std::min(hit.value, std::max(limit, hit.end));
            std::size_t end = hit.value;
            while (end < limit && glyphs_[end] != U'\n') ++end;
            if (end == hit.value && hit.joint == Joint::colon) {
                while (end < limit && (glyphs_[end] == U'\n' || glyphs_[end] == U' ') && end < hit.value + 6) ++end;
                hit.value = end;
                while (end < limit && glyphs_[end] != U'\n') ++end;
            }
            hit.value_end = end;
        }
    }

    const Glyphs& glyphs_;
    const std::vector<TimeHit>& times_;
    const SiteLabels* site_;
    std::vector<LabelHit> hits_;
    std::size_t word_ = 0;
    std::size_t next_time_ = 0;
    bool line_has_field_ = false;
};

}  // namespace

const TimeHit* time_at(const std::vector<TimeHit>& times, std::size_t begin) {
    const auto found = std::lower_bound(times.begin(), times.end(), begin,
                                        [](const TimeHit& hit, std::size_t at) { return hit.begin < at; });
    return found != times.end() && found->begin == begin ? &*found : nullptr;
}

std::vector<LabelHit> find_labels(const Glyphs& glyphs, const std::vector<TimeHit>& times, const SiteLabels* site) {
    return Scanner(glyphs, times, site).scan();
}

Parsed::Parsed(std::string_view text, const FieldContext& context)
    : glyphs(text), times(find_times(glyphs, context)), labels(find_labels(glyphs, times, context.labels)) {}

}  // namespace syndicated::normalise
