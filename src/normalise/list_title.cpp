// Titles in a list of articles: without the category's name that is glued to them (NORMALISE.md in docs/, section 6.3),
// without dates behind them.
#include "normalise/fragment.hpp"
#include "normalise/labels.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

constexpr std::size_t max_list_bytes = 256 * 1024;
constexpr std::size_t least_items = 5;  // of plain text with glued categories
constexpr std::size_t max_line_bytes = 4096;

struct Item {
    std::string text;
    std::vector<std::size_t> seams;
};

std::string_view without_ellipsis(std::string_view text) {
    for (const std::string_view mark : {"…", "...", "。。。"}) {
        while (text.size() >= mark.size() && text.substr(text.size() - mark.size()) == mark)
            text.remove_suffix(mark.size());
    }
    return trim(text);
}

// The link's title attribute, when the link's text is its beginning, or becomes so without a category before it.
bool stands_for(std::string_view title, std::string_view shown) {
    for (std::size_t at = 0; at < shown.size() && at < 64; ++at) {
        const std::string_view tail = shown.substr(at);
        if (tail.size() < 6) return false;
        if (title.size() > tail.size() && title.substr(0, tail.size()) == tail) return true;
    }
    return false;
}

Item item_of(const FragmentLine& line) {
    const std::size_t length = line.link_end > line.link_begin ? line.link_end - line.link_begin : 0;
    const std::string shown = tidy(without_ellipsis(trim(std::string_view(line.text).substr(line.link_begin, length))));
    const std::string title = tidy(head_of(line.title, max_line_bytes));
    if (stands_for(title, shown)) return {title, {}};
    return {std::string(head_of(line.text, max_line_bytes)), line.seams};
}

bool is_bullet(char32_t c) {
    constexpr std::u32string_view bullets =
        U" \u00B7\u2022\u25CF\u25A0\u25AA\u25C6\u25B6\u25B8\u203A\u00BB>*\u2605\u25A1\u25CB\u30FB";
    return bullets.find(c) != std::u32string_view::npos;
}

// How many glyphs at i a known category's name takes; the longest.
std::size_t category_length(const Glyphs& glyphs, std::size_t i, const std::vector<std::u32string>& categories) {
    std::size_t out = 0;
    for (const auto& name : categories) {
        if (name.size() > out && glyphs.starts_with(i, name)) out = name.size();
    }
    return out;
}

class ListReader {
public:
    ListReader(const std::vector<Item>& items, const FieldContext& context) : items_(items), context_(context) {
        for (const auto& name : context.categories) {
            if (!trim(name).empty()) categories_.push_back(folded(name));
        }
    }

    std::vector<std::string> read() {
        const bool glued = is_glued();
        std::vector<std::string> out;
        for (const auto& item : items_) {
            std::string title = title_of(item, glued);
            if (!title.empty()) out.push_back(std::move(title));
        }
        return out;
    }

private:
    // Enough items, nearly all beginning with a category: then it is no word of the title.
    [[nodiscard]] bool is_glued() const {
        std::size_t with = 0;
        for (const auto& item : items_) {
            const Glyphs glyphs(item.text);
            const std::size_t length = category_length(glyphs, start_of(glyphs), categories_);
            if (length > 0) ++with;
        }
        return items_.size() >= least_items && with * 5 >= items_.size() * 4;
    }

    static std::size_t start_of(const Glyphs& glyphs) {
        std::size_t i = 0;
        while (i < glyphs.size() && is_bullet(glyphs[i])) ++i;
        return i;
    }

    [[nodiscard]] bool is_seam(const Item& item, const Glyphs& glyphs, std::size_t i) const {
        const std::size_t first = glyphs.byte_at(i);
        const std::size_t last = glyphs.byte_at(skip_blanks(glyphs, i));
        return std::any_of(item.seams.begin(), item.seams.end(),
                           [&](std::size_t at) { return at >= first && at <= last; });
    }

    // Past a category in brackets, before a bar, in an element of its own, or glued in the whole list.
    [[nodiscard]] std::size_t after_category(const Item& item, const Glyphs& glyphs, bool glued) const {
        const std::size_t start = start_of(glyphs);
        const bool boxed = glyphs[start] == U'[' || glyphs[start] == U'(';
        const std::size_t name = boxed ? skip_blanks(glyphs, start + 1) : start;
        const std::size_t length = category_length(glyphs, name, categories_);
        if (length == 0) return start;
        const std::size_t end = skip_blanks(glyphs, name + length);
        if (boxed) return glyphs[end] == U']' || glyphs[end] == U')' ? end + 1 : start;
        if (glyphs[end] == U'|' && end + 1 < glyphs.size()) return end + 1;
        return is_seam(item, glyphs, name + length) || glued ? name + length : start;
    }

    // Dates in brackets before the title, 更新:… and dates behind it.
    [[nodiscard]] std::string title_of(const Item& item, bool glued) const {
        const Glyphs glyphs(item.text);
        const Parsed parsed(item.text, context_);
        std::size_t begin = after_category(item, glyphs, glued);
        for (const auto& time : parsed.times) {
            if (time.begin >= 1 && time.begin - 1 == skip_blanks(glyphs, begin) && glyphs[time.end] == U']')
                begin = time.end + 1;
        }
        std::size_t end = glyphs.size();
        for (const auto& label : parsed.labels) {
            const bool dated = label.field == Field::updated || label.field == Field::published;
            if (dated && label.begin > begin &&
                (label.joint == Joint::colon || time_at(parsed.times, label.value) != nullptr)) {
                end = std::min(end, label.begin);
            }
        }
        end = before_dates(item, parsed, begin, end);
        while (begin < end && (is_bullet(glyphs[begin]) || glyphs[begin] == U'|')) ++begin;
        return tidy(glyphs.slice(begin, end));
    }

    // 10月11日 at the end of a sentence is a word of the title; what brackets or elements part is not, nor a date in
    // digits behind a blank.
    [[nodiscard]] std::size_t before_dates(const Item& item, const Parsed& parsed, std::size_t begin,
                                           std::size_t end) const {
        const auto& glyphs = parsed.glyphs;
        const auto loose = [&glyphs](std::size_t i) {
            const char32_t c = glyphs[i];
            return c == U' ' || c == U'(' || c == U')' || c == U'[' || c == U']' || c == U'|' || c == U'/' || c == U'-';
        };
        for (auto time = parsed.times.rbegin(); time != parsed.times.rend(); ++time) {
            if (time->begin < begin || time->begin >= end) continue;
            std::size_t last = end;
            while (last > time->end && loose(last - 1)) --last;
            std::size_t first = time->begin;
            while (first > begin && loose(first - 1) && glyphs[first - 1] != U')' && glyphs[first - 1] != U']') --first;
            const char32_t before = glyphs[time->begin - 1];
            const bool boxed = before == U'(' || before == U'[' || is_seam(item, glyphs, time->begin);
            const bool spoken = time->form >= TimeForm::no_year && !is_digit(glyphs[time->end - 1]);
            const bool parted = boxed || (first != time->begin && !spoken);
            if (last != time->end || !parted || first <= begin) break;
            end = first;
        }
        while (end > begin && (glyphs[end - 1] == U' ' || glyphs[end - 1] == U'|')) --end;
        return end;
    }

    const std::vector<Item>& items_;
    const FieldContext& context_;
    std::vector<std::u32string> categories_;
};

}  // namespace

Reading<std::vector<std::string>> read_list_title(std::string_view raw, const FieldContext& context) {
    std::vector<Item> items;
    for (const auto& line : fragment_lines(head_of(raw, max_list_bytes))) {
        if (!trim(line.text).empty()) items.push_back(item_of(line));
    }
    Reading<std::vector<std::string>> out;
    out.raw = std::string(head_of(raw, 400));
    out.value = ListReader(items, context).read();
    out.rule = out.value.empty() ? "list_title.none" : "list_title.lines";
    return out;
}

}  // namespace syndicated::normalise
