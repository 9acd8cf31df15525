// 作者 and 编辑: who wrote it, who edited it (NORMALISE.md in docs/, section 3.3).
#include "normalise/fragment.hpp"
#include "normalise/names.hpp"
#include "normalise/readers.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

using Names = std::vector<std::string>;

void append_new(Names& names, Names more) {
    for (auto& name : more) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    }
}

// A list of names ends where a date or a bar that stands alone begins.
std::size_t end_of_names(const Parsed& parsed, const LabelHit& label) {
    std::size_t end = label.value_end;
    for (const auto& time : parsed.times) {
        if (time.begin >= end) break;
        if (time.begin > label.value && !time.weak) end = time.begin;
    }
    for (std::size_t i = label.value + 1; i < end; ++i) {
        if (parsed.glyphs[i] == U'|' && (parsed.glyphs[i - 1] == U' ' || parsed.glyphs[i + 1] == U' ')) return i;
    }
    return end;
}

bool is_explicit(const LabelHit& label) {
    return label.joint == Joint::colon || label.joint == Joint::mark;
}

NameKind kind_of(const LabelHit& label, const Glyphs& glyphs) {
    if (is_explicit(label)) return NameKind::labelled;
    if (label.joint == Joint::none) return NameKind::person;
    const auto word = glyphs.folded(label.begin, label.end);
    const bool general =
        word == U"文" || word.find(U'图') != std::u32string_view::npos || word == U"文字" || word == U"原创";
    return general ? NameKind::person : NameKind::labelled;
}

// 编辑 王一 of the outlet that was first, 责任编辑：赵二 of the page: a label with its colon is the page's own.
bool yields(const Parsed& parsed, const LabelHit& label) {
    if (label.field != Field::editor || is_explicit(label)) return false;
    return std::any_of(parsed.labels.begin(), parsed.labels.end(), [&](const LabelHit& other) {
        return other.field == Field::editor && !other.rejected && is_explicit(other) &&
               !split_names(parsed.glyphs, other.value, end_of_names(parsed, other), NameKind::labelled).empty();
    });
}

bool asks(const Glyphs& glyphs, std::size_t end) {
    while (end > 0 && glyphs[end - 1] == U' ') --end;
    return end > 0 && (glyphs[end - 1] == U'?' || glyphs[end - 1] == U'？');
}

// 图/本报记者 王一: who took the picture.
bool is_photographer(const Parsed& parsed, const LabelHit& label) {
    const std::size_t begin = label.prefix_end > 0 ? label.prefix : label.begin;
    return std::any_of(parsed.labels.begin(), parsed.labels.end(), [&](const LabelHit& other) {
        if (other.field != Field::other || other.value > begin || begin > other.value + 2) return false;
        const auto word = parsed.glyphs.folded(other.begin, other.end);
        return word == U"图" || word == U"摄" || word == U"摄影" || word == U"供图" || word == U"图片";
    });
}

Reading<Names> labelled_names(const Parsed& parsed, Field field, std::string_view kind) {
    Reading<Names> out;
    for (const auto& label : parsed.labels) {
        if (label.field != field || label.rejected || yields(parsed, label) || is_photographer(parsed, label)) continue;
        const std::size_t end = end_of_names(parsed, label);
        if (!out.raw.empty()) out.raw += ' ';
        if (out.raw.size() < 400)
            out.raw += trim(parsed.glyphs.slice(label.prefix_end > 0 ? label.prefix : label.begin, end));
        if (asks(parsed.glyphs, end)) continue;  // 记者：今年有什么打算？
        append_new(out.value, split_names(parsed.glyphs, label.value, end, kind_of(label, parsed.glyphs)));
        out.rule = std::string(kind) + (out.value.empty() ? ".nobody" : ".label");
    }
    return out;
}

bool is_boundary(char32_t c) {
    return !is_han(c) && !is_latin(c);
}

// Past 文, 文/图, 图文, 撰文 behind a name; 0: something else.
std::size_t after_role(const Glyphs& glyphs, std::size_t i) {
    for (const std::u32string_view word : {U"文/图", U"图/文", U"文并图", U"图文", U"文图", U"撰文", U"文"}) {
        const std::size_t end = i + word.size();
        if (glyphs.starts_with(i, word) && is_boundary(glyphs[end]) && glyphs[end] != U':' && glyphs[end] != U'/')
            return end;
    }
    return 0;
}

// 王一/文 赵二/摄: the role behind the name.
void take_role_behind(const Glyphs& glyphs, std::size_t begin, std::size_t end, Reading<Names>& out) {
    if (end - begin > 4 || !is_person_name(glyphs.folded(begin, end))) return;
    std::size_t i = skip_blanks(glyphs, end, 2);
    if (glyphs[i] == U'/') i = skip_blanks(glyphs, i + 1, 2);
    const std::size_t role_end = i == end ? 0 : after_role(glyphs, i);
    if (role_end == 0) return;
    append_new(out.value, {tidy(glyphs.slice(begin, end))});
    out.raw = std::string(glyphs.slice(begin, role_end));
    out.rule = "author.role_behind";
}

// 由 阿木 发布于 手艺
void take_posted_by(const Glyphs& glyphs, std::size_t i, Reading<Names>& out) {
    if (glyphs[i] != U'由' || (i > 0 && is_letter(glyphs[i - 1]) && !is_digit(glyphs[i - 1]) && glyphs[i - 1] != U'日'))
        return;
    const std::size_t begin = skip_blanks(glyphs, i + 1, 4);
    for (std::size_t end = begin; end < begin + 24 && end < glyphs.size(); ++end) {
        const bool verb = glyphs.starts_with(end, U"发布") || glyphs.starts_with(end, U"发表") ||
                          glyphs.starts_with(end, U"上传") || glyphs.starts_with(end, U"撰写") ||
                          glyphs.starts_with(end, U"提交") || glyphs.starts_with(end, U"编写") ||
                          glyphs.starts_with(end, U"于 ");
        if (!verb || end == begin) continue;
        append_new(out.value, split_names(glyphs, begin, end, NameKind::labelled));
        out.raw = std::string(glyphs.slice(i, end));
        out.rule = "author.posted_by";
        return;
    }
}

Reading<Names> unlabelled_authors(const Glyphs& glyphs) {
    Reading<Names> out;
    for (std::size_t i = 0; i < glyphs.size();) {
        take_posted_by(glyphs, i, out);
        std::size_t end = i;
        while (is_han(glyphs[end])) ++end;
        if (end > i + 1) take_role_behind(glyphs, i, end, out);
        i = std::max(end, i + 1);
    }
    return out;
}

// 王一/图 赵二/摄: a label at `at` that is the role of the name before it.
bool is_other_role(const Parsed& parsed, std::size_t at) {
    if (at == 0 || parsed.glyphs[at - 1] != U'/' || parsed.labels.empty()) return false;
    return parsed.labels.front().begin == at && parsed.labels.front().field == Field::other;
}

// The value without a label: names alone, no sentence.
Reading<Names> bare_names(const Parsed& parsed, std::string_view kind) {
    const auto& glyphs = parsed.glyphs;
    Reading<Names> out{{}, std::string(trim(head_of(glyphs.text(), 400))), std::string(kind) + ".none"};
    const auto all = glyphs.folded(0, glyphs.size());
    if (all.size() > 80 || all.find_first_of(U"。！？!?，") != std::u32string_view::npos) return out;
    for (const std::u32string_view word : {U"作者", U"记者", U"编辑", U"本文", U"校对", U"摄影", U"来源"}) {
        if (all.find(word) != std::u32string_view::npos) return out;
    }
    if (std::any_of(parsed.labels.begin(), parsed.labels.end(),
                    [](const LabelHit& label) { return label.joint == Joint::colon; }))
        return out;
    std::size_t begin = 0;
    std::size_t end = parsed.labels.empty() ? glyphs.size() : parsed.labels.front().begin;
    if (!parsed.times.empty() && !parsed.times.front().weak) end = std::min(end, parsed.times.front().begin);
    const bool boxed = glyphs[0] == U'(' || glyphs[0] == U'[';
    if (boxed) ++begin;
    if (!is_other_role(parsed, end)) out.value = split_names(glyphs, begin, end, NameKind::labelled);
    out.rule = std::string(kind) + (out.value.empty() ? ".nobody" : ".value");
    return out;
}

}  // namespace

Reading<Names> labelled_authors(const Parsed& parsed) {
    Reading<Names> out = labelled_names(parsed, Field::author, "author");
    if (!out.value.empty()) return out;
    Reading<Names> other = unlabelled_authors(parsed.glyphs);
    return other.value.empty() ? out : other;
}

Reading<Names> labelled_editors(const Parsed& parsed) {
    return labelled_names(parsed, Field::editor, "editor");
}

Reading<Names> read_author(std::string_view raw, const FieldContext& context) {
    const std::string text = fragment_text(head_of(raw, max_field_bytes));
    const Parsed parsed(text, context);
    const Reading<Names> out = labelled_authors(parsed);
    return out.rule.empty() ? bare_names(parsed, "author") : out;
}

Reading<Names> read_editor(std::string_view raw, const FieldContext& context) {
    const std::string text = fragment_text(head_of(raw, max_field_bytes));
    const Parsed parsed(text, context);
    const Reading<Names> out = labelled_editors(parsed);
    return out.rule.empty() ? bare_names(parsed, "editor") : out;
}

}  // namespace syndicated::normalise
