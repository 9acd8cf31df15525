// Limits for trees in tests: counts decide, not time. A slow machine must not change what a test sees.
#pragma once

#include "normalise/html_tree.hpp"

#include <chrono>

namespace syndicated::normalise {

inline TreeLimits patient() {
    TreeLimits limits;
    limits.cpu_time = std::chrono::minutes(5);
    return limits;
}

}  // namespace syndicated::normalise
