// How many visible entries each source has. Works within the caller's transactions.
#pragma once

#include "ledger/connection.hpp"
#include "syndicated/ledger/ledger.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace syndicated::ledger {

// One entry more, one less; an empty name counts for nothing.
void count_source(Connection& connection, const std::string& name);
void discount_source(Connection& connection, const std::string& name);
[[nodiscard]] std::vector<SourceCount> read_sources(Connection& connection, std::int64_t at_least);

}  // namespace syndicated::ledger
