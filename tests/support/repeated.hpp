// Long and hostile inputs out of short pieces.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syndicated::testing {

inline std::string repeated(std::string_view what, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += what;
    return out;
}

}  // namespace syndicated::testing
