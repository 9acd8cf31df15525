// Reads bytes that ought to be UTF-8. Replacement as browsers do it: one U+FFFD for the longest beginning of a
// character (Unicode 15, section 3.9). Pairs of surrogates that old MySQL wrote as two sequences (CESU-8) are joined,
// lone ones replaced. Pure; any thread.
#pragma once

#include "intake/convert.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace syndicated::intake {

struct Utf8Part {
    enum class Kind { good, bad, cut };  // cut: the bytes end within a character
    std::size_t size;                    // bytes, at least one
    char32_t code_point;                 // U+FFFD unless good
    Kind kind;
};
[[nodiscard]] Utf8Part next_utf8_part(std::string_view bytes, std::size_t pos);  // pos < bytes.size()

// How much of the bytes is UTF-8, by characters of more than one byte.
struct Utf8Shape {
    std::int64_t good = 0;
    std::int64_t good_long = 0;  // of these, those of three bytes and more
    std::int64_t bad = 0;
    bool cut_at_end = false;  // counted in `bad`
};
[[nodiscard]] Utf8Shape utf8_shape(std::string_view bytes);

[[nodiscard]] Converted utf8_with_replacements(std::string_view bytes);

}  // namespace syndicated::intake
