// The wall clock, injected so that tests set it. One SystemClock serves the whole process; any thread.
#pragma once

#include <chrono>

namespace syndicated {

using std::chrono::sys_seconds;

class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    // UTC. May step back; whoever needs a span uses std::chrono::steady_clock through steady().
    [[nodiscard]] virtual std::chrono::sys_time<std::chrono::milliseconds> now() const = 0;
    [[nodiscard]] virtual std::chrono::steady_clock::time_point steady() const = 0;

    [[nodiscard]] sys_seconds now_s() const { return std::chrono::floor<std::chrono::seconds>(now()); }
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] std::chrono::sys_time<std::chrono::milliseconds> now() const override {
        return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override {
        return std::chrono::steady_clock::now();
    }
};

}  // namespace syndicated
