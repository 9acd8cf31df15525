// One pair of functions a format: an entry, and what stands around the entries of a feed. render.cpp joins them.
#pragma once

#include "feed/parts.hpp"
#include "syndicated/model/feed.hpp"
#include "syndicated/model/site.hpp"

#include <string>
#include <string_view>

namespace syndicated::feed {

// A document is head, the entries with `separator` between them, tail.
struct Frame {
    std::string head;
    std::string_view separator;
    std::string_view tail;
};

void rss_entry(const EntryParts& entry, const Site& site, std::string& out);  // they append
[[nodiscard]] Frame rss_frame(const Feed& feed, const Site& site);
void atom_entry(const EntryParts& entry, const Site& site, std::string& out);
[[nodiscard]] Frame atom_frame(const Feed& feed, const Site& site);
void json_entry(const EntryParts& entry, const Site& site, std::string& out);
[[nodiscard]] Frame json_frame(const Feed& feed, const Site& site);

}  // namespace syndicated::feed
