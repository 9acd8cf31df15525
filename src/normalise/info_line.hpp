// Reads an info line (来源:… 发布时间:… 浏览:…) and what else of an article is plain text with a rule of its own: title
// noise, template residue, empty values. Pure; any thread; linear in the text's length. Texts are plain (no markup,
// entities decoded), positions are bytes.
#pragma once

#include "syndicated/normalise/fields.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

// A rule is empty where the line says nothing about the field; else it names what gave the value or took it away.
struct InfoFields {
    Reading<SourceName> source;
    Reading<std::optional<Timestamp>> published, updated;
    Reading<std::vector<std::string>> authors, editors;
    Reading<std::optional<std::int64_t>> views;
    Reading<std::vector<std::string>> category;
    bool any = false;  // one of the fields above has a value
};

// One or several lines. A source that equals one of context.categories (put the breadcrumb's names in there too), or
// the line's own category, is null with the rule "source_equals_category".
[[nodiscard]] InfoFields read_info_line(std::string_view text, const FieldContext& context);

// Who is named at the end of an article's paragraph: a short line such as 山海报记者 王一, or what stands in brackets
// at its very end, （文/图 王一 赵二）. Only authors and editors are set.
[[nodiscard]] InfoFields read_closing(std::string_view paragraph, const FieldContext& context);
// The date that a notice is signed with, when the lines hold nothing else: 2025年6月18日（星期三） 香港时间16时30分.
[[nodiscard]] Reading<std::optional<Timestamp>> read_closing_date(std::string_view lines, const FieldContext& context);

// How much the text looks like an info line: 0 not at all, 3 a labelled value or a date that stands alone, more with
// each further field. Running text gives 0. Cheap. `labels`: the site's own.
[[nodiscard]] int score_info_line(std::string_view text, const SiteLabels* labels = nullptr);

// Whether the line holds a labelled value of a field that an article has: 发布日期：2025-03-06 责任编辑：王一.
[[nodiscard]] bool names_field(std::string_view line, const SiteLabels* labels = nullptr);

// Whether the line says how often the article was read: 阅读 1.1万.
[[nodiscard]] bool counts_views(std::string_view line);

struct ByteRange {
    std::size_t begin = 0, end = 0;

    friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

// Cyclic title noise over a whole body's text, a paragraph a line; template residue stays.
[[nodiscard]] Denoised remove_title_noise(std::string_view text, std::string_view title);
struct TitleNoise {
    std::vector<std::vector<ByteRange>> ranges;  // for each run what to remove, ascending
    std::string suspected;  // scraps that go round, but too few of them to act on: 传DI成、研芯; empty: none
};
// The same over text runs in document order. A run that is only "\n" parts two blocks. A piece of noise may reach over
// runs; it is then listed in each.
[[nodiscard]] TitleNoise find_title_noise(const std::vector<std::string_view>& runs, std::string_view title);

// The block consists of unexpanded template marks alone: {label:top}, [!--befrom--], {{ x }} ...
[[nodiscard]] bool is_template_residue(std::string_view block);
// A field's way to say nothing: empty, "--", "null", "未知", template residue ... True of every kind of field.
[[nodiscard]] bool is_null_value(std::string_view value);

}  // namespace syndicated::normalise
