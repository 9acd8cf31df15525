// Renders feeds into bytes. Pure and without a clock: the same feed and settings give the same bytes. Any thread.
#pragma once

#include "syndicated/base/result.hpp"
#include "syndicated/model/feed.hpp"
#include "syndicated/model/site.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::feed {

// Raise it when the bytes of any document change; a golden test fails otherwise.
inline constexpr int renderer_version = 4;

[[nodiscard]] std::string_view content_type_of(Format format);  // with charset=utf-8
[[nodiscard]] std::string self_url(const Site& site, std::string_view slug, Format format);
[[nodiscard]] std::string self_url(const Site& site, const Feed& feed, Format format);
// Where the feed goes on behind its last entry; empty: nowhere.
[[nodiscard]] std::string previous_url(const Site& site, const Feed& feed, Format format);
// The hubs that are told of the feed's changes; none for one that nobody is told about.
[[nodiscard]] const std::vector<std::string>& hubs_of(const Site& site, const Feed& feed);

struct EntryParts;

// One entry as it stands in every feed of a format: <item>, <entry> or a JSON object. What the formats have in common
// is made once. The entry and the site outlive it.
class EntryRenderer {
public:
    EntryRenderer(const Entry& entry, const Site& site);
    ~EntryRenderer();
    EntryRenderer(const EntryRenderer&) = delete;
    EntryRenderer& operator=(const EntryRenderer&) = delete;

    [[nodiscard]] std::string render(Format format) const;
    void append(Format format, std::string& out) const;

private:
    const Site& site_;
    std::unique_ptr<const EntryParts> parts_;
};

// The same for one format alone.
[[nodiscard]] std::string render_entry(Format format, const Entry& entry, const Site& site);

struct FeedDocument {
    std::string bytes;
    std::vector<Slice> slices;  // in the feed's order
};

// `entries[i]` are the rendered bytes of feed.entries[i] in this format.
[[nodiscard]] FeedDocument assemble(Format format, const Feed& feed, std::span<const std::string_view> entries,
                                    const Site& site);

// Each format's bytes of the entry are well-formed on their own; invalid_input says which are not and where.
[[nodiscard]] Result<void> check_entry(const Entry& entry, const Site& site);

// The same for bytes that EntryRenderer gave. invalid_input names the format and the byte.
[[nodiscard]] Result<void> check_fragment(Format format, std::string_view bytes);

// Over the settings that reach the bytes (base URL, home, hubs, zone, templates) and renderer_version.
[[nodiscard]] Digest documents_digest(const Site& site);

}  // namespace syndicated::feed
