// What a feed held before its live entries (RFC 5005, section 4: archived feeds). Ledger::archive() says the rules.
#pragma once

#include "ledger/catalogue.hpp"

#include <string>
#include <string_view>

namespace syndicated::ledger {

// The key of the archive with the entries of that instant: what a link leads to. Bounded, whatever the feed holds.
[[nodiscard]] std::string archive_holding(Connection& connection, FeedId feed, sys_seconds instant, const Zone& zone);

// For connections that are never configured.
void store_time_zone(Connection& connection, const std::string& name);
[[nodiscard]] Feed read_archive(Connection& connection, std::string_view slug, std::string_view key);  // Failures

}  // namespace syndicated::ledger
