// The newest entries of a feed that match words, a source, an author: what Ledger::select() answers.
#pragma once

#include "ledger/connection.hpp"
#include "syndicated/ledger/ledger.hpp"

namespace syndicated::ledger {

void store_max_bytes(Connection& connection, std::int64_t max_bytes);  // for connections that are never configured
[[nodiscard]] Feed read_selection(Connection& connection, const Selection& selection);  // Failures

}  // namespace syndicated::ledger
