// What a feed held before its live entries (RFC 5005, section 4: archived feeds). Ledger::archive() says the rules.
#pragma once

#include "ledger/catalogue.hpp"

#include <string>
#include <string_view>

namespace syndicated::ledger {

// Where an entry stands in the order of a feed: falling by `published`, then by guid.
struct Position {
    sys_seconds published{};
    std::string guid;
};

// The key of the archive that holds the entry: what a link leads to. Costs what a count of the entry's hour does where
// that holds more than an archive should, next to nothing else.
[[nodiscard]] std::string archive_holding(Connection& connection, FeedId feed, const Position& entry, const Zone& zone);

// For connections that are never configured.
void store_time_zone(Connection& connection, const std::string& name);
[[nodiscard]] Feed read_archive(Connection& connection, std::string_view slug, std::string_view key);  // Failures

}  // namespace syndicated::ledger
