// Entries chosen out of a feed: the newest that match words, a source, an author (Ledger::select()), the most read
// (Ledger::hot()).
#pragma once

#include "ledger/connection.hpp"
#include "syndicated/ledger/ledger.hpp"

#include <string_view>

namespace syndicated::ledger {

void store_max_bytes(Connection& connection, std::int64_t max_bytes);  // for connections that are never configured
[[nodiscard]] Feed read_selection(Connection& connection, const Selection& selection);           // Failures
[[nodiscard]] Feed read_hot(Connection& connection, std::string_view slug, std::int64_t limit);  // Failures

}  // namespace syndicated::ledger
