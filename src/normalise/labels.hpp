// The labels of info lines (来源: 发布时间: 作者: ...), where they stand and how far their values go. Pure; any thread.
#pragma once

#include "normalise/glyphs.hpp"
#include "normalise/time_tokens.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

enum class Field : std::uint8_t {
    source,
    published,
    updated,
    author,
    editor,
    views,
    category,
    other_time,  // 有效期至, 上一篇: the dates behind it are not the article's
    other        // ends the value before it; what follows is nobody's
};

// How a label may be joined to its value. A colon always may; the rest is said here.
enum class LabelUse : std::uint8_t {
    plain,   // also by a bar or, where the value is plain to see, by blanks
    prefix,  // also straight in front of its value: 来自X, 发布于X
    colon,   // by a colon only: the word is too common
    word     // cuts as a bare word too: 分享到, 举报
};

struct LabelRow {
    std::u32string_view word;  // folded, without inner blanks between Han
    Field field;
    LabelUse use;
};
// The table: a new spelling of a label is a row here (labels_table.cpp).
[[nodiscard]] const std::vector<LabelRow>& label_rows();

// How a label was joined to what follows.
enum class Joint : std::uint8_t { colon, mark, blank, none };

struct LabelHit {
    Field field = Field::other;
    Joint joint = Joint::colon;
    std::size_t begin = 0, end = 0;          // the label: glyphs
    std::size_t value = 0, value_end = 0;    // what belongs to it: up to the next label or the line's end
    std::size_t prefix = 0, prefix_end = 0;  // 山海网 of 山海网记者, or nothing
    bool rejected = false;                   // reads like a label but belongs to something else (收入来源:)
    bool from_site = false;                  // one of the site's own labels
};

// What one site calls its fields, beside the table (site_rules.hpp). Immutable once filled.
class SiteLabels {
public:
    SiteLabels() = default;
    SiteLabels(const SiteLabels&) = delete;  // rows are views of words
    SiteLabels& operator=(const SiteLabels&) = delete;

    void add(Field field, std::string_view word);                              // as written, without its colon
    [[nodiscard]] const std::vector<LabelRow>& rows() const { return rows_; }  // the longest first

private:
    std::deque<std::u32string> words_;
    std::vector<LabelRow> rows_;
};

// All labels in the text, in order. `times` are the text's (find_times); `site` may be null.
[[nodiscard]] std::vector<LabelHit> find_labels(const Glyphs& glyphs, const std::vector<TimeHit>& times,
                                                const SiteLabels* site);

// The longest row that begins at glyph i, and where it ends; blanks may stand between Han characters (来 源). Of two
// equally long ones the site's.
struct LabelMatch {
    const LabelRow* row = nullptr;
    std::size_t end = 0;
    bool from_site = false;
};
[[nodiscard]] LabelMatch match_label(const Glyphs& glyphs, std::size_t i, const SiteLabels* site = nullptr);

[[nodiscard]] const TimeHit* time_at(const std::vector<TimeHit>& times, std::size_t begin);

// A text taken apart once, for all fields.
struct Parsed {
    Parsed(std::string_view text, const FieldContext& context);
    Parsed(std::string&& text, const FieldContext& context) = delete;  // it keeps views of it

    Glyphs glyphs;
    std::vector<TimeHit> times;
    std::vector<LabelHit> labels;
};

}  // namespace syndicated::normalise
