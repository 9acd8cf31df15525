// 来源: whose article it is (NORMALISE.md in docs/, section 3.1).
#include "normalise/fragment.hpp"
#include "normalise/names.hpp"
#include "normalise/readers.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

constexpr std::size_t max_source_length = 40;  // code points; longer is a sentence

// What stands in a source field and names nobody.
constexpr auto nobody = std::to_array<std::u32string_view>(
    {U"网络",       U"互联网",   U"网路",          U"网络整理", U"网络转载", U"网络收集", U"网上",    U"佚名",
     U"匿名",       U"转载",     U"本站",          U"本网",     U"本报",     U"本刊",     U"本社",    U"本站原创",
     U"本站整理",   U"本站编辑", U"原创",          U"原创稿件", U"原创文章", U"整理",     U"综合",    U"综合整理",
     U"网友投稿",   U"网友",     U"网络综合",      U"未知来源", U"其他",     U"其它",     U"来源",    U"来源网络",
     U"来源于网络", U"admin",    U"administrator", U"root",     U"test",     U"unknown",  U"internet"});

// Decorations that follow a name: the bracket goes when it begins with one of these.
constexpr auto notes = std::to_array<std::u32string_view>(
    {U"记者", U"本报记者", U"作者", U"文/",    U"文|",    U"通讯员", U"责任编辑", U"责编", U"编辑", U"图",
     U"摄",   U"id",       U"微信", U"公众号", U"原标题", U"原题",   U"字号",     U"字体", U"转载", U"侵删",
     U"侵权", U"如有",     U"有删", U"略有",   U"节选",   U"http",   U"www",      U"综合"});

char32_t closing_of(char32_t c) {
    switch (c) {
        case U'(': return U')';
        case U'[': return U']';
        case U'《': return U'》';
        case U'「': return U'」';
        case U'『': return U'』';
        case U'“': return U'”';
        case U'"': return U'"';
        case U'<': return U'>';
        case U'〈': return U'〉';
        default: return 0;
    }
}

bool is_closing(char32_t c) {
    return c == U')' || c == U']' || c == U'》' || c == U'」' || c == U'』' || c == U'”' || c == U'>' || c == U'〉';
}

bool is_edge_mark(char32_t c) {
    constexpr std::u32string_view marks = U" \n.。,，;；:|-—_/\\·•●→>»、*#=~!";
    return marks.find(c) != std::u32string_view::npos;
}

// One pass after the other over a value's glyphs [begin, end) until nothing changes.
class Cleaner {
public:
    explicit Cleaner(const Glyphs& glyphs) : glyphs_(glyphs), end_(glyphs.size()) {}

    std::string_view clean() {
        cut_after_gap();
        cut_at_address();
        for (int pass = 0; pass < 8; ++pass) {
            const auto before = std::pair(begin_, end_);
            trim_marks();
            drop_note();
            drop_person();
            unwrap();
            if (before == std::pair(begin_, end_)) break;
        }
        return glyphs_.slice(begin_, end_);
    }

private:
    // Three blanks or a bar part what a page shows apart.
    void cut_after_gap() {
        while (begin_ < end_ && (glyphs_[begin_] == U' ' || glyphs_[begin_] == U'|' || glyphs_[begin_] == U'\n'))
            ++begin_;
        for (std::size_t i = begin_, run = 0; i < end_; ++i) {
            run = glyphs_[i] == U' ' ? run + 1 : 0;
            if (glyphs_[i] == U'\n' || glyphs_[i] == U'|' || run == 3) end_ = i;
        }
    }

    void cut_at_address() {
        for (std::size_t i = begin_ + 1; i < end_; ++i) {
            if (glyphs_.starts_with(i, U"http://") || glyphs_.starts_with(i, U"https://")) end_ = i;
        }
    }

    // 山海晚报 王一: an outlet and who wrote for it.
    void drop_person() {
        std::size_t last = end_;
        while (last > begin_ && is_letter(glyphs_[last - 1])) --last;
        const bool parted = last > begin_ + 2 && (is_edge_mark(glyphs_[last - 1]));
        if (!parted || !is_person_name(glyphs_.folded(last, end_))) return;
        std::size_t name_end = last;
        while (name_end > begin_ && is_edge_mark(glyphs_[name_end - 1])) --name_end;
        if (ends_like_outlet(glyphs_.folded(begin_, name_end))) end_ = name_end;
    }

    void trim_marks() {
        while (begin_ < end_ && is_edge_mark(glyphs_[begin_])) ++begin_;
        while (end_ > begin_ && is_edge_mark(glyphs_[end_ - 1])) --end_;
    }

    // 山海晚报（记者 王一） and 虎嗅（ID：x）, but not 人民日报（海外版）
    void drop_note() {
        for (std::size_t i = begin_ + 1; i < end_; ++i) {
            if (glyphs_[i] != U'(' && glyphs_[i] != U'[') continue;
            const auto inner = glyphs_.folded(skip_blanks(glyphs_, i + 1), end_);
            const bool note = std::any_of(notes.begin(), notes.end(), [inner](std::u32string_view word) {
                return inner.substr(0, word.size()) == word;
            });
            if (note || inner.empty() || is_digit(inner[0])) {
                end_ = i;
                return;
            }
        }
    }

    // Brackets around the whole, and those that never open or never close.
    void unwrap() {
        if (end_ - begin_ < 2) return;
        const char32_t close = closing_of(glyphs_[begin_]);
        if (close != 0) {
            std::size_t at = begin_ + 1;
            while (at < end_ && glyphs_[at] != close) ++at;
            if (at == end_) ++begin_;
            if (at + 1 == end_) ++begin_, --end_;
            return;
        }
        if (!is_closing(glyphs_[end_ - 1])) return;
        for (std::size_t i = begin_; i < end_; ++i) {
            if (closing_of(glyphs_[i]) == glyphs_[end_ - 1]) return;
        }
        --end_;
    }

    const Glyphs& glyphs_;
    std::size_t begin_ = 0;
    std::size_t end_;
};

bool is_bare_number(std::u32string_view word) {
    return std::none_of(word.begin(), word.end(), [](char32_t c) { return is_letter(c) && !is_digit(c); });
}

// Why the name is none; empty: it is one.
std::string_view refuse(std::string_view name, const FieldContext& context) {
    if (is_null_value(name)) return is_template_residue(name) ? "source.template_residue" : "source.empty";
    const std::u32string word = folded(name);
    if (std::find(nobody.begin(), nobody.end(), word) != nobody.end()) return "source.nobody";
    if (is_bare_number(word)) return "source.number";
    if (word.size() > max_source_length) return "source.too_long";
    if (word.find_first_of(U",，。;；!?") != std::u32string::npos) return "source.sentence";
    if (word.substr(0, 7) == U"http://" || word.substr(0, 8) == U"https://") return "source.address";
    const Glyphs glyphs(name);
    const auto times = find_times(glyphs, context);
    if (!times.empty() && times[0].begin == 0 && times[0].end == glyphs.size()) return "source.date";
    if (equals_category(name, context.categories)) return "source_equals_category";
    return {};
}

// The value of a label ends at a date, too.
std::string_view value_of(const Parsed& parsed, const LabelHit& label) {
    std::size_t end = label.value_end;
    for (const auto& time : parsed.times) {
        if (time.begin >= end) break;
        if (time.begin > label.value && !time.weak) end = time.begin;
    }
    // 海棠读书会发布于 2025-03-30: the verb belongs to the date
    const auto word = parsed.glyphs.folded(label.value, end);
    for (const std::u32string_view verb : {U"发布于", U"发表于", U"刊发于", U"更新于"}) {
        const std::size_t at = word.find_last_not_of(U' ') + 1;
        if (end < label.value_end && at > verb.size() && word.substr(0, at).substr(at - verb.size()) == verb)
            return parsed.glyphs.slice(label.value, label.value + at - verb.size());
    }
    return parsed.glyphs.slice(label.value, end);
}

// 收入来源, 图片来源: the text speaks of another source.
bool speaks_of_source(const Glyphs& glyphs) {
    for (std::size_t i = 0; i + 1 < glyphs.size(); ++i) {
        if (glyphs.starts_with(i, U"来源") || glyphs.starts_with(i, U"图源")) return true;
    }
    return false;
}

// The value without any label: the whole text, when it is short and holds no other field.
Reading<SourceName> bare_source(const Parsed& parsed, const FieldContext& context) {
    const auto& glyphs = parsed.glyphs;
    Reading<SourceName> out{{}, std::string(trim(glyphs.text())), "source.none"};
    for (const auto& label : parsed.labels) {
        if (label.joint == Joint::colon || label.rejected) return out;
    }
    if (speaks_of_source(glyphs)) return out;
    const std::size_t first = parsed.labels.empty() ? glyphs.size() : parsed.labels.front().begin;
    LabelHit whole;
    whole.value_end = first;
    return clean_source(value_of(parsed, whole), context);
}

// 山海都市报 广东: where a portal's account was when it posted.
std::string without_place(std::string name) {
    const std::size_t blank = name.rfind(' ');
    if (blank == std::string::npos || !is_known_place(folded(name.substr(blank + 1)))) return name;
    return std::string(trim(std::string_view(name).substr(0, blank)));
}

// 微信公众号“山海周刊”: the account's name.
std::string without_channel(std::string name) {
    constexpr auto channels =
        std::to_array<std::string_view>({"微信公众号", "公众号", "微信公众平台", "微信号", "微博"});
    constexpr auto quotes = std::to_array<std::pair<std::string_view, std::string_view>>(
        {{"“", "”"}, {"「", "」"}, {"《", "》"}, {"\"", "\""}});
    for (const std::string_view channel : channels) {
        if (name.compare(0, channel.size(), channel) != 0) continue;
        const std::string_view rest = trim(std::string_view(name).substr(channel.size()));
        for (const auto& [open, close] : quotes) {
            if (rest.substr(0, open.size()) != open) continue;
            const std::size_t end = rest.find(close, open.size());
            if (end != std::string_view::npos && end > open.size())
                return std::string(trim(rest.substr(open.size(), end - open.size())));
        }
    }
    return name;
}

}  // namespace

bool equals_category(std::string_view name, const std::vector<std::string>& categories) {
    const auto bare = [](std::string_view text) {
        std::u32string word = folded(text);
        for (const std::u32string_view ending : {U"频道", U"栏目", U"版块", U"板块", U"专栏"}) {
            if (word.size() > ending.size() && ends_with(word, ending))
                return word.substr(0, word.size() - ending.size());
        }
        return word;
    };
    const std::u32string word = bare(name);
    return std::any_of(categories.begin(), categories.end(),
                       [&](const std::string& category) { return !category.empty() && bare(category) == word; });
}

Reading<SourceName> clean_source(std::string_view value, const FieldContext& context) {
    Reading<SourceName> out;
    out.raw = std::string(trim(value));
    if (is_null_value(value)) {
        out.rule = is_template_residue(value) ? "source.template_residue" : "source.empty";
        return out;
    }
    const Glyphs glyphs(value);
    std::string name = without_place(without_channel(tidy(Cleaner(glyphs).clean())));
    out.rule = refuse(name, context);
    if (!out.rule.empty()) return out;
    out.rule = "source.value";
    out.value.canonical = canonical_source(name, context.rules);
    out.value.name = std::move(name);
    return out;
}

Reading<SourceName> labelled_source(const Parsed& parsed, const FieldContext& context) {
    Reading<SourceName> out;
    bool of_original = false;
    for (const auto& label : parsed.labels) {
        if (label.field != Field::source || label.rejected) continue;
        Reading<SourceName> found = clean_source(value_of(parsed, label), context);
        // where a translation was first: 首发 and 来源 beside it come before
        const bool original = parsed.glyphs.folded(label.begin, label.end) == U"原文来源";
        if (found.value.name && !original) {
            found.rule = "source.label";
            return found;
        }
        if (out.rule.empty() || (original && found.value.name && !of_original)) {
            of_original = found.value.name.has_value();
            if (of_original) found.rule = "source.label";
            out = std::move(found);
        }
    }
    return out;
}

Reading<SourceName> read_source(std::string_view raw, const FieldContext& context) {
    const std::string text = fragment_text(head_of(raw, max_field_bytes));
    const Parsed parsed(text, context);
    Reading<SourceName> out = labelled_source(parsed, context);
    return out.rule.empty() ? bare_source(parsed, context) : out;
}

}  // namespace syndicated::normalise
