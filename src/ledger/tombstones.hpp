// What was withdrawn: entries from feeds, and feeds. Works within the caller's transactions.
#pragma once

#include "ledger/connection.hpp"
#include "syndicated/ledger/ledger.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace syndicated::ledger {

// The entry was withdrawn from these feeds: slug.id -> slug.
struct FeedName {
    std::int64_t id = 0;
    std::string slug;
};
void bury(Connection& connection, const std::string& guid, const std::vector<FeedName>& feeds, sys_seconds now);
// Kept for as long as the entry is not back, however long feeds tell of it.
[[nodiscard]] std::optional<sys_seconds> withdrawn_at(Connection& connection, const std::string& guid);
// The entry is back; returns the feeds that it was withdrawn from.
[[nodiscard]] std::vector<std::int64_t> exhume(Connection& connection, const std::string& guid);
void forget_tombstones_of(Connection& connection, std::int64_t feed);

// The newest of a feed, at most `most`.
[[nodiscard]] std::vector<Tombstone> read_tombstones(Connection& connection, std::int64_t feed, std::int64_t most);
// What a live feed shows of them when its newest entry was updated at `updated`: at most 100, of the time before the
// later of that and the newest of them. No clock in it.
[[nodiscard]] std::vector<Tombstone> live_tombstones(Connection& connection, std::int64_t feed,
                                                     const FeedLimits& limits, sys_seconds updated);

void note_gone(Connection& connection, const std::string& slug, sys_seconds now);
void note_in_use(Connection& connection, const std::string& slug);
[[nodiscard]] std::vector<std::string> read_gone_slugs(Connection& connection);

}  // namespace syndicated::ledger
