#include "http/request.hpp"

#include "syndicated/base/text.hpp"

#include "http/list.hpp"
#include "http/target.hpp"
#include "http/token.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

namespace syndicated::http {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Printable ASCII or any byte beyond it: raw UTF-8 and GBK are sent by some.
bool is_target_char(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7F;
}

// RFC 9110, 5.5, obs-text included: no control character but the tab.
bool is_value_char(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7F) || c == '\t';
}

// Takes a line with its CRLF off `rest`; false: there is none. A CR or LF alone stays in it, which no rule lets pass.
bool take_line(std::string_view& rest, std::string_view& line) {
    const std::size_t end = rest.find("\r\n");
    if (end == std::string_view::npos) return false;
    line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    return true;
}

bool read_length(std::string_view text, std::uint64_t& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size();  // digits alone: from_chars takes no "+"
}

Method method_of(std::string_view token) {
    if (token == "GET") return Method::get;
    if (token == "HEAD") return Method::head;
    if (token == "POST") return Method::post;
    return token == "OPTIONS" ? Method::options : Method::other;
}

// 0, or the status that refuses it. A later HTTP/1.x is read as 1.1 (RFC 9110, 2.5).
int parse_request_line(std::string_view line, Request& out) {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == 0 || first == last) return 400;
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (!std::all_of(method.begin(), method.end(), is_token_char)) return 400;
    if (version.size() != 8 || !version.starts_with("HTTP/") || !is_digit(version[5]) || version[6] != '.' ||
        !is_digit(version[7])) {
        return 400;
    }
    if (version[5] != '1') return 505;
    if (method == "CONNECT") return 405;  // its target names another host, and what follows is no request
    out.method = method_of(method);
    out.http_1_0 = version[7] == '0';
    if (target == "*" && out.method == Method::options) {
        out.path = "*";
        return 0;
    }
    const bool is_clean = std::all_of(target.begin(), target.end(), is_target_char);
    return is_clean && parse_target(target, out.path, out.query) ? 0 : 400;
}

// The fields of a head, one line after the other, checked so that no two readers can take them differently: no folded
// line, no blank before the colon, one Host, one Content-Length, chunked or nothing.
class FieldReader {
public:
    explicit FieldReader(Request& out) : out_(out) {}

    // False: the line is malformed.
    [[nodiscard]] bool read(std::string_view line) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0) return false;
        const std::string_view name = line.substr(0, colon);
        const std::string_view value = trim_blanks(line.substr(colon + 1));
        if (!std::all_of(name.begin(), name.end(), is_token_char)) return false;
        if (!std::all_of(value.begin(), value.end(), is_value_char)) return false;
        for (const Known& known : known_fields) {
            if (equal_ignoring_case(name, known.name)) return (this->*known.take)(value);
        }
        return true;
    }

    // Behind the last line: 0, or the status that refuses the whole.
    [[nodiscard]] int judge() {
        if (hosts_ > 1 || (hosts_ == 0 && !out_.http_1_0)) return 400;
        if (transfer_coded_) {
            // RFC 9112, 6.1: both fields at once is an attempt at smuggling; HTTP/1.0 knows no transfer codings.
            if (lengths_ > 0 || out_.http_1_0) return 400;
            const int status = judge_codings();
            if (status != 0) return status;
            out_.framing = Framing::chunked;
        } else if (lengths_ > 0) {
            out_.framing = Framing::length;
        }
        out_.keep_alive = !closes_ && (!out_.http_1_0 || keeps_alive_);
        return expects_unknown_ ? 417 : 0;
    }

private:
    struct Known {
        std::string_view name;
        bool (FieldReader::*take)(std::string_view value);
    };
    static const std::array<Known, 14> known_fields;

    template <Field Request::*field>
    bool keep(std::string_view value) {
        (out_.*field).add(value);
        return true;
    }

    bool take_host(std::string_view value) {
        ++hosts_;
        return is_valid_host(value);
    }

    bool take_length(std::string_view value) { return ++lengths_ == 1 && read_length(value, out_.body_bytes); }

    bool take_codings(std::string_view value) {
        if (transfer_coded_) codings_ += ',';
        transfer_coded_ = true;
        codings_ += value;
        return true;
    }

    bool take_expectations(std::string_view list) {
        while (!list.empty()) {
            const std::string_view expectation = take_member(list);
            const bool is_continue = equal_ignoring_case(expectation, "100-continue");
            // HTTP/1.0 knows no interim answers (RFC 9110, 10.1.1).
            out_.expects_continue = out_.expects_continue || (is_continue && !out_.http_1_0);
            expects_unknown_ = expects_unknown_ || !(is_continue || expectation.empty());
        }
        return true;
    }

    bool take_connection(std::string_view list) {
        while (!list.empty()) {
            const std::string_view option = take_member(list);
            if (!std::all_of(option.begin(), option.end(), is_token_char)) return false;
            closes_ = closes_ || equal_ignoring_case(option, "close");
            keeps_alive_ = keeps_alive_ || equal_ignoring_case(option, "keep-alive");
        }
        return true;
    }

    [[nodiscard]] int judge_codings() const {
        std::string_view list = codings_;
        int status = 400;
        bool chunked = false;
        while (!list.empty()) {
            const std::string_view coding = take_member(list);
            if (coding.empty()) continue;
            if (chunked) return 400;  // chunked is the last one, and once (RFC 9112, 6.1)
            chunked = equal_ignoring_case(coding, "chunked");
            if (!chunked) status = 501;
        }
        return chunked && status == 400 ? 0 : status;
    }

    Request& out_;
    int hosts_ = 0;
    int lengths_ = 0;
    bool transfer_coded_ = false;
    bool expects_unknown_ = false;
    bool closes_ = false;
    bool keeps_alive_ = false;
    std::string codings_;
};

const std::array<FieldReader::Known, 14> FieldReader::known_fields{{
    {"Host", &FieldReader::take_host},
    {"Accept-Encoding", &FieldReader::keep<&Request::accept_encoding>},
    {"If-None-Match", &FieldReader::keep<&Request::if_none_match>},
    {"If-Modified-Since", &FieldReader::keep<&Request::if_modified_since>},
    {"A-IM", &FieldReader::keep<&Request::a_im>},
    {"Connection", &FieldReader::take_connection},
    {"If-Match", &FieldReader::keep<&Request::if_match>},
    {"If-Unmodified-Since", &FieldReader::keep<&Request::if_unmodified_since>},
    {"Content-Length", &FieldReader::take_length},
    {"Content-Type", &FieldReader::keep<&Request::content_type>},
    {"X-Forwarded-For", &FieldReader::keep<&Request::x_forwarded_for>},
    {"Forwarded", &FieldReader::keep<&Request::forwarded>},
    {"Transfer-Encoding", &FieldReader::take_codings},
    {"Expect", &FieldReader::take_expectations},
}};

}  // namespace

void Request::clear() {
    method = Method::other;
    keep_alive = http_1_0 = expects_continue = false;
    path.clear();
    query.clear();
    for (Field* field : {&if_match, &if_none_match, &if_modified_since, &if_unmodified_since, &accept_encoding, &a_im,
                         &content_type, &x_forwarded_for, &forwarded}) {
        field->clear();
    }
    framing = Framing::none;
    body_bytes = 0;
}

int parse_request(std::string_view head, Request& out) {
    out.clear();
    std::string_view line;
    if (!take_line(head, line)) return 400;
    const int status = parse_request_line(line, out);
    if (status != 0) return status;
    FieldReader fields(out);
    while (take_line(head, line)) {
        if (line.empty()) return head.empty() ? fields.judge() : 400;
        if (!fields.read(line)) return 400;
    }
    return 400;
}

}  // namespace syndicated::http
