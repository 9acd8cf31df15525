#include "normalise/info_line.hpp"

#include "normalise/line_kinds.hpp"
#include "normalise/names.hpp"
#include "normalise/readers.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace syndicated::normalise {

namespace {

constexpr std::size_t max_info_bytes = 16 * 1024;
constexpr std::size_t max_scored_bytes = 2 * 1024;  // a longer block is no info line

// The word of letters before or behind a glyph, blanks and bars between.
struct Word {
    std::size_t begin, end;
};

Word word_before(const Glyphs& glyphs, std::size_t i) {
    while (i > 0 && (glyphs[i - 1] == U' ' || glyphs[i - 1] == U'|')) --i;
    std::size_t begin = i;
    while (begin > 0 && i - begin <= 20 && is_letter(glyphs[begin - 1])) --begin;
    return {begin, i};
}

Word word_behind(const Glyphs& glyphs, std::size_t i) {
    while (glyphs[i] == U' ' || glyphs[i] == U'|') ++i;
    std::size_t end = i;
    const auto goes_on = [&](std::size_t at) {
        return is_letter(glyphs[at]) || (glyphs[at] == U'-' && at > i && is_letter(glyphs[at + 1]));
    };
    while (end <= i + 20 && goes_on(end)) ++end;
    return {i, end};
}

// 原创 at the line's start, a blank behind it, before glyph `at`.
bool is_badge(const Glyphs& glyphs, std::size_t at) {
    return at >= 3 && glyphs[at - 1] == U' ' && (at == 3 || glyphs[at - 4] == U'\n') &&
           (glyphs.starts_with(at - 3, U"原创") || glyphs.starts_with(at - 3, U"独家"));
}

// 山海教育网 2025/3/1 8:06:00 and 2025-03-10 10:00 | 山海网: an outlet's name alone beside the date.
void take_outlet_beside_date(const Parsed& parsed, const FieldContext& context, InfoFields& out) {
    const auto& glyphs = parsed.glyphs;
    for (const auto& time : parsed.times) {
        const bool clock = time.form == TimeForm::no_year && time.value && time.value->precision != Precision::day;
        if (time.weak || (time.form > TimeForm::two_digit_year && !clock)) continue;
        const Word before = word_before(glyphs, time.begin);
        const Word behind = word_behind(glyphs, time.end);
        const bool first = before.begin == 0 || glyphs[before.begin - 1] == U'\n' || is_badge(glyphs, before.begin);
        const bool apart = behind.begin > time.end && glyphs[behind.end] != U':' && glyphs[behind.end] != U',';
        for (const auto& [word, fits] :
             {std::pair(before, first && before.end < time.begin), std::pair(behind, apart)}) {
            const std::size_t length = word.end - word.begin;
            if (!fits || length < 2 || length > 20 || !ends_like_outlet(glyphs.folded(word.begin, word.end))) continue;
            const std::string_view name = glyphs.slice(word.begin, word.end);
            if (kind_of_line(name) == LineKind::controls) continue;  // 手机看新闻
            out.source = clean_source(name, context);
            if (out.source.value.name) out.source.rule = "source.outlet_beside_date";
            return;
        }
    }
}

// 山海网记者 王一: the house before 记者.
void take_reporters_outlet(const Parsed& parsed, const FieldContext& context, InfoFields& out) {
    for (const auto& label : parsed.labels) {
        if (label.prefix_end == 0 || !ends_like_outlet(parsed.glyphs.folded(label.prefix, label.prefix_end))) continue;
        out.source = clean_source(parsed.glyphs.slice(label.prefix, label.prefix_end), context);
        if (out.source.value.name) out.source.rule = "source.reporters_outlet";
        return;
    }
}

bool is_outlet_line(const Glyphs& glyphs, std::size_t begin, std::size_t end) {
    if (end - begin < 2 || end - begin > 14) return false;
    for (std::size_t i = begin; i < end; ++i) {
        if (!is_letter(glyphs[i])) return false;
    }
    const LabelMatch word = match_label(glyphs, begin);  // 举报
    return (word.row == nullptr || word.end != end) && ends_like_outlet(glyphs.folded(begin, end)) &&
           kind_of_line(glyphs.slice(begin, end)) != LineKind::controls;  // 手机看新闻
}

// A line of its own near the date: 新华社, or 王一/山海日报.
void take_outlet_line(const Parsed& parsed, const FieldContext& context, InfoFields& out) {
    const auto& glyphs = parsed.glyphs;
    if (!out.published.value || !out.authors.rule.empty()) return;
    for (std::size_t begin = 0; begin < glyphs.size();) {
        std::size_t end = begin;
        std::size_t slash = 0;
        for (; end < glyphs.size() && glyphs[end] != U'\n'; ++end) {
            if (glyphs[end] == U'/') slash = end;
        }
        const std::size_t name = slash > begin ? slash + 1 : begin;
        if (is_outlet_line(glyphs, name, end)) {
            auto people = split_names(glyphs, begin, name > begin ? slash : begin, NameKind::person);
            if (name == begin || !people.empty()) {
                out.source = clean_source(glyphs.slice(name, end), context);
                if (out.source.value.name) out.source.rule = "source.outlet_line";
                if (people.empty()) return;
                out.authors = {std::move(people), std::string(glyphs.slice(begin, end)), "author.before_outlet"};
                return;
            }
        }
        begin = end + 1;
    }
}

// Sections that read like a person's name: the first character is a family name.
bool is_section(std::u32string_view word) {
    static constexpr auto sections = std::to_array<std::u32string_view>(
        {U"时政", U"时评", U"时事", U"时尚", U"时讯", U"文化",   U"文旅", U"文艺",   U"文学", U"文娱", U"文史", U"文体",
         U"文教", U"文博", U"房产", U"游戏", U"商业", U"商务",   U"党建", U"党务",   U"金融", U"公益", U"公告", U"安全",
         U"关注", U"关于", U"常识", U"成果", U"成长", U"项目",   U"史话", U"方言",   U"金句", U"红人", U"农业", U"乐活",
         U"封面", U"专题", U"万象", U"简讯", U"简报", U"计算机", U"车市", U"白皮书", U"华人", U"路况", U"和声"});
    return std::find(sections.begin(), sections.end(), word) != sections.end();
}

// 田禾 / 2025-04-02: a person, a mark, the date, and nothing else on the line.
void take_person_beside_date(const Parsed& parsed, InfoFields& out) {
    const auto& glyphs = parsed.glyphs;
    for (const auto& time : parsed.times) {
        if (time.weak || !time.value || time.form > TimeForm::no_year) continue;
        std::size_t mark = time.begin;
        while (mark > 0 && glyphs[mark - 1] == U' ') --mark;
        if (mark == 0 || std::u32string_view(U"/|·•").find(glyphs[mark - 1]) == std::u32string_view::npos) continue;
        const Word word = word_before(glyphs, mark - 1);
        const bool first = word.begin == 0 || glyphs[word.begin - 1] == U'\n';
        const bool last = time.end == glyphs.size() || glyphs[time.end] == U'\n';
        const auto name = glyphs.folded(word.begin, word.end);
        if (!first || !last || !is_person_name(name) || is_known_place(name) || is_section(name)) continue;
        out.authors = {{tidy(glyphs.slice(word.begin, word.end))},
                       std::string(glyphs.slice(word.begin, time.end)),
                       "author.beside_date"};
        return;
    }
}

// 由 阿木 发布于 手艺: what no date follows is the category.
void take_posted_in(const Parsed& parsed, const FieldContext& context, InfoFields& out) {
    const auto& glyphs = parsed.glyphs;
    if (out.authors.rule != "author.posted_by") return;
    for (std::size_t i = 0; i + 3 < glyphs.size(); ++i) {
        const bool verb =
            glyphs.starts_with(i, U"发布于") || glyphs.starts_with(i, U"发表于") || glyphs.starts_with(i, U"发布在");
        if (!verb) continue;
        const std::size_t begin = skip_blanks(glyphs, i + 3);
        std::size_t end = begin;
        while (end < glyphs.size() && glyphs[end] != U'\n' && end < begin + 40) ++end;
        for (const auto& label : parsed.labels) {
            if (label.begin > begin && label.begin < end) end = label.begin;
        }
        for (const auto& time : parsed.times) {
            if (time.begin >= begin && time.begin < end && !time.weak) end = time.begin;
        }
        auto found = read_category(glyphs.slice(begin, end), context);
        if (found.value.empty()) return;
        found.rule = "category.posted_in";
        out.category = std::move(found);
        return;
    }
}

}  // namespace

InfoFields read_info_line(std::string_view text, const FieldContext& context) {
    const std::string_view head = head_of(text, max_info_bytes);
    const Parsed parsed(head, context);
    InfoFields out;
    Times times = times_of(parsed, context);
    out.published = std::move(times.published);
    out.updated = std::move(times.updated);
    out.authors = labelled_authors(parsed);
    if (out.authors.rule.empty()) take_person_beside_date(parsed, out);
    out.editors = labelled_editors(parsed);
    out.views = views_of(parsed);
    out.category = labelled_category(parsed, context);
    if (out.category.rule.empty()) take_posted_in(parsed, context, out);
    FieldContext wider = context;
    wider.categories.insert(wider.categories.end(), out.category.value.begin(), out.category.value.end());
    out.source = labelled_source(parsed, wider);
    if (out.source.rule.empty()) take_outlet_beside_date(parsed, wider, out);
    if (out.source.rule.empty()) take_reporters_outlet(parsed, wider, out);
    if (out.source.rule.empty()) take_outlet_line(parsed, wider, out);
    out.any = out.source.value.name || out.published.value || out.updated.value || !out.authors.value.empty() ||
              !out.editors.value.empty() || out.views.value || !out.category.value.empty();
    return out;
}

bool names_field(std::string_view text, const SiteLabels* labels) {
    text = trim(text);
    if (text.empty() || text.size() > max_scored_bytes) return false;
    FieldContext context;
    context.labels = labels;
    const Parsed parsed(text, context);
    for (const auto& label : parsed.labels) {
        const bool own = label.field != Field::other && label.field != Field::other_time && !label.rejected;
        if (own && label.joint == Joint::colon) return label.begin == 0 || !is_letter(parsed.glyphs[label.begin - 1]);
    }
    return false;
}

bool counts_views(std::string_view line) {
    return views_of(Parsed(line, FieldContext{})).value.has_value();
}

namespace {

// 山海晚报讯（记者 王一）昨天下午…。…: running text that names its reporters.
bool is_lead(const Glyphs& glyphs) {
    std::size_t stops = 0, commas = 0;
    for (std::size_t i = 0; i < glyphs.size(); ++i) {
        stops += glyphs[i] == U'。' ? 1 : 0;
        commas += glyphs[i] == U',' || glyphs[i] == U'，' ? 1 : 0;
    }
    return glyphs.size() > 40 && stops > 0 && stops + commas >= 2;
}

bool has_stop(const Glyphs& glyphs) {
    for (std::size_t i = 0; i < glyphs.size(); ++i) {
        if (glyphs[i] == U'。' || glyphs[i] == U',' || glyphs[i] == U'，') return true;
    }
    return false;
}

}  // namespace

int score_info_line(std::string_view text, const SiteLabels* labels) {
    text = trim(text);
    if (text.empty() || text.size() > max_scored_bytes) return 0;
    FieldContext context;
    context.labels = labels;
    context.now = sys_seconds(std::chrono::seconds(4102444800));  // 2100: every real date counts
    const Parsed parsed(text, context);
    const auto& glyphs = parsed.glyphs;
    const bool lead = is_lead(glyphs);
    int score = 0;
    std::size_t covered = 0;
    for (const auto& label : parsed.labels) {
        const bool own = label.field != Field::other && label.field != Field::other_time && !label.rejected;
        if (!own || (lead && label.joint != Joint::colon)) continue;
        score += label.joint == Joint::colon ? 3 : 2;
        covered += std::min<std::size_t>(label.value_end - label.begin, 40);
    }
    for (const auto& time : parsed.times) {
        const bool dated = !time.weak && time.value && time.form != TimeForm::clock;
        const bool alone = time.begin == 0 || !is_letter(glyphs[time.begin - 1]);
        if (!dated || !alone) continue;
        // 2025年3月10日04:06 山海科技 我有话说(7人参与): what begins with date and clock and is no sentence
        const bool leads = time.begin == 0 && time.value->precision != Precision::day && !has_stop(glyphs);
        score += glyphs.size() <= time.end - time.begin + (leads ? 40 : 20) ? 3 : 1;
        covered += time.end - time.begin;
    }
    if (views_of(parsed).value) score += 2;
    const bool posted = text.find("由") != std::string_view::npos;  // the word that the rule looks for
    if (posted && labelled_authors(parsed).rule == "author.posted_by") score += 2;
    // most of a sentence is no field
    const bool sentence = glyphs.size() > 40 && covered * 3 < glyphs.size();
    return sentence ? 0 : score;
}

}  // namespace syndicated::normalise
