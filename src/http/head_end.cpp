#include "http/head_end.hpp"

#include "http/token.hpp"

#include <algorithm>

namespace syndicated::http {

namespace {

constexpr std::size_t longest_method = 32;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// The part of a request line's beginning up to its first space can be a method. Not so: TLS to a plain port, rubbish.
bool may_be_method(std::string_view line) {
    const std::string_view method = line.substr(0, longest_method + 1);
    const std::size_t end = std::min(method.find(' '), method.size());
    return end > 0 && end <= longest_method && std::all_of(method.begin(), method.begin() + end, is_token_char);
}

// 0, or what refuses a complete request line (without its CRLF). HTTP/0.9 has no version: 400.
int judge_request_line(std::string_view line, std::size_t target_bytes) {
    if (!may_be_method(line)) return 400;
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == last) return line.size() > target_bytes + longest_method ? 414 : 400;
    if (last - first - 1 > target_bytes) return 414;
    const std::string_view version = line.substr(last + 1);
    if (version.size() != 8 || !version.starts_with("HTTP/") || !is_digit(version[5]) || version[6] != '.' ||
        !is_digit(version[7])) {
        return 400;
    }
    return version[5] == '1' ? 0 : 505;
}

}  // namespace

HeadEnd::State HeadEnd::refuse(int status) {
    status_ = status;
    return State::refused;
}

HeadEnd::State HeadEnd::look_at_line(std::string_view line) {
    if (!line.ends_with('\r')) return refuse(400);  // a bare LF: proxies differ about it
    line.remove_suffix(1);
    if (in_fields_) {
        if (line.empty()) return State::complete;
        // obs-fold (RFC 9112, 5.2)
        return line.front() == ' ' || line.front() == '\t' ? refuse(400) : State::more;
    }
    const int status = judge_request_line(line, target_bytes_);
    if (status != 0) return refuse(status);
    in_fields_ = true;
    return State::more;
}

HeadEnd::State HeadEnd::look_at_unfinished(std::string_view bytes) {
    if (bytes.size() > header_bytes_) return refuse(in_fields_ ? 431 : 414);
    const std::string_view line = bytes.substr(line_);
    if (in_fields_ || line.empty()) return State::more;
    if (!may_be_method(line)) return refuse(400);
    constexpr std::size_t version_bytes = 11;  // " HTTP/1.1\r\n"
    const std::size_t space = std::min(line.find(' '), line.size());
    return line.size() > space + 1 + target_bytes_ + version_bytes ? refuse(414) : State::more;
}

HeadEnd::State HeadEnd::look(std::string_view bytes) {
    while (true) {
        const std::size_t lf = bytes.find('\n', looked_);
        if (lf == std::string_view::npos) {
            looked_ = bytes.size();
            return look_at_unfinished(bytes);
        }
        const State state = look_at_line(bytes.substr(line_, lf - line_));
        line_ = looked_ = lf + 1;
        if (state == State::refused) return state;
        if (line_ > header_bytes_) return refuse(431);
        if (state == State::complete) return state;
    }
}

}  // namespace syndicated::http
