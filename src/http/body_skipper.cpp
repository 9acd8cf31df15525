#include "http/body_skipper.hpp"

#include "http/token.hpp"

#include <algorithm>

namespace syndicated::http {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t';
}

}  // namespace

BodySkipper::BodySkipper(const Request& request, std::uint64_t limit_bytes)
    : chunked_(request.framing == Framing::chunked), left_(request.body_bytes), room_(limit_bytes) {
    if (chunked_) {
        left_ = 0;
    } else if (request.framing == Framing::none || left_ == 0) {
        state_ = State::done;
    } else if (left_ > room_) {
        state_ = State::too_large;
    }
}

BodySkipper::State BodySkipper::skip(std::string_view& bytes, std::string* content) {
    if (state_ != State::more) return state_;
    if (chunked_) return state_ = skip_chunked(bytes, content);
    const auto taken = std::min<std::uint64_t>(left_, bytes.size());
    if (content != nullptr) *content += bytes.substr(0, taken);
    bytes.remove_prefix(taken);
    left_ -= taken;
    return state_ = left_ == 0 ? State::done : State::more;
}

BodySkipper::State BodySkipper::skip_chunked(std::string_view& bytes, std::string* content) {
    while (!bytes.empty()) {
        std::uint64_t taken = 1;
        State state = State::more;
        if (part_ == Part::data) {
            taken = std::min<std::uint64_t>(left_, bytes.size());
            if (content != nullptr) *content += bytes.substr(0, std::min(taken, room_));
            left_ -= taken;
            if (left_ == 0) part_ = Part::data_cr;
        } else {
            state = step(bytes.front());
        }
        bytes.remove_prefix(taken);
        if (state != State::more) return state;
        if (taken > room_) return State::too_large;
        room_ -= taken;
    }
    return State::more;
}

BodySkipper::State BodySkipper::expect(bool as_expected, Part next) {
    part_ = next;
    return as_expected ? State::more : State::malformed;
}

BodySkipper::State BodySkipper::step_size(char c) {
    const int digit = hex_digit(c);
    if (digit >= 0) {
        left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
        if (left_ > room_ || ++digits_ > 16) return State::too_large;
        return State::more;
    }
    if (digits_ == 0) return State::malformed;
    if (c == '\r') return expect(true, Part::size_lf);
    return step_to_extension(c);
}

// Blanks may stand before the semicolon of an extension, and for nothing else (RFC 9112, 7.1.1).
BodySkipper::State BodySkipper::step_to_extension(char c) {
    return is_blank(c) ? expect(true, Part::before_extension) : expect(c == ';', Part::extension);
}

// chunked-body (RFC 9112, 7.1), byte by byte; lines end in CRLF and nothing else, and a trailer line is a field: what
// looks like a request there is one to a reader that missed the last chunk.
BodySkipper::State BodySkipper::step(char c) {
    switch (part_) {
        case Part::size: return step_size(c);
        case Part::before_extension: return step_to_extension(c);
        case Part::extension:
            if (c == '\r') return expect(true, Part::size_lf);
            return expect(!is_control(c), Part::extension);
        case Part::size_lf: return expect(c == '\n', left_ == 0 ? Part::trailer_start : Part::data);
        case Part::data: return State::malformed;  // not reached: taken in runs
        case Part::data_cr: return expect(c == '\r', Part::data_lf);
        case Part::data_lf: digits_ = 0; return expect(c == '\n', Part::size);
        case Part::trailer_start:
            if (c == '\r') return expect(true, Part::end_lf);
            return expect(is_token_char(c), Part::trailer_name);
        case Part::trailer_name:
            if (c == ':') return expect(true, Part::trailer_value);
            return expect(is_token_char(c), Part::trailer_name);
        case Part::trailer_value:
            if (c == '\r') return expect(true, Part::trailer_lf);
            return expect(!is_control(c), Part::trailer_value);
        case Part::trailer_lf: return expect(c == '\n', Part::trailer_start);
        case Part::end_lf: return c == '\n' ? State::done : State::malformed;
    }
    return State::malformed;
}

}  // namespace syndicated::http
