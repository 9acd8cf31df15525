// How often articles were looked at: what each row of a store counted last, what entries gained in which span of time,
// and the sums of that over the window, which are the ranks of the most read.
#pragma once

#include "ledger/connection.hpp"
#include "syndicated/ledger/ledger.hpp"

#include <chrono>
#include <cstdint>

namespace syndicated::ledger {

// In a transaction of its own; none when nothing changed.
void count_views(Connection& connection, const ViewCounts& counts, std::chrono::seconds window, sys_seconds now);
bool forget_views(Connection& connection, sys_seconds before, std::int64_t most);
[[nodiscard]] bool has_ranks(Connection& connection);

}  // namespace syndicated::ledger
