// 浏览, 阅读, 点击: how often an article was read (NORMALISE.md in docs/, section 3.4).
#include "normalise/fragment.hpp"
#include "normalise/names.hpp"
#include "normalise/readers.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

struct Count {
    std::int64_t value = 0;
    std::size_t end = 0;
};

// Trailing power of ten of 万, w, k ...; moves behind it.
int read_power(const Glyphs& glyphs, std::size_t& i) {
    struct Row {
        std::u32string_view word;
        int power;
    };
    constexpr auto rows = std::to_array<Row>({{U"千万", 7},
                                              {U"百万", 6},
                                              {U"十万", 5},
                                              {U"万亿", 12},
                                              {U"万", 4},
                                              {U"亿", 8},
                                              {U"千", 3},
                                              {U"w", 4},
                                              {U"k", 3},
                                              {U"m", 6}});
    const std::size_t at = skip_blanks(glyphs, i, 1);
    for (const auto& row : rows) {
        if (!glyphs.starts_with(at, row.word)) continue;
        const std::size_t end = at + row.word.size();
        if (is_latin(row.word[0]) && (is_latin(glyphs[end]) || at != i)) continue;
        i = end;
        return row.power;
    }
    return 0;
}

// 1,024 and 1.2万; digits after the point must not be lost (1.2 alone is no count).
std::optional<Count> read_count(const Glyphs& glyphs, std::size_t i) {
    if (glyphs[i] == U'(' || glyphs[i] == U'[') i = skip_blanks(glyphs, i + 1, 2);
    std::int64_t value = 0;
    int digits = 0;
    int decimals = 0;
    for (bool point = false; digits < 16; ++i) {
        const char32_t c = glyphs[i];
        if (is_digit(c)) {
            value = value * 10 + static_cast<std::int64_t>(c - U'0');
            ++digits;
            if (point) ++decimals;
        } else if (c == U',' && digits > 0 && !point && is_digit(glyphs[i + 1]) && is_digit(glyphs[i + 2]) &&
                   is_digit(glyphs[i + 3])) {
            continue;
        } else if (c == U'.' && digits > 0 && !point && is_digit(glyphs[i + 1])) {
            point = true;
        } else {
            break;
        }
    }
    if (digits == 0 || is_digit(glyphs[i])) return std::nullopt;
    int power = read_power(glyphs, i) - decimals;
    if (power < 0 || power + digits > 17) return std::nullopt;
    for (; power > 0; --power) value *= 10;
    if (glyphs[i] == U'+') ++i;
    return Count{value, i};
}

// 阅读3分钟, 查看5条评论, 2025-..: a number of something else.
bool counts_something_else(const Glyphs& glyphs, std::size_t end) {
    const std::size_t i = skip_blanks(glyphs, end, 2);
    constexpr std::u32string_view others = U"分秒小条篇页个张图期集字元年月日天岁章楼集级%";
    const char32_t c = glyphs[i];
    if (others.find(c) != std::u32string_view::npos) return true;
    return (c == U'-' || c == U'/' || c == U':' || c == U'.') && is_digit(glyphs[i + 1]);
}

bool in_time(const std::vector<TimeHit>& times, std::size_t i) {
    const auto after = std::upper_bound(times.begin(), times.end(), i,
                                        [](std::size_t at, const TimeHit& hit) { return at < hit.begin; });
    return after != times.begin() && std::prev(after)->end > i && !std::prev(after)->weak;
}

// 547次浏览, 12 人阅读, 1,024 views
std::optional<Count> read_before_word(const Glyphs& glyphs, std::size_t i) {
    auto count = read_count(glyphs, i);
    if (!count) return std::nullopt;
    std::size_t at = count->end;
    if (glyphs[at] == U')') ++at;
    at = skip_blanks(glyphs, at, 2);
    for (const std::u32string_view word : {U"人次", U"次数", U"次", U"人", U"名", U"位"}) {
        if (!glyphs.starts_with(at, word)) continue;
        at = skip_blanks(glyphs, at + word.size(), 2);
        break;
    }
    if (glyphs[at] == U'已' || glyphs[at] == U'在') ++at;
    const LabelMatch match = match_label(glyphs, at);
    if (match.row == nullptr || match.row->field != Field::views) return std::nullopt;
    const char32_t next = glyphs[skip_blanks(glyphs, match.end, 2)];
    if (next == U':' || (is_han(glyphs[match.end]) && glyphs[match.end] != U'过' && glyphs[match.end] != U'了' &&
                         !glyphs.starts_with(match.end, U"此文") && !glyphs.starts_with(match.end, U"本文")))
        return std::nullopt;
    count->end = match.end;
    return count;
}

struct Found {
    Count count;
    std::size_t begin = 0;
};

std::optional<Found> find_before_word(const Parsed& parsed) {
    const auto& glyphs = parsed.glyphs;
    for (std::size_t i = 0; i < glyphs.size(); ++i) {
        const char32_t before = glyphs[i - 1];
        if (!is_digit(glyphs[i]) || is_digit(before) || before == U'.' || before == U',' || in_time(parsed.times, i))
            continue;
        if (const auto count = read_before_word(glyphs, i)) return Found{*count, i};
    }
    return std::nullopt;
}

// "12 阅读 5 评论": the number behind the word belongs to the next one.
bool belongs_to_next(const Parsed& parsed, const LabelHit& label, const Count& count) {
    if (label.joint == Joint::colon || label.joint == Joint::mark) return false;
    std::size_t i = label.begin;
    while (i > 0 && parsed.glyphs[i - 1] == U' ') --i;
    const bool number_before = i > 0 && is_digit(parsed.glyphs[i - 1]) && !in_time(parsed.times, i - 1);
    const LabelMatch next = match_label(parsed.glyphs, skip_blanks(parsed.glyphs, count.end, 2));
    return number_before && next.row != nullptr;
}

// The whole value is a number: a column's, 547 or 1.2万 or 547次.
std::optional<Count> bare_count(const Glyphs& glyphs) {
    const auto count = read_count(glyphs, skip_blanks(glyphs, 0));
    if (!count) return std::nullopt;
    std::size_t i = skip_blanks(glyphs, count->end);
    if (glyphs[i] == U'次' || glyphs[i] == U'人') i = skip_blanks(glyphs, i + 1);
    while (i < glyphs.size() && !is_letter(glyphs[i]) && (glyphs[i] == U' ' || glyphs[i] == U'\n' || glyphs[i] == U')'))
        ++i;
    return i == glyphs.size() ? count : std::nullopt;
}

}  // namespace

Reading<std::optional<std::int64_t>> views_of(const Parsed& parsed) {
    const auto& glyphs = parsed.glyphs;
    Reading<std::optional<std::int64_t>> out;
    for (const auto& label : parsed.labels) {
        if (label.field != Field::views) continue;
        const auto count = read_count(glyphs, label.value);
        if (out.rule.empty()) {
            out.raw = std::string(trim(head_of(glyphs.slice(label.begin, label.value_end), 200)));
            out.rule = "views.no_number";
        }
        if (!count || counts_something_else(glyphs, count->end) || belongs_to_next(parsed, label, *count)) continue;
        out.value = count->value;
        out.raw = std::string(glyphs.slice(label.begin, count->end));
        out.rule = "views.label";
        return out;
    }
    if (const auto found = find_before_word(parsed)) {
        out.value = found->count.value;
        out.raw = std::string(glyphs.slice(found->begin, found->count.end));
        out.rule = "views.before_word";
    }
    return out;
}

Reading<std::optional<std::int64_t>> read_views(std::string_view raw, const FieldContext& context) {
    const std::string text = fragment_text(head_of(raw, max_field_bytes));
    const Parsed parsed(text, context);
    Reading<std::optional<std::int64_t>> out = views_of(parsed);
    if (!out.rule.empty()) return out;
    out.raw = std::string(trim(head_of(text, 200)));
    out.rule = "views.none";
    if (const auto count = bare_count(parsed.glyphs)) {
        out.value = count->value;
        out.rule = "views.value";
    }
    return out;
}

}  // namespace syndicated::normalise
