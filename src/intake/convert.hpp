// Bytes of one encoding to UTF-8, by ICU and our own UTF-8 reader. Illegal bytes become U+FFFD and are counted; none
// is dropped, and no ASCII byte is swallowed by a broken character before it. Pure; any thread.
#pragma once

#include "intake/encodings.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace syndicated::intake {

struct Converted {
    std::string text;
    std::int64_t bad_bytes = 0;  // replaced ones
};

[[nodiscard]] Converted convert(std::string_view bytes, const Encoding& encoding);

}  // namespace syndicated::intake
