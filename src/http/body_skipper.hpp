// Reads a request's body, or past it, so that the next request on the connection can be found. Pure.
#pragma once

#include "http/request.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace syndicated::http {

class BodySkipper {
public:
    enum class State { more, done, malformed, too_large };

    // limit_bytes bounds the chunks' own lines and the trailer too.
    BodySkipper(const Request& request, std::uint64_t limit_bytes);

    // Whether anything is to be skipped; too_large when the head says so.
    [[nodiscard]] State state() const { return state_; }
    // Takes what belongs to the body off the front of `bytes`; its content is put behind `content`, if given.
    State skip(std::string_view& bytes, std::string* content = nullptr);

private:
    enum class Part {
        size,
        before_extension,
        extension,
        size_lf,
        data,
        data_cr,
        data_lf,
        trailer_start,
        trailer_name,
        trailer_value,
        trailer_lf,
        end_lf
    };

    State skip_chunked(std::string_view& bytes, std::string* content);
    State step(char c);
    State step_size(char c);
    State step_to_extension(char c);
    State expect(bool as_expected, Part next);

    bool chunked_;
    State state_ = State::more;
    Part part_ = Part::size;
    int digits_ = 0;
    std::uint64_t left_ = 0;  // of the body, or of this chunk's data
    std::uint64_t room_;      // bytes that may still come
};

}  // namespace syndicated::http
