// A clock that a test sets. now() and steady() move together with advance(). Any thread.
#pragma once

#include "syndicated/base/clock.hpp"

#include <atomic>
#include <cstdint>

namespace syndicated::testing {

class FakeClock final : public Clock {
public:
    explicit FakeClock(sys_seconds start) : now_ms_(std::chrono::milliseconds(start.time_since_epoch()).count()) {}

    [[nodiscard]] std::chrono::sys_time<std::chrono::milliseconds> now() const override {
        return std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds(now_ms_.load())};
    }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override {
        return std::chrono::steady_clock::time_point{std::chrono::milliseconds(steady_ms_.load())};
    }
    void advance(std::chrono::milliseconds by) {
        now_ms_ += by.count();
        steady_ms_ += by.count();
    }
    // The wall clock alone, as NTP or an operator would set it.
    void set(sys_seconds to) { now_ms_ = std::chrono::milliseconds(to.time_since_epoch()).count(); }

private:
    std::atomic<std::int64_t> now_ms_;
    std::atomic<std::int64_t> steady_ms_{0};
};

}  // namespace syndicated::testing
