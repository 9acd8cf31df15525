#include "normalise/css_text.hpp"

#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace syndicated::normalise {

namespace {

constexpr int largest_number = 1'000'000;

bool is_blank_char(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}
bool is_digit_char(char c) {
    return c >= '0' && c <= '9';
}
bool starts_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
int hex_of(char c) {
    if (is_digit_char(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

bool CssText::skip_blanks() {
    const std::size_t before = pos_;
    while (is_blank_char(here())) ++pos_;
    return pos_ > before;
}

bool CssText::escape_begins(std::size_t i) const {
    return at(i) == '\\' && i + 1 < text_.size() && at(i + 1) != '\n';
}

bool CssText::name_begins(std::size_t i) const {
    if (at(i) == '-') return at(i + 1) == '-' || starts_name(at(i + 1)) || escape_begins(i + 1);
    return starts_name(at(i)) || escape_begins(i);
}

std::string CssText::read_name() {
    std::string out;
    for (;;) {
        if (escape_begins(pos_)) {
            read_escape(out);
        } else if (starts_name(here()) || is_digit_char(here()) || here() == '-') {
            out += text_[pos_++];
        } else {
            return out;
        }
    }
}

bool CssText::read_string(std::string& out) {
    const std::size_t begin = pos_;
    const char mark = text_[pos_++];
    while (here() != mark) {
        if (done() || here() == '\n') return fail(begin, "the text in quotes has no end");
        if (here() != '\\') {
            out += text_[pos_++];
        } else if (here(1) == '\n') {
            pos_ += 2;
        } else {
            read_escape(out);
        }
    }
    ++pos_;
    return true;
}

// \31 (up to six digits and a blank), else the character itself.
void CssText::read_escape(std::string& out) {
    ++pos_;
    if (done()) return;
    char32_t code = 0;
    int digits = 0;
    for (; digits < 6 && hex_of(here()) >= 0; ++digits, ++pos_)
        code = code * 16 + static_cast<char32_t>(hex_of(here()));
    if (digits == 0) {
        code = next_code_point(text_, pos_);
    } else if (is_blank_char(here())) {
        ++pos_;
    }
    append_utf8(out, is_xml_char(code) ? code : replacement_character);
}

std::optional<int> CssText::read_number() {
    if (!is_digit_char(here())) return std::nullopt;
    int out = 0;
    for (; is_digit_char(here()); ++pos_) out = std::min(out * 10 + (here() - '0'), largest_number);
    return out;
}

bool CssText::fail(std::size_t where, std::string_view what, Errc code) {
    const std::size_t character = count_code_points(text_.substr(0, where)) + 1;
    error_ = {code, fmt::format("{}, character {}: {}", quote(text_), character, what)};
    return false;
}

bool CssText::fail_here(std::string_view expected) {
    if (done()) return fail(pos_, fmt::format("it ends here, expected {}", expected));
    std::size_t end = pos_;
    (void)next_code_point(text_, end);
    return fail(pos_,
                fmt::format("{} is not expected here, expected {}", quote(text_.substr(pos_, end - pos_)), expected));
}

}  // namespace syndicated::normalise
