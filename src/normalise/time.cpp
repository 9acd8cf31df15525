// Published and updated (NORMALISE.md in docs/, section 3.2): which of a text's dates is which.
#include "normalise/fragment.hpp"
#include "normalise/info_blocks.hpp"
#include "normalise/names.hpp"
#include "normalise/readers.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

enum class Owner { nobody, published, updated, other };

struct Candidate {
    const TimeHit* hit = nullptr;
    Owner owner = Owner::nobody;
};

struct Suffix {
    std::u32string_view word;
    Owner owner;
};
// Behind a date: 2025-03-10 04:06 发布
constexpr auto suffixes = std::to_array<Suffix>({{U"最后编辑", Owner::updated},
                                                 {U"最后更新", Owner::updated},
                                                 {U"更新", Owner::updated},
                                                 {U"修改", Owner::updated},
                                                 {U"编辑", Owner::updated},
                                                 {U"发布", Owner::published},
                                                 {U"发表", Owner::published},
                                                 {U"刊发", Owner::published},
                                                 {U"刊登", Owner::published},
                                                 {U"上传", Owner::published},
                                                 {U"发稿", Owner::published},
                                                 {U"讯", Owner::published},
                                                 {U"updated", Owner::updated},
                                                 {U"published", Owner::published}});

Owner owner_behind(const Glyphs& glyphs, std::size_t end) {
    const std::size_t i = skip_blanks(glyphs, end, 2);
    for (const auto& suffix : suffixes) {
        if (!glyphs.starts_with(i, suffix.word)) continue;
        const char32_t next = glyphs[i + suffix.word.size()];
        // 发布会 and 更新时间: are words of their own; 发布于 speaks of what follows
        if (next != U':' && !is_han(next)) return suffix.owner;
    }
    return Owner::nobody;
}

// The word that ends straight before glyph `end` is an outlet's name.
bool outlet_before(const Glyphs& glyphs, std::size_t end) {
    std::size_t begin = end;
    while (begin > 0 && end - begin < 15 && is_letter(glyphs[begin - 1])) --begin;
    return ends_like_outlet(glyphs.folded(begin, end));
}

bool outlet_behind(const Glyphs& glyphs, std::size_t begin) {
    std::size_t end = begin;
    while (end < begin + 15 && is_letter(glyphs[end])) ++end;
    return ends_like_outlet(glyphs.folded(begin, end));
}

// 2025年3月10日下午: the part of a day without a time.
std::size_t after_day_part(const Glyphs& glyphs, std::size_t i) {
    for (const std::u32string_view word : {U"上午", U"下午", U"凌晨", U"早上", U"晚上", U"中午", U"早间", U"晚间"}) {
        if (glyphs.starts_with(i, word)) return i + word.size();
    }
    return i;
}

// A date behind 于 or a comma, or one that runs on as a sentence does, is not the article's own.
bool stands_alone(const Glyphs& glyphs, const TimeHit& hit, const LabelHit* label) {
    const char32_t before = glyphs[hit.begin - 1];
    const bool dated = hit.form <= TimeForm::two_digit_year;
    const bool inside = label != nullptr && hit.begin > label->value && hit.begin - label->value <= 24;
    if (is_letter(before) && hit.begin > 0) return dated && (inside || outlet_before(glyphs, hit.begin));
    if (before == U',' || before == U'。' || before == U'、' || before == U';') return dated && glyphs.size() < 60;
    const std::size_t end = after_day_part(glyphs, hit.end);
    const char32_t next = glyphs[end];
    if (next == U',' || next == U'、') return !is_han(glyphs[skip_blanks(glyphs, end + 1, 2)]);
    constexpr std::u32string_view followers = U"讯电消发更来作阅浏点编报记评由文责";
    if (!is_han(next) || followers.find(next) != std::u32string_view::npos) return true;
    return dated && (label != nullptr || outlet_behind(glyphs, hit.end));
}

class Chooser {
public:
    explicit Chooser(const Parsed& parsed) : parsed_(parsed), glyphs_(parsed.glyphs) {
        words_behind_ = words_stand_behind();
        for (const auto& time : parsed.times) consider(time);
    }

    [[nodiscard]] const std::vector<Candidate>& candidates() const { return candidates_; }

    // The first with a real value; else the first at all, so that its reason can be told.
    [[nodiscard]] const TimeHit* first(Owner owner) const {
        const TimeHit* empty = nullptr;
        for (const auto& candidate : candidates_) {
            if (candidate.owner != owner) continue;
            if (candidate.hit->value) return candidate.hit;
            if (empty == nullptr) empty = candidate.hit;
        }
        return empty;
    }

private:
    // "DATE 发布 DATE 更新": the words belong to the dates before them.
    [[nodiscard]] bool words_stand_behind() const {
        if (parsed_.times.size() < 2) return false;
        for (const auto& label : parsed_.labels) {
            if (label.joint == Joint::colon || label.begin < parsed_.times.front().begin) return false;
        }
        return owner_behind(glyphs_, parsed_.times.front().end) != Owner::nobody &&
               owner_behind(glyphs_, parsed_.times.back().end) != Owner::nobody;
    }

    void consider(const TimeHit& time) {
        while (next_label_ < parsed_.labels.size() && parsed_.labels[next_label_].value <= time.begin) ++next_label_;
        const LabelHit* label = next_label_ > 0 ? &parsed_.labels[next_label_ - 1] : nullptr;
        if (label != nullptr && label->value_end < time.begin) label = nullptr;
        const Owner owner = owner_of(time, label);
        if (owner != Owner::other) candidates_.push_back({&time, owner});
    }

    [[nodiscard]] Owner owner_of(const TimeHit& time, const LabelHit* label) const {
        if (words_behind_) return owner_behind(glyphs_, time.end);
        const bool first = label != nullptr && is_first_in(time, *label);
        if (label != nullptr && label->field == Field::other_time) return Owner::other;
        if (label != nullptr && first) {
            if (label->field == Field::published) return Owner::published;
            if (label->field == Field::updated) return Owner::updated;
            if (label->field == Field::other && time.begin == label->value) return Owner::other;
        }
        const bool assigned = time.form == TimeForm::epoch && is_assigned(time);
        if (is_boxed(time) || assigned) return time.value || !time.weak ? Owner::nobody : Owner::other;
        const Owner behind = owner_behind(glyphs_, time.end);
        if (behind != Owner::nobody && !time.weak) return behind;
        const bool alone = !time.weak && stands_alone(glyphs_, time, label);
        return alone ? Owner::nobody : Owner::other;
    }

    // Nothing but brackets, weekdays and the like before it in its label's value.
    [[nodiscard]] bool is_first_in(const TimeHit& time, const LabelHit& label) const {
        if (time.begin > label.value + 12) return false;
        for (std::size_t i = label.value; i < time.begin; ++i) {
            if (is_digit(glyphs_[i])) return false;
        }
        return true;
    }

    // ct="1741550791": a script's variable.
    [[nodiscard]] bool is_assigned(const TimeHit& time) const {
        std::size_t i = time.begin;
        if (i > 0 && (glyphs_[i - 1] == U'"' || glyphs_[i - 1] == U'\'')) --i;
        while (i > 0 && glyphs_[i - 1] == U' ') --i;
        return i > 0 && glyphs_[i - 1] == U'=';
    }

    // The time is the whole text but for brackets and blanks.
    [[nodiscard]] bool is_boxed(const TimeHit& time) const {
        if (glyphs_.size() > time.end - time.begin + 16) return false;
        for (std::size_t i = 0; i < glyphs_.size(); ++i) {
            if ((i < time.begin || i >= time.end) && is_letter(glyphs_[i])) return false;
        }
        return true;
    }

    const Parsed& parsed_;
    const Glyphs& glyphs_;
    std::size_t next_label_ = 0;
    bool words_behind_ = false;
    std::vector<Candidate> candidates_;
};

Reading<std::optional<Timestamp>> reading_of(const Parsed& parsed, const TimeHit* hit, const FieldContext& context) {
    Reading<std::optional<Timestamp>> out;
    if (hit == nullptr) return out;
    out.value = hit->value;
    out.raw = std::string(trim(parsed.glyphs.slice(hit->begin, hit->end)));
    out.rule = hit->value ? time_rule(*hit, context) : "time.no_such_day";
    return out;
}

// 更新：17:25 behind a dated 发布: the same day.
void take_day_from(const TimeHit& published, const Parsed& parsed, Reading<std::optional<Timestamp>>& updated,
                   const TimeHit& hit, const FieldContext& context) {
    const auto time = read_time_of_day(parsed.glyphs, hit.begin, false);
    const auto at = published.value->at;
    const std::chrono::local_seconds local{(at + context.zone.offset_at(at)).time_since_epoch()};
    updated.value = resolve(date_of(local), time, context);
    updated.rule = "time.clock of the published day";
}

std::string no_time_rule(std::string_view text) {
    if (is_null_value(text)) return is_template_residue(text) ? "time.template_residue" : "time.empty";
    return "time.none";
}

}  // namespace

Times times_of(const Parsed& parsed, const FieldContext& context) {
    Times out;
    const Chooser chooser(parsed);
    const TimeHit* published = chooser.first(Owner::published);
    out.published_labelled = published != nullptr;
    if (published == nullptr || !published->value) {
        const TimeHit* bare = chooser.first(Owner::nobody);
        if (published == nullptr || (bare != nullptr && bare->value)) published = bare;
    }
    const TimeHit* updated = chooser.first(Owner::updated);
    out.published = reading_of(parsed, published, context);
    out.updated = reading_of(parsed, updated, context);
    const bool both = published != nullptr && published->value && updated != nullptr && updated->value;
    if (both && updated->form == TimeForm::clock) take_day_from(*published, parsed, out.updated, *updated, context);
    if (both && out.updated.value && out.updated.value->at < published->value->at) {
        out.updated.value.reset();
        out.updated.rule = "time.updated_before_published";
    }
    return out;
}

namespace {

// <b>05</b><i>2025-06</i>, 2025 above 02-18: a date laid out in elements of its own.
std::string joined_pieces(std::string_view fragment) {
    std::string out;
    for (const FragmentLine& line : fragment_lines(fragment)) {
        std::size_t begin = 0;
        for (const std::size_t seam : line.seams) {
            add_line(out, trim(std::string_view(line.text).substr(begin, seam - begin)));
            begin = seam;
        }
        add_line(out, trim(std::string_view(line.text).substr(begin)));
    }
    return out;
}

}  // namespace

Reading<std::optional<Timestamp>> read_time(std::string_view raw, const FieldContext& context) {
    const std::string_view head = head_of(raw, max_field_bytes);
    const std::string text = fragment_text(with_stated_times(head, context));
    const Parsed parsed(text, context);
    Times times = times_of(parsed, context);
    if (times.published.rule.empty() && times.updated.rule.empty() && head.find('<') != std::string_view::npos) {
        const std::string pieces = joined_pieces(head);
        times = times_of(Parsed(pieces, context), context);
    }
    if (!times.published.value && times.updated.value) return times.updated;
    if (times.published.rule.empty()) {
        times.published.raw = std::string(trim(head_of(text, 200)));
        times.published.rule = no_time_rule(text);
    }
    return times.published;
}

Reading<TimePair> read_time_pair(std::string_view raw, const FieldContext& context) {
    const std::string text = fragment_text(with_stated_times(head_of(raw, max_field_bytes), context));
    const Parsed parsed(text, context);
    const Times times = times_of(parsed, context);
    Reading<TimePair> out;
    out.value = {times.published.value, times.updated.value};
    out.raw = std::string(trim(head_of(text, 200)));
    out.rule = times.published.rule.empty() ? no_time_rule(text) : times.published.rule;
    if (!times.updated.rule.empty()) out.rule += "; updated: " + times.updated.rule;
    return out;
}

}  // namespace syndicated::normalise
