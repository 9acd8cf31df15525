// The text of a selector, read character by character: names, strings and escapes of CSS Syntax Level 3. A reader takes
// what begins at the current place; where it returns false, error() says why. One thread.
#pragma once

#include "syndicated/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace syndicated::normalise {

class CssText {
public:
    explicit CssText(std::string_view text) : text_(text) {}

    [[nodiscard]] char here(std::size_t ahead = 0) const {
        return pos_ + ahead < text_.size() ? text_[pos_ + ahead] : '\0';
    }
    [[nodiscard]] bool done() const { return pos_ >= text_.size(); }
    [[nodiscard]] std::size_t place() const { return pos_; }
    [[nodiscard]] std::string_view rest() const { return text_.substr(pos_); }
    void skip(std::size_t bytes = 1) { pos_ += bytes; }
    bool skip_blanks();  // whether there were any

    [[nodiscard]] bool name_begins() const { return name_begins(pos_); }
    [[nodiscard]] std::string read_name();
    [[nodiscard]] bool read_string(std::string& out);  // with its quotes, single or double
    // Digits; more than a page has elements is as good as that.
    [[nodiscard]] std::optional<int> read_number();

    // Both return false.
    bool fail(std::size_t where, std::string_view what, Errc code = Errc::invalid_input);
    bool fail_here(std::string_view expected);
    [[nodiscard]] const Error& error() const { return error_; }

private:
    [[nodiscard]] char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
    [[nodiscard]] bool escape_begins(std::size_t i) const;
    [[nodiscard]] bool name_begins(std::size_t i) const;
    void read_escape(std::string& out);

    std::string_view text_;
    std::size_t pos_ = 0;
    Error error_;
};

}  // namespace syndicated::normalise
