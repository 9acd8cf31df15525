// A fixed set of characters that is asked for every character of a page. Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace syndicated::normalise {

// A bit for each code point of the Basic Multilingual Plane: 8 KiB, of which a text touches a few lines.
class CharSet {
public:
    constexpr explicit CharSet(std::u32string_view members) {
        for (const char32_t c : members) bits_[c >> 6U] |= std::uint64_t{1} << (c & 63U);
    }

    [[nodiscard]] constexpr bool has(char32_t c) const {
        return c < 0x10000 && (bits_[c >> 6U] >> (c & 63U) & 1U) != 0;
    }

private:
    std::array<std::uint64_t, 1024> bits_{};
};

}  // namespace syndicated::normalise
