// Renders feeds into bytes. Pure and without a clock: the same feed and settings give the same bytes. Any thread.
#pragma once

#include "syndicated/base/result.hpp"
#include "syndicated/model/feed.hpp"
#include "syndicated/model/site.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::feed {

// Raise it when the bytes of any document change; a golden test fails otherwise.
inline constexpr int renderer_version = 6;

[[nodiscard]] std::string_view content_type_of(Format format);  // with charset=utf-8
[[nodiscard]] std::string self_url(const Site& site, std::string_view slug, Format format);
[[nodiscard]] std::string self_url(const Site& site, const Feed& feed, Format format);
// Where the feed goes on behind its last entry; empty: nowhere.
[[nodiscard]] std::string previous_url(const Site& site, const Feed& feed, Format format);
// The hubs that are told of the feed's changes; none for one that nobody is told about.
[[nodiscard]] const std::vector<std::string>& hubs_of(const Site& site, const Feed& feed);

// An entry's bytes in a format, as they follow each other. The body may be another format's too.
struct Piece {
    std::string_view before, body, after;

    Piece() = default;
    Piece(std::string_view whole) : before(whole) {}
    Piece(std::string_view first, std::string_view second, std::string_view third)
        : before(first), body(second), after(third) {}
    [[nodiscard]] std::size_t size() const { return before.size() + body.size() + after.size(); }
};

// An entry without its body, and where in its bytes the body goes as XML has it; nullopt: nowhere.
struct EntryFrame {
    std::string bytes;
    std::optional<std::size_t> body_at;
};

// One entry as it stands in every feed: <item>, <entry> and a JSON object, or those of them that are asked for. What
// the formats have in common is made once, and the body of RSS and Atom is in memory once.
class RenderedEntry {
public:
    RenderedEntry() = default;
    RenderedEntry(const Entry& entry, const Site& site, std::span<const Format> formats = all_formats);

    // Good as long as this lives and is not moved.
    [[nodiscard]] Piece piece(Format format) const;
    [[nodiscard]] std::string text(Format format) const;  // the same in one
    [[nodiscard]] std::size_t size() const;               // of all that it holds

private:
    std::string body_;
    std::array<EntryFrame, all_formats.size()> frames_;
};

// One format's bytes.
[[nodiscard]] std::string render_entry(Format format, const Entry& entry, const Site& site);

struct FeedDocument {
    std::string bytes;
    std::vector<Slice> slices;  // of tombstones, then of entries, in the feed's order
};

// `entries[i]` is feed.entries[i] rendered in this format.
[[nodiscard]] FeedDocument assemble(Format format, const Feed& feed, std::span<const Piece> entries, const Site& site);

// Each format's bytes of the entry are well-formed on their own; invalid_input says which are not and where.
[[nodiscard]] Result<void> check_entry(const Entry& entry, const Site& site);

// The same for bytes that render_entry() gave. invalid_input names the format and the byte.
[[nodiscard]] Result<void> check_fragment(Format format, std::string_view bytes);

// Over the settings that reach the bytes (base URL, home, hubs, zone, templates) and renderer_version.
[[nodiscard]] Digest documents_digest(const Site& site);

}  // namespace syndicated::feed
