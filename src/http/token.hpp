// The characters of tokens (RFC 9110, 5.6.2): methods, names of fields. Pure; any thread.
#pragma once

#include <array>
#include <string_view>

namespace syndicated::http {

inline constexpr std::array<bool, 256> token_chars = [] {
    std::array<bool, 256> out{};
    for (unsigned c = 0; c < out.size(); ++c) {
        const unsigned letter = c | 0x20U;
        out[c] = (c >= '0' && c <= '9') || (letter >= 'a' && letter <= 'z' && c < 0x80);
    }
    for (const char c : std::string_view("!#$%&'*+-.^_`|~")) out[static_cast<unsigned char>(c)] = true;
    return out;
}();

[[nodiscard]] inline bool is_token_char(char c) {
    return token_chars[static_cast<unsigned char>(c)];
}

}  // namespace syndicated::http
