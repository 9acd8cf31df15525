// What the feeds show, their revisions, digests and Last-Modified. Works within the caller's transactions.
#pragma once

#include "ledger/catalogue.hpp"
#include "ledger/last_modified.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace syndicated::ledger {

// Why a feed is looked at: entries raise the revision when the digest differs, settings do not.
enum class Cause : std::uint8_t { entries, settings };

class FeedStates {
public:
    explicit FeedStates(Connection& connection) : connection_(connection) {}

    void load();
    void see(sys_seconds now) { sent_.see(now); }
    // Recomputes what the feed shows; true: its content changed, or it is new. `rewritten`: its bytes changed although
    // the content may not have, so Last-Modified moves. One that was gone gets a sequence in any case.
    bool refresh(Node& node, const Configuration& configuration, Cause cause, bool rewritten, sys_seconds now);

private:
    struct State {
        Revision revision = 0;
        Digest digest, content;
        sys_seconds last_modified{};
        std::uint64_t sequence = 0;
    };

    void put(const std::string& slug, const State& state);

    Connection& connection_;
    std::unordered_map<std::string, State> states_;  // by slug: what hubs and readers know of an address
    std::uint64_t sequence_ = 0;                     // the highest given
    SentHeaders sent_;
};

// The first `shown` of a feed, in feed order.
[[nodiscard]] std::vector<EntryRef> read_shown(Connection& connection, FeedId feed, std::int64_t shown);

// A feed as it is stored, without its entries.
struct StoredFeed {
    FeedId id = all_feed;
    std::int64_t shown = 0, tombstones = 0;
    Feed feed;
};
[[nodiscard]] StoredFeed find_feed(Connection& connection, std::string_view slug);  // Failure: not_found
// entry, digest, content, published, updated: the first five columns.
[[nodiscard]] EntryRef read_ref(const Query& query);

void fill_contents(Connection& connection);  // membership.content, by the entries

// For every connection; each within one read transaction.
[[nodiscard]] std::vector<FeedHead> read_feeds(Connection& connection);
[[nodiscard]] Feed read_feed(Connection& connection, std::string_view slug);  // Failure: not_found
[[nodiscard]] std::vector<FormerSlug> read_former_slugs(Connection& connection);
[[nodiscard]] std::optional<Category> find_category(Connection& connection, std::string_view name);
[[nodiscard]] Named find_named(Connection& connection, const std::string& word);

}  // namespace syndicated::ledger
