// Where md4c 0.4.8 takes quadratic time (found by reading it and by timing 60,000 random repetitions):
// - a "]" looks for its "[" in the paragraph's lines from the first, and hashes all text between as a link's label;
// - a "~" undoes what was decided since the first open one;
// - an empty line counts all open lists.
// So the work of "]" and "~" is estimated, and what would be too much becomes plain text; empty lines in a row are few.
#include "normalise/markdown_prepare.hpp"

#include "normalise/glyphs.hpp"

#include <algorithm>
#include <vector>

namespace syndicated::normalise {

namespace {

constexpr std::size_t most_bytes = 512U << 10U;  // takes md4c up to 100 ms, and its marks 30 MiB
constexpr std::size_t most_work = 2'000'000;     // bytes hashed, 17 ns each
constexpr std::size_t most_blank_lines = 8;      // in a row

bool is_punctuation(char c) {
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

// A list item that ends the paragraph before it, whatever stands there.
bool begins_item(std::string_view line) {
    const std::size_t mark = line.find_first_not_of(' ');
    if (mark > 3 || mark + 1 >= line.size()) return false;
    const bool bullet = line[mark] == '-' || line[mark] == '+' || line[mark] == '*';
    const bool apart = line[mark + 1] == ' ' || line[mark + 1] == '\t';
    return bullet && apart && line.find_first_not_of(" \t", mark + 1) != std::string_view::npos;
}

// Follows lines that may be one paragraph: those between two empty ones, or two list items.
class Preparer {
public:
    explicit Preparer(std::string_view text) : label_cost_(text.find("]:") != std::string_view::npos ? 1 : 16) {
        out_.reserve(text.size() + 1 + markdown_padding);
    }

    void add(std::string_view line);
    std::string take() { return std::move(out_); }
    [[nodiscard]] std::size_t given_up_at() const { return given_up_at_; }  // a line from 1; 0: nowhere

private:
    void end_paragraph();
    void count(char c);

    std::string out_;
    std::vector<std::size_t> open_;  // where each "[" stands in out_
    std::size_t begin_ = 0;          // of the paragraph, in out_
    std::size_t lines_ = 0;          // of the paragraph
    bool tangled_ = false;           // code or HTML in the paragraph may hold brackets that are none
    std::size_t label_cost_;         // without definitions, labels are only copied
    std::size_t work_ = 0, blank_lines_ = 0, line_ = 0, given_up_at_ = 0;
};

void Preparer::end_paragraph() {
    open_.clear();
    begin_ = out_.size();
    lines_ = 0;
    tangled_ = false;
}

// Exact in plain text. Where a paragraph is tangled, the worst is assumed: that "]" belongs to its first byte.
void Preparer::count(char c) {
    if (c == '[') open_.push_back(out_.size());
    if (c != ']' && c != '~') return;
    const std::size_t offset = out_.size() - begin_;
    if (c == '~') {
        work_ += offset / 64;
        return;
    }
    work_ += lines_ / 16 + (tangled_ || open_.empty() ? offset : out_.size() - open_.back()) / label_cost_;
    if (!open_.empty()) open_.pop_back();
}

void Preparer::add(std::string_view line) {
    ++line_;
    if (line.find_first_not_of(" \t") == std::string_view::npos) {
        if (++blank_lines_ <= most_blank_lines) out_ += '\n';
        return end_paragraph();
    }
    blank_lines_ = 0;
    if (begins_item(line)) end_paragraph();
    ++lines_;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '\\' && !tangled_ && i + 1 < line.size() && is_punctuation(line[i + 1])) {
            out_ += line.substr(i++, 2);
            continue;
        }
        tangled_ = tangled_ || c == '`' || c == '<';
        count(c);
        const bool give_up = (c == ']' || c == '~') && work_ > most_work;
        if (give_up && given_up_at_ == 0) given_up_at_ = line_;
        if (give_up) {
            out_ += c == ']' ? plain_bracket : plain_tilde;
        } else {
            out_ += c;
        }
    }
    out_ += '\n';
}

}  // namespace

Prepared prepare_markdown(std::string_view markdown, const TreeLimits& limits) {
    const std::string_view head = head_of(markdown, most_bytes);
    Prepared out = prepare_text(head, limits);
    if (head.size() < markdown.size()) {
        out.cuts.push_back("the Markdown was cut after " + std::to_string(most_bytes >> 10U) + " KiB");
    }
    const std::string_view text = out.text;
    Preparer preparer(text);
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        preparer.add(text.substr(begin, end - begin));
        begin = end + 1;
    }
    if (preparer.given_up_at() > 0) {
        out.cuts.push_back("brackets and tildes are plain text from line " + std::to_string(preparer.given_up_at()) +
                           " on: too many in one paragraph");
    }
    out.text = preparer.take();
    out.text.append(markdown_padding, '\0');
    return out;
}

}  // namespace syndicated::normalise
