// What was done in each minute of the last hour: a ring, filled by whoever comes by often. Any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace syndicated::app {

struct MinuteCounts {
    std::int64_t requests = 0;
    std::int64_t deliveries_taken = 0, deliveries_failed = 0;

    friend bool operator==(const MinuteCounts&, const MinuteCounts&) = default;
};

class MinuteHistory {
public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr std::size_t minutes = 60;

    // `totals`: what there was before.
    MinuteHistory(Time now, const MinuteCounts& totals) : minute_began_(now), before_(totals) {}

    // More often than once a minute, with the counts since the start of the process. What came between two calls that
    // are minutes apart counts for the first of these.
    void look(Time now, const MinuteCounts& totals);
    // The oldest first, the last is the one that runs: at most `minutes`, fewer after a start.
    [[nodiscard]] std::vector<MinuteCounts> last_hour(const MinuteCounts& totals) const;

private:
    mutable std::mutex mutex_;  // guards what follows
    Time minute_began_;
    MinuteCounts before_;  // totals when the minute began that runs
    std::array<MinuteCounts, minutes - 1> ring_{};
    std::size_t taken_ = 0;  // of the ring, ever
};

}  // namespace syndicated::app
