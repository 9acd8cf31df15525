// What a feed document says of itself and its hubs (WebSub, section 4), read from bytes that may be anybody's. Pure;
// any thread.
#pragma once

#include "syndicated/base/result.hpp"
#include "syndicated/model/feed.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::feed {

struct Links {
    std::vector<std::string> self, hubs;  // in the document's order
};

inline constexpr std::size_t most_read_bytes = std::size_t{16} * 1024 * 1024;

// invalid_input: it is no document of the format, in one line; limit_exceeded: it is longer than most_read_bytes.
[[nodiscard]] Result<Links> read_links(Format format, std::string_view document);

}  // namespace syndicated::feed
