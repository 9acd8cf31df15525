// Categories and what their feeds show. Plain values.
#pragma once

#include "syndicated/model/article.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated {

// Grows by one in the transaction that changes what a feed shows; 0: never shown.
using Revision = std::uint64_t;

// XXH3, 128 bits, canonical (big-endian) byte order: equal on every machine.
struct Digest {
    std::array<unsigned char, 16> bytes{};

    friend auto operator<=>(const Digest&, const Digest&) = default;
    [[nodiscard]] std::string hex() const;  // 32 lower-case digits
    char* write_hex(char* out) const;       // the same; returns where they end
};

// Hashes fields so that no two lists of fields run together: each add() hashes a length, then the bytes.
class Digester {
public:
    Digester();
    ~Digester();
    Digester(const Digester&) = delete;
    Digester& operator=(const Digester&) = delete;

    Digester& add(std::string_view field);
    Digester& add(std::int64_t number);
    Digester& add(const Digest& digest);
    [[nodiscard]] Digest finish() const;

private:
    void* state_;  // XXH3_state_t
};

// 栏目: one category is one feed. `all` is one too, with the slug "all" and no name.
struct Category {
    std::string slug;   // [a-z0-9-]{1,64}
    std::string first;  // what its Atom feed's id is made of, for ever, where that is not the slug as it is now
    std::string name;   // the leaf name after clean-up: its identity; empty for `all`
    std::string title;  // what the feed is called
    std::string description;
    std::string language;           // BCP 47
    std::string parent;             // slug of the parent; empty: none
    std::vector<std::string> path;  // names from the root down to itself
    int position = 0;               // order among its siblings

    friend bool operator==(const Category&, const Category&) = default;
};

// An article as the ledger keeps it and the feeds show it.
struct Entry {
    Article article;
    sys_seconds first_seen{}, last_changed{};
    sys_seconds updated{};  // atom:updated: docs/store.md, "Times"
    Digest digest;          // over all that a document shows of it, a link made from settings left out
};

// What identifies an entry in a list without its body.
struct EntryRef {
    std::int64_t id = 0;     // the ledger's
    Digest digest, content;  // see digest_of(), content_of()
    sys_seconds published{}, updated{};

    friend bool operator==(const EntryRef&, const EntryRef&) = default;
};

// An entry that was withdrawn from a feed (RFC 6721).
struct Tombstone {
    std::string guid;
    sys_seconds when{};

    friend bool operator==(const Tombstone&, const Tombstone&) = default;
};

// A category with its newest entries, in feed order: published descending, then guid.
struct Feed {
    Category category;
    Revision revision = 0;
    Digest digest, content;  // see digest_of(), content_of()
    sys_seconds last_modified{};
    std::uint64_t sequence = 0;  // of the last change of its bytes or return, among those of all live feeds
    // The newest entry's `updated`, or the newest tombstone's `when` if that is later; of an empty feed the epoch
    // (Last-Modified is never in the bytes).
    sys_seconds updated{};
    std::vector<EntryRef> entries;
    std::string previous_archive;       // key of the archive that goes on behind the last entry; empty: none
    std::vector<Tombstone> tombstones;  // newest first; none unless the settings ask for them
    // Where it is served, without a format's ending: "/feeds/yu-le/hot"; empty: it is the category's live feed, or a
    // selection of its entries.
    std::string address;
    std::string query;        // of a selection: "?limit=10", in its canonical order
    bool is_archive = false;  // a document that never changes (RFC 5005, section 4)

    // The one that hubs are told about.
    [[nodiscard]] bool is_live() const { return address.empty() && query.empty(); }
};

// Where an entry stands in a document's bytes, so that they can be used again, or a tombstone, so that it can be left
// out for who has it.
struct Slice {
    Digest entry;  // its content; of a tombstone, a digest of its bytes
    std::uint32_t offset = 0, length = 0;
};

// There are two hashes over what documents show. The digest leaves out links made from settings: when it differs the
// articles did, and hubs are told. The content has those links too: with the settings and the renderer's version it
// decides the bytes, so what is served is told apart by it. Both are equal on every machine and after every rebuild.

// Over everything of the entry that reaches a document.
[[nodiscard]] Digest digest_of(const Entry& entry);
// Of the entry that has this digest and link.
[[nodiscard]] Digest content_of(const Digest& digest, std::string_view link, bool link_from_settings);
[[nodiscard]] Digest content_of(const Entry& entry);
// Over the feed's own fields (title, description, language, slug, path), its entries in order, its previous_archive and
// its tombstones.
[[nodiscard]] Digest digest_of(const Feed& feed);
[[nodiscard]] Digest content_of(const Feed& feed);

enum class Format : std::uint8_t { rss, atom, json };
inline constexpr std::array<Format, 3> all_formats{Format::rss, Format::atom, Format::json};

[[nodiscard]] std::string_view extension_of(Format format);  // "rss", "atom", "json"
// "/feeds/SLUG.rss"
[[nodiscard]] std::string path_of(std::string_view slug, Format format);
[[nodiscard]] std::string target_of(const Feed& feed, Format format);  // its path and query
// "/feeds/SLUG/archive/KEY.rss": leads to that archive of the feed as it is now.
[[nodiscard]] std::string archive_target(std::string_view slug, std::string_view key, Format format);

}  // namespace syndicated
