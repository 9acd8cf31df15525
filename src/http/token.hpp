// The characters of tokens (RFC 9110, 5.6.2): methods, names of fields. Pure; any thread.
#pragma once

#include <string_view>

namespace syndicated::http {

[[nodiscard]] inline bool is_token_char(char c) {
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           others.find(c) != std::string_view::npos;
}

}  // namespace syndicated::http
