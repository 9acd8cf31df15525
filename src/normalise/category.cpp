// 当前位置 and 栏目: the path of categories (NORMALISE.md in docs/, section 3.4).
#include "normalise/fragment.hpp"
#include "normalise/line_kinds.hpp"
#include "normalise/names.hpp"
#include "normalise/readers.hpp"
#include "normalise/title.hpp"

#include "syndicated/base/text.hpp"
#include "syndicated/normalise/normalise.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

constexpr std::size_t max_name_length = 64;  // code points
constexpr std::size_t max_depth = 12;
constexpr std::size_t max_bytes = 8 * 1024;

constexpr auto prefixes =
    std::to_array<std::u32string_view>({U"您现在所在的位置", U"您现在的位置", U"您所在的位置", U"您当前的位置",
                                        U"您的当前位置", U"你现在的位置", U"你所在的位置", U"您的位置", U"你的位置",
                                        U"现在的位置", U"当前位置", U"目前位置", U"所在位置", U"现在位置", U"位置"});
constexpr auto roots = std::to_array<std::u32string_view>(
    {U"首页", U"主页", U"网站首页", U"返回首页", U"回首页", U"home", U"homepage", U"index", U"网站主页"});
constexpr auto leaves = std::to_array<std::u32string_view>(
    {U"正文",     U"详情",     U"内容",     U"内容页",   U"详细信息", U"浏览文章", U"查看文章", U"文章内容",
     U"新闻详情", U"详细内容", U"文章正文", U"信息正文", U"浏览正文", U"查看内容", U"文章详情", U"文章",
     U"阅读正文", U"新闻正文", U"浏览内容", U"详细",     U"查看详情", U"内容详情", U"文章页",   U"正文内容"});
constexpr auto nothing = std::to_array<std::u32string_view>(
    {U"未分类", U"默认分类", U"uncategorized", U"默认", U"其他分类", U"无分类", U"默认栏目"});

enum class Cut { none, arrow, line, bar, slash, dash, dot, bare_dot };

bool is_arrow(char32_t c) {
    constexpr std::u32string_view arrows = U">\u00BB\u203A\u2192\u25B6\u25B8\u276F\u226B\uFE65\u2799\u279C\u21D2";
    return arrows.find(c) != std::u32string_view::npos;
}

bool is_dash(char32_t c) {
    return c == U'-' || c == U'\u2014';
}

bool spaced(const Glyphs& glyphs, std::size_t i) {
    return glyphs[i - 1] == U' ' && glyphs[i + 1] == U' ';
}

// The end of a word in angle brackets: <video>.
bool ends_word(const Glyphs& glyphs, std::size_t i) {
    std::size_t first = i;
    while (first > 0 && i - first < 20 && is_letter(glyphs[first - 1])) --first;
    return first > 0 && first < i && glyphs[first - 1] == U'<';
}

Cut cut_at(const Glyphs& glyphs, std::size_t i) {
    const char32_t c = glyphs[i];
    if (is_arrow(c)) return ends_word(glyphs, i) ? Cut::none : Cut::arrow;
    if (c == U'\n') return Cut::line;
    if (c == U'|') return Cut::bar;
    if (c == U'/' || c == U'\\') return Cut::slash;
    if (is_dash(c) && (spaced(glyphs, i) || c == U'\u2014')) return Cut::dash;
    if (c == U'\u00B7' || c == U'\u2022') return spaced(glyphs, i) ? Cut::dot : Cut::bare_dot;
    return Cut::none;
}

struct Part {
    std::size_t begin, end;
};

std::vector<Part> split(const Glyphs& glyphs, std::size_t begin, std::size_t end, Cut cut) {
    std::vector<Part> out;
    std::size_t start = begin;
    for (std::size_t i = begin; i <= end; ++i) {
        if (i < end && (cut == Cut::none || cut_at(glyphs, i) != cut)) continue;
        if (out.size() <= max_depth) out.push_back({start, i});
        start = i + 1;
    }
    return out;
}

bool is_root(std::u32string_view word) {
    return std::find(roots.begin(), roots.end(), word) != roots.end() ||
           (word.size() <= 30 && (ends_with(word, U"首页") || ends_with(word, U"主页")));
}

std::u32string_view trimmed(std::u32string_view word) {
    const auto edge = [](char32_t c) {
        return c == U' ' || c == U'\n' || c == U':' || c == U'[' || c == U']' || is_arrow(c);
    };
    while (!word.empty() && edge(word.front())) word.remove_prefix(1);
    while (!word.empty() && edge(word.back())) word.remove_suffix(1);
    return word;
}

// One separator rules a line: an arrow before all; a bare slash only behind a root, so that AI/人工智能 stays whole.
Cut dominant(const Glyphs& glyphs, std::size_t begin, std::size_t end, bool labelled) {
    std::array<std::size_t, 8> counts{};
    std::size_t spaced_slashes = 0;
    for (std::size_t i = begin; i < end; ++i) {
        const Cut cut = cut_at(glyphs, i);
        ++counts.at(static_cast<std::size_t>(cut));
        if (cut == Cut::slash && spaced(glyphs, i)) ++spaced_slashes;
    }
    const auto has = [&](Cut cut) { return counts.at(static_cast<std::size_t>(cut)) > 0; };
    if (has(Cut::arrow)) return Cut::arrow;
    if (has(Cut::line)) return Cut::line;
    const auto parts = split(glyphs, begin, end, Cut::slash);
    const bool rooted = is_root(trimmed(glyphs.folded(parts.front().begin, parts.front().end)));
    if (spaced_slashes > 0 || (has(Cut::slash) && (rooted || labelled))) return Cut::slash;
    if (has(Cut::bar)) return Cut::bar;
    if (has(Cut::dash)) return Cut::dash;
    if (has(Cut::dot)) return Cut::dot;
    const auto dotted = split(glyphs, begin, end, Cut::bare_dot);
    const bool first = dotted.size() > 1 && is_root(trimmed(glyphs.folded(dotted.front().begin, dotted.front().end)));
    return first ? Cut::bare_dot : Cut::none;
}

// Where the path begins: behind 当前位置 and its colon.
std::size_t after_prefix(const Glyphs& glyphs, std::size_t i) {
    while (i < glyphs.size() && !is_letter(glyphs[i])) ++i;
    for (const auto prefix : prefixes) {
        if (!glyphs.starts_with(i, prefix)) continue;
        std::size_t end = skip_blanks(glyphs, i + prefix.size());
        if (glyphs[end] == U'是') end = skip_blanks(glyphs, end + 1);
        if (glyphs[end] == U':' || !is_letter(glyphs[end]) || end > i + prefix.size()) {
            while (end < glyphs.size() && (glyphs[end] == U':' || glyphs[end] == U' ' || glyphs[end] == U'\n')) ++end;
            return end;
        }
        if (prefix.size() > 2) return end;
    }
    return 0;
}

std::u32string letters_of(std::u32string_view word) {
    std::u32string out;
    std::copy_if(word.begin(), word.end(), std::back_inserter(out), is_letter);
    return out;
}

// The leaf is the article itself: 正文, or its title, whole or cut.
bool is_leaf(std::u32string_view word, std::string_view title) {
    if (std::find(leaves.begin(), leaves.end(), word) != leaves.end()) return true;
    if (word.size() <= 5 && (ends_with(word, U"正文") || ends_with(word, U"内容页"))) return true;
    if (ends_with(word, U"…") || ends_with(word, U"...")) return true;
    if (title.empty()) return false;
    const std::u32string wanted = letters_of(folded(title));
    const std::u32string own = letters_of(word);
    return own.size() >= 4 && (wanted == own || (own.size() >= 8 && wanted.compare(0, own.size(), own) == 0));
}

class PathReader {
public:
    PathReader(const Glyphs& glyphs, std::string_view title) : glyphs_(glyphs), title_(title) {}

    std::vector<std::string> read(std::size_t begin, std::size_t end, bool labelled) {
        const Cut cut = dominant(glyphs_, begin, end, labelled);
        auto parts = split(glyphs_, begin, end, cut);
        if (cut == Cut::none) parts = split_blanks(parts.front());
        for (const auto& part : parts) take(part);
        drop_ends();
        std::vector<std::string> out;
        for (const auto& part : kept_) out.push_back(name_of(part));
        return out;
    }

private:
    // 首页 新闻 社会: blanks part a path only behind its root.
    std::vector<Part> split_blanks(const Part& whole) const {
        std::vector<Part> out;
        std::size_t i = whole.begin;
        while (i < whole.end && out.size() <= max_depth) {
            while (i < whole.end && glyphs_[i] == U' ') ++i;
            const std::size_t start = i;
            while (i < whole.end && glyphs_[i] != U' ') ++i;
            if (i > start) out.push_back({start, i});
        }
        const bool rooted = out.size() > 1 && is_root(glyphs_.folded(out.front().begin, out.front().end));
        return rooted ? out : std::vector<Part>{whole};
    }

    void take(Part part) {
        const auto edge = [this](std::size_t i) {
            const char32_t c = glyphs_[i];
            return c == U'-' || c == U' ' || c == U'\n' || c == U':' || c == U'[' || c == U']' || c == U'|' ||
                   is_arrow(c) || c == U'"' || c == U'“' || c == U'”';
        };
        while (part.begin < part.end && edge(part.begin)) ++part.begin;
        while (part.end > part.begin && edge(part.end - 1)) --part.end;
        if (part.begin < part.end && kept_.size() < max_depth) kept_.push_back(part);
    }

    [[nodiscard]] std::u32string_view word(const Part& part) const { return glyphs_.folded(part.begin, part.end); }
    [[nodiscard]] std::string name_of(const Part& part) const { return tidy(glyphs_.slice(part.begin, part.end)); }

    void drop_ends() {
        // 基层动态 首页 - 党建园地: what stands before the root, such as the column's heading, is none of the path
        const auto near = kept_.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(kept_.size(), 3));
        const auto root = std::find_if(std::make_reverse_iterator(near), kept_.rend(),
                                       [this](const Part& part) { return is_root(word(part)); });
        const bool rooted = root != kept_.rend();
        kept_.erase(kept_.begin(), root.base());
        bool leafed = false;
        while (!kept_.empty() && (kept_.size() > 1 || rooted || leafed || !is_single_word()) &&
               is_leaf(word(kept_.back()), title_)) {
            kept_.pop_back();
            leafed = true;
        }
        // 山海网 > 新闻 > 社会: the site stands for the root
        const auto first = kept_.empty() ? std::u32string_view() : word(kept_.front());
        if (!rooted && kept_.size() > 1 && first.size() > 2 && first.back() == U'网') kept_.erase(kept_.begin());
        std::erase_if(kept_, [this](const Part& part) { return !is_category(part); });
    }

    // A column that holds one word: "文章" may be its category's name.
    [[nodiscard]] bool is_single_word() const {
        return word(kept_.front()) != U"正文" && word(kept_.front()) != U"详情";
    }

    [[nodiscard]] bool is_category(const Part& part) const {
        const std::string name = name_of(part);
        const auto text = word(part);
        return text.size() <= max_name_length && !is_null_value(name) &&
               std::find(nothing.begin(), nothing.end(), text) == nothing.end();
    }

    const Glyphs& glyphs_;
    std::string_view title_;
    std::vector<Part> kept_;
};

// 分类：运维、Linux: the first is the main one; a path stays a path.
std::size_t first_of_list(const Glyphs& glyphs, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
        if (glyphs[i] == U',' || glyphs[i] == U'、' || glyphs[i] == U';') return i;
        if (glyphs[i] == U' ' && i > begin) {  // 湖区人物 标签 木船
            const LabelMatch label = match_label(glyphs, i + 1);
            if (label.row != nullptr && label.end < end && glyphs[label.end] == U' ') return i;
        }
    }
    return end;
}

}  // namespace

Reading<std::vector<std::string>> labelled_category(const Parsed& parsed, const FieldContext& context) {
    Reading<std::vector<std::string>> out;
    for (const auto& label : parsed.labels) {
        if (label.field != Field::category || !out.value.empty()) continue;
        const std::size_t end = first_of_list(parsed.glyphs, label.value, label.value_end);
        out.value = PathReader(parsed.glyphs, context.title).read(label.value, end, true);
        out.raw = std::string(trim(head_of(parsed.glyphs.slice(label.begin, label.value_end), 400)));
        out.rule = out.value.empty() ? "category.nothing" : "category.label";
    }
    return out;
}

namespace {

// Links with icons between them have no separator in their text: the elements' borders stand in, behind a root.
std::string text_with_seams(std::string_view raw) {
    const auto lines = fragment_lines(raw);
    std::string out;
    for (const auto& line : lines) {
        std::size_t pos = 0;
        for (const std::size_t seam : line.seams) {
            out.append(line.text, pos, seam - pos);
            if (!out.empty() && out.back() != '>') out += '>';
            pos = seam;
        }
        out.append(line.text, pos).append("\n");
    }
    const Glyphs glyphs(out);
    std::size_t i = after_prefix(glyphs, 0);
    while (i < glyphs.size() && (is_arrow(glyphs[i]) || glyphs[i] == U' ' || glyphs[i] == U':')) ++i;
    std::size_t end = i;
    while (end < glyphs.size() && !is_arrow(glyphs[end])) ++end;
    return lines.size() == 1 && is_root(trimmed(glyphs.folded(i, end))) ? out : std::string();
}

bool has_separator(std::string_view text) {
    const Glyphs glyphs(text);
    for (std::size_t i = 0; i < glyphs.size(); ++i) {
        if (cut_at(glyphs, i) != Cut::none) return true;
    }
    return false;
}

bool is_path(const Glyphs& glyphs) {
    for (std::size_t i = 0; i < glyphs.size(); ++i) {
        if (glyphs[i] == U'>' && !ends_word(glyphs, i)) return true;
    }
    return false;
}

// 共3页 上一页 下一页, 返回首页 | 打印本页, 位置：人民路12号: lines that stand where a path would.
bool is_no_path(std::string_view text, bool prefixed) {
    for (const std::string_view pager : {"上一页", "下一页", "上一頁", "下一頁"}) {
        if (text.find(pager) != std::string_view::npos) return true;
    }
    if (kind_of_line(text) == LineKind::controls) return true;
    const bool number = text.find_first_of("0123456789") != std::string_view::npos;
    return prefixed && number && text.ends_with("号") && !has_separator(text);
}

// Arrows that were stored escaped twice.
void unescape_arrows(std::string& text) {
    for (const std::string_view mark : {"&gt;", "&raquo;", "&rsaquo;"}) {
        for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
            text.replace(at, mark.size(), ">");
    }
}

// Behind 频道： or 栏目：
std::size_t after_label(const Parsed& parsed, std::size_t begin) {
    const bool labelled = !parsed.labels.empty() && parsed.labels[0].begin == begin &&
                          parsed.labels[0].field == Field::category && parsed.labels[0].joint == Joint::colon;
    return labelled ? parsed.labels[0].value : begin;
}

}  // namespace

Reading<std::vector<std::string>> read_category(std::string_view raw, const FieldContext& context) {
    std::string text = fragment_text(head_of(raw, max_bytes));
    unescape_arrows(text);
    if (!has_separator(trim(text))) {
        if (std::string seamed = text_with_seams(head_of(raw, max_bytes)); !seamed.empty()) text = std::move(seamed);
    }
    const std::string_view trimmed_text = trim(text);
    const Glyphs glyphs(trimmed_text);
    Reading<std::vector<std::string>> out;
    out.raw = std::string(head_of(trimmed_text, 400));
    const std::size_t begin = after_prefix(glyphs, 0);
    if (is_template_residue(glyphs.slice(begin, glyphs.size()))) return out.rule = "category.template_residue", out;
    if (is_no_path(trimmed_text, begin > 0)) return out.rule = "category.nothing", out;
    const bool path = begin > 0 || is_path(glyphs);
    if (!path) {
        const Parsed parsed(trimmed_text, context);
        if (auto labelled = labelled_category(parsed, context); !labelled.rule.empty()) return labelled;
    }
    const std::size_t first = begin > 0 ? begin : after_label(Parsed(trimmed_text, context), 0);
    out.value = PathReader(glyphs, context.title).read(first, glyphs.size(), first > 0);
    out.rule =
        out.value.empty() ? "category.nothing" : (out.value.size() > 1 || path ? "category.path" : "category.value");
    return out;
}

std::vector<std::string> category_path_of(std::string_view raw) {
    return read_category(raw, FieldContext{}).value;
}

std::string category_name_of(std::string_view raw) {
    std::vector<std::string> path = category_path_of(raw);
    if (path.empty()) return {};
    if (path.size() == 1) return std::move(path.front());
    std::string whole = tidy(fragment_text(head_of(raw, max_bytes)));
    return count_code_points(whole) <= max_name_length ? whole : std::string();
}

std::string category_about_of(std::string_view raw) {
    return visible_line(fragment_text(head_of(raw, max_bytes)));
}

}  // namespace syndicated::normalise
