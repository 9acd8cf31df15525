// Where a request's head ends in the bytes that came so far, and early refusals: a head that can never become a
// request need not be waited for. Each byte is looked at once, however slowly they come. One for each request. Not
// thread-safe.
#pragma once

#include <cstddef>
#include <string_view>

namespace syndicated::http {

class HeadEnd {
public:
    HeadEnd(std::size_t header_bytes, std::size_t target_bytes)
        : header_bytes_(header_bytes), target_bytes_(target_bytes) {}

    enum class State { more, complete, refused };

    // `bytes` is everything from the request line's first byte on; it only grows between calls. Empty lines before it
    // are left out already (RFC 9112, 2.2).
    State look(std::string_view bytes);

    // When complete: the head is bytes[0, end).
    [[nodiscard]] std::size_t end() const { return line_; }
    // When refused: 400, 414, 431 or 505.
    [[nodiscard]] int status() const { return status_; }

private:
    State refuse(int status);
    State look_at_line(std::string_view line);
    State look_at_unfinished(std::string_view bytes);

    std::size_t header_bytes_;
    std::size_t target_bytes_;
    std::size_t line_ = 0;    // where the line begins that is not complete yet
    std::size_t looked_ = 0;  // no LF before here
    bool in_fields_ = false;  // the request line is complete
    int status_ = 0;
};

}  // namespace syndicated::http
