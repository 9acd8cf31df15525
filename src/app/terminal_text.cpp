#include "app/terminal_text.hpp"

#include "app/column_widths.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace syndicated::app {

namespace {

constexpr char32_t zero_width_joiner = 0x200D;

bool is_in(const auto& table, char32_t c) {
    const auto behind = std::upper_bound(table.begin(), table.end(), c,
                                         [](char32_t point, const CodePoints& range) { return point < range.first; });
    return behind != table.begin() && c <= std::prev(behind)->last;
}

bool has_no_width(char32_t c) {
    return is_in(zero_width_code_points, c);
}

bool is_skin_tone(char32_t c) {
    return c >= 0x1F3FB && c <= 0x1F3FF;
}

bool is_flag_half(char32_t c) {
    return c >= 0x1F1E6 && c <= 0x1F1FF;
}

// Draws nothing, or moves what is around it.
bool is_hidden(char32_t c) {
    const bool joiner = c == 0x200C || c == zero_width_joiner;
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F && !joiner) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB);
}

// Punctuation that may not begin a line, or end one (GB/T 15834). A quotation mark of ASCII may be either.
bool closes(std::string_view letter) {
    static constexpr std::string_view all = "，。、；：！？）》」』】〉〕”’…—,.;:!?)]}%\"";
    return all.find(letter) != std::string_view::npos;
}

bool opens(std::string_view letter) {
    static constexpr std::string_view all = "（《「『【〈〔“‘([{\"";
    return all.find(letter) != std::string_view::npos;
}

// Where a word that is longer than a line may be broken: addresses, rules.
bool is_joint(std::string_view letter) {
    return letter.size() == 1 && std::string_view("./_-?&=:,").find(letter) != std::string_view::npos;
}

class Wrapper {
public:
    Wrapper(std::string_view text, std::size_t columns) : text_(text), columns_(std::max<std::size_t>(columns, 2)) {}

    [[nodiscard]] bool done() const { return pos_ >= text_.size(); }

    // The next line, without the blanks around it.
    std::string_view next() {
        const std::size_t begin = pos_;
        Spot here{begin, 0}, gap{begin, 0}, joint{begin, 0};
        std::string_view before;
        while (here.at < text_.size()) {
            const Letter letter = letter_at(text_, here.at);
            const std::string_view bytes = text_.substr(here.at, letter.bytes);
            if (here.at > begin && may_break(before, bytes)) gap = here;
            if (here.width + letter.columns > columns_ && bytes != " ") return cut(begin, here, gap, joint);
            here.width += letter.columns;
            here.at += letter.bytes;
            if (is_joint(bytes)) joint = here;
            before = bytes;
        }
        pos_ = here.at;
        return trim(text_.substr(begin));
    }

    // The last line there is room for: what is left of the text, cut.
    std::string last() {
        std::size_t at = pos_;
        for (std::size_t width = 0; at < text_.size();) {
            const Letter letter = letter_at(text_, at);
            width += letter.columns;
            if (width + 1 > columns_) break;
            at += letter.bytes;
        }
        return std::string(trim(text_.substr(pos_, at - pos_))) + "…";
    }

    [[nodiscard]] std::size_t position() const { return pos_; }
    void go_back(std::size_t position) { pos_ = position; }

private:
    struct Spot {
        std::size_t at, width;  // width: of the line up to there
    };

    static bool may_break(std::string_view before, std::string_view behind) {
        if (before == " ") return true;
        if (behind == " " || closes(behind) || opens(before)) return false;
        return letter_at(before, 0).columns == 2 || letter_at(behind, 0).columns == 2;
    }

    // A break that leaves most of the line empty is none.
    std::string_view cut(std::size_t begin, const Spot& full, const Spot& gap, const Spot& joint) {
        pos_ = full.at;
        if (joint.width * 2 >= columns_) pos_ = joint.at;
        if (gap.width * 2 >= columns_) pos_ = gap.at;
        return trim(text_.substr(begin, pos_ - begin));
    }

    std::string_view text_;
    std::size_t columns_;
    std::size_t pos_ = 0;
};

}  // namespace

Letter letter_at(std::string_view text, std::size_t pos) {
    const std::size_t begin = pos;
    const char32_t base = next_code_point(text, pos);
    const bool wide = is_in(wide_code_points, base) || is_flag_half(base);
    Letter out{pos - begin, has_no_width(base) ? 0U : wide ? 2U : 1U};
    bool flag = is_flag_half(base);
    bool joined = false;
    while (pos < text.size()) {
        const char32_t c = next_code_point(text, pos);
        const bool belongs = has_no_width(c) || joined || (is_skin_tone(c) && wide) || (flag && is_flag_half(c));
        if (!belongs) break;
        joined = c == zero_width_joiner && wide;
        flag = false;
        out.bytes = pos - begin;
    }
    return out;
}

std::size_t columns_of(std::string_view text) {
    std::size_t out = 0;
    for (std::size_t pos = 0; pos < text.size();) {
        const Letter letter = letter_at(text, pos);
        out += letter.columns;
        pos += letter.bytes;
    }
    return out;
}

std::string escape_controls(std::string_view text) {
    std::string out;
    for (std::size_t pos = 0; pos < text.size();) {
        const std::size_t start = pos;
        const char32_t c = next_code_point(text, pos);
        const bool malformed = c == replacement_character && pos - start == 1;
        if (malformed) {
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[start]));
        } else if (c == U'\n') {
            out += "\\n";
        } else if (is_hidden(c)) {
            const auto number = static_cast<std::uint32_t>(c);
            out += c < 0x80 ? fmt::format("\\x{:02x}", number) : fmt::format("\\u{:04x}", number);
        } else {
            out += text.substr(start, pos - start);
        }
    }
    return out;
}

std::vector<std::string> wrap(std::string_view text, std::size_t columns, std::size_t most_lines) {
    std::vector<std::string> out;
    Wrapper wrapper(trim(text), columns);
    while (!wrapper.done() && out.size() < most_lines) {
        const std::size_t begin = wrapper.position();
        out.emplace_back(wrapper.next());
        if (out.size() < most_lines || wrapper.done()) continue;
        wrapper.go_back(begin);
        out.back() = wrapper.last();
    }
    if (out.empty()) out.emplace_back();
    return out;
}

}  // namespace syndicated::app
