#include "http/request.hpp"

#include "syndicated/base/text.hpp"

#include "http/list.hpp"
#include "http/target.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <charconv>
#include <limits>
#include <system_error>

namespace syndicated::http {

namespace {

namespace beast = boost::beast::http;
using beast_error = boost::beast::error_code;
using beast_text = boost::beast::string_view;

std::string_view view(beast_text text) {
    return {text.data(), text.size()};
}

bool read_length(std::string_view text, std::uint64_t& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size();  // digits alone: from_chars takes no "+"
}

Method method_of(beast::verb verb) {
    switch (verb) {
        case beast::verb::get: return Method::get;
        case beast::verb::head: return Method::head;
        case beast::verb::options: return Method::options;
        default: return Method::other;
    }
}

// Beast 1.81 checks the grammar of the lines. What it lets pass though two readers could take it differently is refused
// here: a missing, second or malformed Host, a second Content-Length (equal ones too) or a list of them, transfer
// codings other than chunked. (Folded lines and bare line feeds never get here: head_end.cpp.)
class HeadParser final : public beast::basic_parser<true> {
public:
    explicit HeadParser(Request& out) : out_(out) {
        header_limit(std::numeric_limits<std::uint32_t>::max());  // head_end.cpp has counted
        skip(true);                                               // bodies are body_skipper.cpp's
    }

    // 0, or the status that refuses the whole.
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
            out_.body_bytes = content_length_;
        }
        out_.keep_alive = keep_alive();
        return expects_unknown_ ? 417 : 0;
    }

private:
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

    void note_expectations(std::string_view list) {
        while (!list.empty()) {
            const std::string_view expectation = take_member(list);
            const bool is_continue = equal_ignoring_case(expectation, "100-continue");
            out_.expects_continue = out_.expects_continue || is_continue;
            expects_unknown_ = expects_unknown_ || !(is_continue || expectation.empty());
        }
    }

    void refuse(beast_error& error) const { error = beast::error::bad_value; }

    void on_request_impl(beast::verb verb, beast_text, beast_text target, int version, beast_error& error) override {
        out_.method = method_of(verb);
        out_.http_1_0 = version < 11;
        if (view(target) == "*" && out_.method == Method::options) {
            out_.path = "*";
        } else if (!http::parse_target(view(target), out_.path, out_.query)) {
            error = beast::error::bad_target;
        }
    }

    void on_field_impl(beast::field name, beast_text, beast_text value_text, beast_error& error) override {
        const std::string_view value = view(value_text);
        switch (name) {
            case beast::field::host:
                ++hosts_;
                if (!is_valid_host(value)) refuse(error);
                return;
            case beast::field::content_length:
                if (++lengths_ > 1 || !read_length(value, content_length_)) refuse(error);
                return;
            case beast::field::transfer_encoding:
                if (transfer_coded_) codings_ += ',';
                transfer_coded_ = true;
                codings_ += value;
                return;
            case beast::field::expect: return note_expectations(value);
            case beast::field::if_match: return out_.if_match.add(value);
            case beast::field::if_none_match: return out_.if_none_match.add(value);
            case beast::field::if_modified_since: return out_.if_modified_since.add(value);
            case beast::field::if_unmodified_since: return out_.if_unmodified_since.add(value);
            case beast::field::accept_encoding: return out_.accept_encoding.add(value);
            case beast::field::a_im: return out_.a_im.add(value);
            default: return;
        }
    }

    void on_response_impl(int, beast_text, int, beast_error&) override {}
    void on_header_impl(beast_error&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, beast_error&) override {}
    std::size_t on_body_impl(beast_text body, beast_error&) override { return body.size(); }
    void on_chunk_header_impl(std::uint64_t, beast_text, beast_error&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, beast_text body, beast_error&) override { return body.size(); }
    void on_finish_impl(beast_error&) override {}

    Request& out_;
    int hosts_ = 0;
    int lengths_ = 0;
    bool transfer_coded_ = false;
    bool expects_unknown_ = false;
    std::uint64_t content_length_ = 0;
    std::string codings_;
};

// A later HTTP/1.x is read as 1.1 (RFC 9110, 2.5), which Beast refuses to do.
int parse_later_minor(std::string_view head, Request& out) {
    const std::size_t line_end = head.find("\r\n");
    if (line_end == std::string_view::npos || line_end < 8) return 400;
    const std::string_view version = head.substr(line_end - 8, 8);
    if (!version.starts_with("HTTP/") || version[6] != '.') return 400;
    if (version[5] != '1') return 505;
    if (version[7] < '2' || version[7] > '9') return 400;
    std::string as_1_1(head);
    as_1_1[line_end - 1] = '1';
    return parse_request(as_1_1, out);
}

}  // namespace

void Request::clear() {
    method = Method::other;
    keep_alive = http_1_0 = expects_continue = false;
    path.clear();
    query.clear();
    for (Field* field :
         {&if_match, &if_none_match, &if_modified_since, &if_unmodified_since, &accept_encoding, &a_im}) {
        field->clear();
    }
    framing = Framing::none;
    body_bytes = 0;
}

int parse_request(std::string_view head, Request& out) {
    out.clear();
    HeadParser parser(out);
    beast_error error;
    const std::size_t taken = parser.put(boost::asio::const_buffer(head.data(), head.size()), error);
    if (error == beast::error::bad_version) return parse_later_minor(head, out);
    if (error || taken != head.size() || !parser.is_header_done()) return 400;
    return parser.judge();
}

}  // namespace syndicated::http
