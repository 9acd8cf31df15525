// Strings out of JSON-LD, which on real pages has comments, line ends in strings and stray commas: takes any text and
// gives what it could read. Pure; any thread; linear.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

// A value of an array has the array's key; `parent` is the key of the object around.
struct JsonString {
    std::string parent, key, value;

    friend bool operator==(const JsonString&, const JsonString&) = default;
};

[[nodiscard]] std::vector<JsonString> json_strings(std::string_view json);

}  // namespace syndicated::normalise
