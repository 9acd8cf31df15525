// Undoes a content coding, as a client does.
#pragma once

#include "syndicated/publish/coding.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace syndicated::testing {

// `most`: the bytes that it may unpack to. Throws std::runtime_error when `bytes` are no such form, or of more.
[[nodiscard]] std::string decode(publish::Coding coding, std::string_view bytes,
                                 std::size_t most = std::size_t{1024} * 1024);

}  // namespace syndicated::testing
