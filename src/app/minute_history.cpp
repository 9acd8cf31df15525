#include "app/minute_history.hpp"

#include <algorithm>

namespace syndicated::app {

namespace {

// Never below nothing: who asks may have looked at the totals before somebody else ended the minute.
MinuteCounts gain(const MinuteCounts& totals, const MinuteCounts& before) {
    const auto more = [](std::int64_t now, std::int64_t then) { return std::max<std::int64_t>(now - then, 0); };
    return {more(totals.requests, before.requests), more(totals.deliveries_taken, before.deliveries_taken),
            more(totals.deliveries_failed, before.deliveries_failed)};
}

}  // namespace

void MinuteHistory::look(Time now, const MinuteCounts& totals) {
    constexpr std::chrono::minutes minute{1};
    const std::lock_guard lock(mutex_);
    const auto passed = (now - minute_began_) / minute;
    if (passed < 1) return;
    minute_began_ += passed * minute;
    // The machine may have slept for days.
    for (std::int64_t i = 0; i < std::min<std::int64_t>(passed, minutes); ++i) {
        ring_[taken_++ % ring_.size()] = gain(totals, before_);
        before_ = totals;
    }
}

std::vector<MinuteCounts> MinuteHistory::last_hour(const MinuteCounts& totals) const {
    const std::lock_guard lock(mutex_);
    std::vector<MinuteCounts> out;
    for (std::size_t i = taken_ - std::min(taken_, ring_.size()); i < taken_; ++i)
        out.push_back(ring_[i % ring_.size()]);
    out.push_back(gain(totals, before_));
    return out;
}

}  // namespace syndicated::app
