// What search engines are to be told: a row for each service and address. Works within the caller's transaction where
// it writes.
#pragma once

#include "ledger/connection.hpp"
#include "syndicated/ledger/ledger.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::ledger {

// Services that are told no more have nothing waiting for them.
void drop_other_announcements(Connection& connection, const std::vector<Announced>& services);
// An address that waits already goes to the end: it is told once. `is_new`: its article was never in a feed before.
void announce(Connection& connection, const std::vector<Announced>& services, const std::string& url, bool is_new);
// The entry is withdrawn: those that hear of new ones alone are not told of it, unless it comes back.
void park_announcement(Connection& connection, const std::vector<Announced>& services, std::int64_t entry);
void forget_told(Connection& connection, const std::vector<Announced>& services);
// The oldest of more than most_announcements go. Returns how many may be announced before it is worth calling again.
[[nodiscard]] std::int64_t trim_announcements(Connection& connection, const std::vector<Announced>& services);

[[nodiscard]] Backlog read_backlog(Connection& connection, std::string_view service, std::int64_t after);
[[nodiscard]] std::vector<Announcement> read_announcements(Connection& connection, std::string_view service,
                                                           std::int64_t after, std::int64_t most);

}  // namespace syndicated::ledger
