// What an address stands for that is made when it is asked for: selections of a feed's entries, most read, archives,
// pages of articles. Pure; any thread. Addresses and queries come from strangers.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/base/result.hpp"
#include "syndicated/model/feed.hpp"
#include "syndicated/model/site.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace syndicated::app {

// Which of a feed's entries are wanted, and how. Parameters that are not known count for nothing.
struct FeedQuery {
    std::optional<std::int64_t> limit;  // of entries
    std::string words;                  // full text; blanks stand between words that must all be there
    std::string source, author;         // whole names
    std::optional<sys_seconds> since;   // published then or later
    bool summaries = false;             // without the bodies

    friend bool operator==(const FeedQuery&, const FeedQuery&) = default;
    [[nodiscard]] bool empty() const { return *this == FeedQuery{}; }
    // Whether it leaves entries out.
    [[nodiscard]] bool selects() const {
        FeedQuery rest = *this;
        rest.summaries = false;
        return !rest.empty();
    }
};

inline constexpr std::int64_t most_queried = 200;  // entries; a larger limit means this one

// "limit=20&q=..." in any order, repeated ones by their first value. Times that name no zone are of `zone`.
// invalid_input: which value is wrong, and what is expected.
[[nodiscard]] Result<FeedQuery> parse_query(std::string_view query, const Zone& zone);
// With its "?", parameters by the alphabet, so that equal queries are equal text; empty: there is none.
[[nodiscard]] std::string text_of(const FeedQuery& query);

// The pages beside the feeds.
inline constexpr std::string_view directory_path = "/", opml_path = "/feeds.opml", changes_path = "/feeds/changes.json";

// "since=17" of a request for what changed, 0 without it. invalid_input: it is no cursor.
[[nodiscard]] Result<std::uint64_t> parse_cursor(std::string_view query);
[[nodiscard]] std::string changes_target(std::uint64_t since);

struct Address {
    enum class Kind : std::uint8_t {
        feed,              // /feeds/SLUG.rss: a live feed or, with a query, a selection; or another name of one
        hot,               // /feeds/SLUG/hot.rss
        source,            // /feeds/source/NAME.rss
        archive,           // /feeds/SLUG/archive/KEY.rss: leads to the document as it is now
        archive_document,  // /archive/SLUG/KEY-DIGEST.rss
        article,           // /articles/ID
    };
    Kind kind = Kind::feed;
    std::string name;  // slug, source or ID; of a feed perhaps the category's name, in whatever bytes
    Format format = Format::rss;
    std::string key, digest;  // of archives
    FeedQuery query;

    // Whether a query means anything there.
    [[nodiscard]] bool takes_query() const;
    // Takes what of the query means something there.
    void ask(FeedQuery asked);
};

// Decoded path. nullopt: nothing is ever made there.
[[nodiscard]] std::optional<Address> parse_address(std::string_view path);
// Percent-encoded, with the query: one text for all spellings. parse_target() reads it.
[[nodiscard]] std::string target_of(const Address& address);
[[nodiscard]] std::optional<Address> parse_target(std::string_view target);

}  // namespace syndicated::app
