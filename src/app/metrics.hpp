// The texts of /metrics, /healthz and /readyz. Any thread; reads the counters, and what the hub says of itself.
#pragma once

#include "syndicated/http/server.hpp"
#include "syndicated/websub/hub_summary.hpp"

#include <functional>
#include <memory>
#include <string>

namespace syndicated::app {

// Null: the built-in hub is not enabled.
using HubSummaryNow = std::function<std::shared_ptr<const websub::HubSummary>()>;

// Prometheus text format, version 0.0.4. `hub` may be null.
[[nodiscard]] std::string metrics_text(const websub::HubSummary* hub);
// One line. Ready means: listening, with the ledger's documents served; what is behind schedule is said, and is no
// failure.
[[nodiscard]] std::string readiness_text();
[[nodiscard]] http::Handlers metrics_handlers(HubSummaryNow hub);

}  // namespace syndicated::app
