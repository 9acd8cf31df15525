// What each hub was told. The push thread's connection writes here, beside the owner's.
#pragma once

#include "ledger/connection.hpp"
#include "syndicated/model/ping.hpp"

#include <vector>

namespace syndicated::ledger {

[[nodiscard]] std::vector<Ping> read_pings(Connection& connection);  // by hub, then topic
void write_ping(Connection& connection, const Ping& ping);

}  // namespace syndicated::ledger
