// One request's head as values: what the bytes say, checked strictly, as whoever stands in front (a proxy, a CDN) must
// read the same as we do. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace syndicated::http {

enum class Method : std::uint8_t { get, head, post, options, other };
enum class Framing : std::uint8_t { none, length, chunked };

// A header field; several lines of one name are joined by ", ".
struct Field {
    bool present = false;
    std::string value;

    void clear() {
        present = false;
        value.clear();
    }
    void add(std::string_view more) {
        if (present) value += ", ";
        value += more;
        present = true;
    }
};

struct Request {
    Method method = Method::other;
    bool keep_alive = false;
    bool http_1_0 = false;
    bool expects_continue = false;
    std::string path;   // percent-decoded, without U+0000; not always UTF-8; "*" only with OPTIONS
    std::string query;  // behind the first "?", as sent
    Field if_match, if_none_match, if_modified_since, if_unmodified_since, accept_encoding, a_im, content_type,
        x_forwarded_for, forwarded;
    Framing framing = Framing::none;
    std::uint64_t body_bytes = 0;  // with Framing::length

    void clear();  // keeps the strings' memory
};

// `head` runs from the request line to the empty line (head_end.hpp). 0, or the status that refuses it: 400, 405
// (CONNECT), 417 (an expectation other than 100-continue), 501 (a transfer coding other than chunked), 505. After a
// refusal the connection cannot be used any more.
[[nodiscard]] int parse_request(std::string_view head, Request& out);

}  // namespace syndicated::http
