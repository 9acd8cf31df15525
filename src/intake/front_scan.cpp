#include "intake/front_scan.hpp"

#include "intake/front_matter.hpp"
#include "syndicated/base/text.hpp"

#include <array>

namespace syndicated::intake {

namespace json = boost::json;

namespace {

struct Escape {
    char letter;
    char32_t stands_for;
};
constexpr std::array<Escape, 16> escapes{{{'"', U'"'},
                                          {'\\', U'\\'},
                                          {'/', U'/'},
                                          {'n', U'\n'},
                                          {'t', U'\t'},
                                          {'\t', U'\t'},
                                          {'r', U'\r'},
                                          {'b', U'\b'},
                                          {'f', U'\f'},
                                          {'a', U'\a'},
                                          {'v', U'\v'},
                                          {'e', 0x1B},
                                          {' ', U' '},
                                          {'0', replacement_character},  // no text holds a NUL
                                          {'N', 0x85},
                                          {'_', 0xA0}}};

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_low_surrogate(char32_t unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

// The number at the start of `text`; nullopt: it has not so many hexadecimal digits.
std::optional<char32_t> hex_number(std::string_view text, std::size_t digits) {
    if (text.size() < digits) return std::nullopt;
    char32_t out = 0;
    for (const char c : text.substr(0, digits)) {
        if (hex_value(c) < 0 || out > 0xFFFFFF) return std::nullopt;
        out = out * 16 + static_cast<char32_t>(hex_value(c));
    }
    return out;
}

}  // namespace

json::value plain_value(std::string_view text, Dialect dialect) {
    text = trim(text);
    const bool null = text.empty() || (dialect == Dialect::yaml && (text == "~" || equal_ignoring_case(text, "null")));
    return null ? json::value(nullptr) : json::value(json::string_view(text.data(), text.size()));
}

std::string_view FrontScanner::rest_of_line() const {
    const std::string_view rest = text_.substr(pos_);
    return rest.substr(0, rest.find('\n'));
}

std::size_t FrontScanner::skip_blanks() {
    const std::size_t begin = pos_;
    while (peek() == ' ' || peek() == '\t') ++pos_;
    return pos_ - begin;
}

void FrontScanner::next_line() {
    pos_ += rest_of_line().size();
    if (at_end()) return;
    ++pos_;
    ++line_;
}

std::optional<std::size_t> FrontScanner::next_words() {
    while (!at_end()) {
        const FrontScanner start = *this;
        const std::size_t blanks = skip_blanks();
        if (!at_line_end() && !at_comment()) {
            *this = start;
            return blanks;
        }
        next_line();
    }
    return std::nullopt;
}

bool FrontScanner::end_line() {
    skip_blanks();
    if (!at_line_end() && !at_comment()) return false;
    next_line();
    return true;
}

void FrontScanner::skip_space() {
    while (!at_end()) {
        skip_blanks();
        if (!at_line_end() && !at_comment()) return;
        next_line();
    }
}

bool FrontScanner::add_hex(std::string& out, std::size_t digits) {
    std::optional<char32_t> code = hex_number(text_.substr(pos_), digits);
    if (!code) return false;
    pos_ += digits;
    // JSON's way to write what is beyond 16 bits, which YAML takes over.
    const bool high = *code >= 0xD800 && *code < 0xDC00;
    if (high && peek() == '\\' && peek(1) == 'u') {
        const std::optional<char32_t> low = hex_number(text_.substr(pos_ + 2), 4);
        if (low && is_low_surrogate(*low)) {
            code = 0x10000 + ((*code - 0xD800) << 10U) + (*low - 0xDC00);
            pos_ += 6;
        }
    }
    const bool character = *code != 0 && *code <= 0x10FFFF && (*code < 0xD800 || *code > 0xDFFF);
    append_utf8(out, character ? *code : replacement_character);
    return true;
}

// Behind the backslash.
bool FrontScanner::escape(std::string& out) {
    const char letter = peek();
    if (at_end()) return false;
    ++pos_;
    if (letter == 'x') return add_hex(out, 2);
    if (letter == 'u') return add_hex(out, 4);
    if (letter == 'U') return add_hex(out, 8);
    if (letter == '\n') {  // the line goes on, without its indentation
        ++line_;
        skip_blanks();
        return true;
    }
    for (const Escape& known : escapes) {
        if (known.letter != letter) continue;
        append_utf8(out, known.stands_for);
        return true;
    }
    return false;
}

// A line end inside of quotes, with the blanks around it, is one blank. What goes on is indented: an unclosed quote
// must not swallow the keys behind it.
bool FrontScanner::fold(std::string& out) {
    while (!out.empty() && (out.back() == ' ' || out.back() == '\t')) out.pop_back();
    std::size_t blanks = 0;
    while (peek() == '\n') {
        next_line();
        blanks = skip_blanks();
    }
    out += ' ';
    return blanks > 0;
}

Scanned FrontScanner::quoted() {
    const FrontScanner start = *this;
    const char quote = peek();
    const std::string three(3, quote);
    const bool block = dialect_ == Dialect::toml && text_.substr(pos_, 3) == three;
    pos_ += block ? 3 : 1;
    if (block && peek() == '\n') next_line();
    std::string out;
    while (!at_end()) {
        const char c = peek();
        const bool ends = block ? text_.substr(pos_, 3) == three : c == quote;
        if (ends && !block && dialect_ == Dialect::yaml && quote == '\'' && peek(1) == '\'') {
            out += c;
            pos_ += 2;
        } else if (ends) {
            pos_ += block ? 3 : 1;
            return {json::value(json::string_view(out)), {}};
        } else if (c == '\\' && quote == '"') {
            ++pos_;
            if (!escape(out)) {
                *this = start;
                return {nullptr, "has a backslash that escapes nothing known"};
            }
        } else if (c == '\n' && !block) {
            if (dialect_ == Dialect::toml || !fold(out)) break;
        } else {
            out += c;
            ++pos_;
            line_ += c == '\n' ? 1 : 0;
        }
    }
    *this = start;
    return {nullptr, "has no closing quote"};
}

Scanned FrontScanner::item(int depth) {
    if (peek() == '"' || peek() == '\'') return quoted();
    if (peek() == '{') return map();
    if (peek() == '[') {
        if (depth > 0) return {nullptr, "is nested too deeply"};
        return list(depth + 1);
    }
    std::string out;
    while (std::string_view(",[]{}").find(peek()) == std::string_view::npos && !at_line_end()) {
        if (at_comment() && (out.empty() || out.back() == ' ')) break;
        out += peek();
        ++pos_;
    }
    return {plain_value(out, dialect_), {}};
}

Scanned FrontScanner::list(int depth) {
    const FrontScanner start = *this;
    json::array out;
    const auto fail = [&](std::string why) {
        *this = start;
        return Scanned{nullptr, std::move(why)};
    };
    ++pos_;
    for (skip_space(); !at_end(); skip_space()) {
        if (peek() == ']') {
            ++pos_;
            return {std::move(out), {}};
        }
        if (peek() == ',') {
            ++pos_;
            continue;
        }
        Scanned one = item(depth);
        if (!one.why.empty()) return fail(std::move(one.why));
        if (out.size() >= max_front_items) return fail("has more than " + std::to_string(max_front_items) + " values");
        if (!one.value.is_null()) out.push_back(std::move(one.value));
        skip_space();
        if (peek() != ',' && peek() != ']') break;
    }
    return fail("has no closing bracket");
}

// Only its end is looked for.
Scanned FrontScanner::map() {
    const FrontScanner start = *this;
    int open = 0;
    while (!at_end()) {
        const char c = peek();
        if (c == '"' || c == '\'') {
            if (!quoted().why.empty()) break;
            continue;
        }
        ++pos_;
        line_ += c == '\n' ? 1 : 0;
        open += c == '{' ? 1 : c == '}' ? -1 : 0;
        if (open == 0) return {json::object(), {}};
    }
    *this = start;
    return {nullptr, "has no closing brace"};
}

Scanned FrontScanner::delimited() {
    const FrontScanner start = *this;
    Scanned out = peek() == '[' ? list(0) : peek() == '{' ? map() : quoted();
    if (out.why.empty() && !end_line()) out = {nullptr, "has something behind its end"};
    if (out.why.empty()) return out;
    *this = start;
    next_line();
    return out;
}

}  // namespace syndicated::intake
