#include "syndicated/base/result.hpp"

#include <array>
#include <cstring>
#include <stdexcept>

namespace syndicated {

std::string_view name_of(Errc code) {
    switch (code) {
        case Errc::invalid_input: return "invalid_input";
        case Errc::not_found: return "not_found";
        case Errc::conflict: return "conflict";
        case Errc::unavailable: return "unavailable";
        case Errc::timed_out: return "timed_out";
        case Errc::limit_exceeded: return "limit_exceeded";
        case Errc::corrupt: return "corrupt";
        case Errc::internal: return "internal";
    }
    return "unknown";
}

Error within(std::string_view what, Error error) {
    error.detail.insert(0, ": ").insert(0, what);
    return error;
}

std::string errno_message(int number) {
    std::array<char, 128> buffer{};
    return ::strerror_r(number, buffer.data(), buffer.size());  // GNU's: what it returns need not be in the buffer
}

void throw_exception_from_error(const Error& error, const boost::source_location&) {
    throw std::runtime_error(error.detail);
}

}  // namespace syndicated
