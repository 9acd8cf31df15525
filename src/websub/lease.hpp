// How long a subscription is granted (section 5.3.1: leases always end). Pure.
#pragma once

#include "syndicated/websub/hub.hpp"

#include <chrono>
#include <optional>

namespace syndicated::websub {

inline constexpr double lease_jitter = 0.05;

// What is asked for within the limits, less up to a twentieth, so that those who subscribed together do not renew
// together. spread: evenly in [0, 1].
[[nodiscard]] std::chrono::seconds grant_lease(std::optional<std::chrono::seconds> asked, const LeaseLimits& limits,
                                               double spread);

}  // namespace syndicated::websub
