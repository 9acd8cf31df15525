#include "websub/lease.hpp"

#include <algorithm>

namespace syndicated::websub {

std::chrono::seconds grant_lease(std::optional<std::chrono::seconds> asked, const LeaseLimits& limits, double spread) {
    // 0 asks for nothing in particular, as some do who mean "for ever".
    const bool named = asked && asked->count() > 0;
    const auto wanted = std::clamp(named ? *asked : limits.usual, limits.least, std::max(limits.least, limits.most));
    const double share = lease_jitter * std::clamp(spread, 0.0, 1.0);
    const auto less = std::chrono::seconds(static_cast<std::int64_t>(static_cast<double>(wanted.count()) * share));
    return std::max(wanted - less, limits.least);
}

}  // namespace syndicated::websub
