// The pages beside the feeds: the directory for people, the OPML for readers. Pure; any thread.
#pragma once

#include "syndicated/model/feed.hpp"
#include "syndicated/model/site.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace syndicated::feed {

struct Listing {
    Category category;
    std::int64_t entries = 0;
    std::string newest_title;  // empty: none
    sys_seconds newest_published{};
    bool hot = false;  // there is a feed of its most read
};

struct SourceListing {
    std::string name;
    std::string target;  // of its feed, without a format's ending: "/feeds/source/..."
    std::int64_t entries = 0;
};

// `listings`: `all` first, then `featured` if there is one, then the tree in order. `sources`: those with a feed of
// their own, most entries first. The first 1,000 of each are shown, and of the rest how many there are.
[[nodiscard]] std::string render_directory(std::span<const Listing> listings, std::span<const SourceListing> sources,
                                           const Site& site);  // text/html; charset=utf-8
[[nodiscard]] std::string render_license(const Site& site);    // application/rsl+xml; the licence is not empty
[[nodiscard]] std::string render_robots(const Site& site);     // text/plain: where the licence is (RFC 9309, RSL 1.0)
// Whether that is what the text is, of any site and terms: what others wrote is theirs.
[[nodiscard]] bool is_rendered_license(std::string_view text);
[[nodiscard]] bool is_rendered_robots(std::string_view text);
// The article alone, with the way to the feeds of its main category, or of everything where there is none.
[[nodiscard]] std::string render_article(const Entry& entry, const Category* category,
                                         const Site& site);  // text/html; charset=utf-8

[[nodiscard]] std::string_view hot_title(const Site& site);  // what a feed of the most read is called

// The documents of one live feed as they are served.
struct FeedChange {
    std::string slug;
    std::array<std::string, all_formats.size()> etags;  // with their quotes; empty: not served yet
};
// A feed that has another slug now.
struct MovedFeed {
    std::string slug, to;
};
// For who polls many feeds and asks for none that did not change.
struct Changes {
    std::vector<FeedChange> feeds;  // those that changed behind a cursor
    std::uint64_t cursor = 0;       // the next one
    bool more = false;              // others changed behind that one already
    // Whenever that was; only with the last of the feeds that changed.
    std::vector<MovedFeed> moved;
    std::vector<std::string> gone;  // slugs
};
[[nodiscard]] std::string render_changes(const Changes& changes, const Site& site);  // application/json

// The first 10,000 of `listings`.
[[nodiscard]] std::string render_opml(std::span<const Listing> listings, std::span<const SourceListing> sources,
                                      const Site& site);  // text/x-opml

}  // namespace syndicated::feed
