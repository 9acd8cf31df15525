// The texts of /metrics, /healthz and /readyz. Any thread; reads the counters alone.
#pragma once

#include "syndicated/http/server.hpp"

#include <string>

namespace syndicated::app {

// Prometheus text format, version 0.0.4.
[[nodiscard]] std::string metrics_text();
[[nodiscard]] http::Handlers status_handlers();

}  // namespace syndicated::app
