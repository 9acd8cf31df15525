// One pair of functions a format: an entry, and what stands around the entries of a feed. render.cpp joins them.
#pragma once

#include "feed/parts.hpp"
#include "syndicated/feed/render.hpp"
#include "syndicated/model/feed.hpp"
#include "syndicated/model/site.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::feed {

// What an entry takes beside summary and body, mostly.
inline constexpr std::size_t usual_frame_bytes = 512;

// A document is head, what it says of feed.tombstones, one each or none at all, the entries with `separator` between
// them, tail.
struct Frame {
    std::string head;
    std::vector<std::string> tombstones;
    std::string_view separator;
    std::string_view tail;
};

[[nodiscard]] EntryFrame rss_entry(const EntryParts& entry, const Site& site);
[[nodiscard]] Frame rss_frame(const Feed& feed, const Site& site);
[[nodiscard]] EntryFrame atom_entry(const EntryParts& entry, const Site& site);
[[nodiscard]] Frame atom_frame(const Feed& feed, const Site& site);
[[nodiscard]] EntryFrame json_entry(const EntryParts& entry, const Site& site);
[[nodiscard]] Frame json_frame(const Feed& feed, const Site& site);

}  // namespace syndicated::feed
