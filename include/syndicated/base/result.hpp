// What a function that can fail returns: a value, or an Error that says what the caller can do about it.
// Any thread; plain values.
#pragma once

#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace syndicated {

// Codes name the reaction, not the cause. Add one only for a new reaction.
enum class Errc {
    invalid_input = 1,  // refuse it
    not_found,          // a normal answer
    conflict,           // read again
    unavailable,        // try later
    timed_out,          // try later if repeating is harmless
    limit_exceeded,     // refuse, name the limit
    corrupt,            // set aside, tell the operator
    internal,           // our bug
};

// detail is one line for a human: which thing, what was wrong, at which byte or line. Text from outside in it went
// through quote() (base/text.hpp).
struct Error {
    Errc code = Errc::internal;
    std::string detail;

    friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = boost::system::result<T, Error>;

[[nodiscard]] std::string_view name_of(Errc code);

// The same error with "what: " put in front of its detail.
[[nodiscard]] Error within(std::string_view what, Error error);

// What errno `number` means, in the C library's words.
[[nodiscard]] std::string errno_message(int number);

// Lets Result<T>::value() throw; found by argument-dependent lookup. Only start-up code and tests call value().
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

}  // namespace syndicated
