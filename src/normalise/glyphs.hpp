// A text as folded code points with their places in it. Labels, dates and names are matched on the folded form; what
// is kept is always a slice of the text as written. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

// Folded means: full-width ASCII is ASCII, letters are lower case, blanks are ' ', line ends '\n', the traditional
// characters that occur in labels and surnames are simplified, colons and bars have one form each, zero-width and
// bidi controls are left out. Byte positions are 32 bits: callers cap their input (head_of).
class Glyphs {
public:
    explicit Glyphs(std::string_view text);
    explicit Glyphs(const char* text) : Glyphs(std::string_view(text)) {}
    explicit Glyphs(std::string&& text) = delete;  // it keeps a view of it

    [[nodiscard]] std::size_t size() const { return codes_.size(); }
    // 0 past the end and before the start (an index below 0 wraps around).
    [[nodiscard]] char32_t operator[](std::size_t i) const { return i < codes_.size() ? codes_[i] : U'\0'; }
    [[nodiscard]] std::u32string_view folded(std::size_t begin, std::size_t end) const;
    // The text as written between two glyphs.
    [[nodiscard]] std::string_view slice(std::size_t begin, std::size_t end) const;
    [[nodiscard]] std::size_t byte_at(std::size_t i) const { return at_[i < at_.size() ? i : at_.size() - 1]; }
    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] bool starts_with(std::size_t i, std::u32string_view word) const {
        return (*this)[i] == word[0] && std::u32string_view(codes_).substr(i, word.size()) == word;
    }

private:
    std::string_view text_;
    std::u32string codes_;
    std::vector<std::uint32_t> at_;  // one more than codes_
};

[[nodiscard]] char32_t fold(char32_t code_point);
[[nodiscard]] std::u32string folded(std::string_view text);  // without blanks at its ends

[[nodiscard]] bool is_han(char32_t c);
[[nodiscard]] inline bool is_digit(char32_t c) {
    return c >= U'0' && c <= U'9';
}
[[nodiscard]] bool is_latin(char32_t c);   // letters of alphabets, accents too
[[nodiscard]] bool is_letter(char32_t c);  // Han, Latin, digits and other writing: no blank, no punctuation
[[nodiscard]] bool is_ignorable(char32_t c);

// A run of blanks, not of line ends; at most `most` are skipped.
[[nodiscard]] std::size_t skip_blanks(const Glyphs& glyphs, std::size_t i, std::size_t most = 16);
[[nodiscard]] std::size_t line_end(const Glyphs& glyphs, std::size_t i);

// The first max_bytes of the text, cut between code points.
[[nodiscard]] std::string_view head_of(std::string_view text, std::size_t max_bytes);

// A value as written, in one line: zero-width and control characters out, runs of blanks one blank, ends trimmed.
[[nodiscard]] std::string tidy(std::string_view text);

// Where every part of a text that a field reader takes is small, this is the most it looks at.
inline constexpr std::size_t max_field_bytes = 64 * 1024;

}  // namespace syndicated::normalise
