// Reads values of YAML and TOML front matter, character by character. One thread.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace syndicated::intake {

enum class Dialect : std::uint8_t { yaml, toml };

struct Scanned {
    boost::json::value value;
    std::string why;  // not empty: why there is no value
};

// A place in the text. A copy remembers it.
class FrontScanner {
public:
    FrontScanner(std::string_view text, Dialect dialect, std::int64_t first_line)
        : text_(text), dialect_(dialect), line_(first_line) {}

    [[nodiscard]] bool at_end() const { return pos_ >= text_.size(); }
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return pos_ + ahead < text_.size() ? text_[pos_ + ahead] : '\0';
    }
    [[nodiscard]] bool at_line_end() const { return at_end() || peek() == '\n'; }
    [[nodiscard]] bool at_comment() const { return peek() == '#'; }
    [[nodiscard]] std::int64_t line() const { return line_; }
    [[nodiscard]] std::string_view rest_of_line() const;  // without its line end

    void skip(std::size_t bytes) { pos_ += bytes; }  // of this line
    std::size_t skip_blanks();                       // on this line; how many
    void next_line();
    // To the start of the next line that holds more than blanks or a comment, from the start of a line. Its blanks, or
    // nullopt at the end.
    std::optional<std::size_t> next_words();

    // From a quote, bracket or brace to the start of the line behind the value; of the next line if it is unreadable.
    Scanned delimited();

private:
    bool end_line();    // past blanks and a comment; false when something else stands there
    void skip_space();  // blanks, line ends, comments
    bool escape(std::string& out);
    bool add_hex(std::string& out, std::size_t digits);
    bool fold(std::string& out);
    // These stay where they began when there is no value.
    Scanned quoted();
    Scanned list(int depth);
    Scanned map();
    Scanned item(int depth);

    std::string_view text_;
    Dialect dialect_;
    std::size_t pos_ = 0;
    std::int64_t line_;
};

// Text without quotes: null and ~ are null in YAML, nothing is null in both.
[[nodiscard]] boost::json::value plain_value(std::string_view text, Dialect dialect);

}  // namespace syndicated::intake
