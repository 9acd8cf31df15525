// The page for whoever runs the daemon: what /metrics, `websub status` and `hub list` have in numbers, to be looked at.
// No callback stands on it, as who knows one's address can post to it. HTML that is well-formed XML too, without
// scripts and without anything from elsewhere. Any thread; reads the counters.
#pragma once

#include "app/hub_standing.hpp"
#include "app/minute_history.hpp"
#include "syndicated/base/clock.hpp"
#include "syndicated/model/site.hpp"
#include "syndicated/websub/hub_summary.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace syndicated::app {

struct StatusView {
    sys_seconds at{};
    Zone zone = Zone::fixed(std::chrono::seconds(0));
    std::chrono::seconds uptime{0};
    std::vector<MinuteCounts> hour;                 // see MinuteHistory::last_hour()
    std::optional<std::vector<HubStanding>> hubs;   // absent: nobody has looked yet
    std::shared_ptr<const websub::HubSummary> hub;  // null: the built-in hub is not enabled
};

[[nodiscard]] std::string render_status(const StatusView& view);

}  // namespace syndicated::app
