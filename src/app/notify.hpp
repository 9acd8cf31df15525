// Tells the service manager how the daemon is (sd_notify(3)'s protocol: a datagram to $NOTIFY_SOCKET). Without that
// variable nothing happens. A datagram that can't be sent is dropped: a manager that is away is no reason to fail.
// Any thread.
#pragma once

#include <chrono>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace syndicated::app {

class Notify {
public:
    using Environment = std::function<const char*(const char* name)>;

    explicit Notify(const Environment& environment = [](const char* name) -> const char* { return std::getenv(name); });
    ~Notify();
    Notify(const Notify&) = delete;
    Notify& operator=(const Notify&) = delete;

    void ready(std::string_view status) const;  // at start, and when a reload is over
    void status(std::string_view text) const;   // one line, seen in `systemctl status`
    void reloading() const;
    void stopping() const;
    void watchdog() const;

    // The manager ends a daemon that does not call watchdog() for this long; call it twice as often. Absent: no
    // watchdog.
    [[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval() const { return watchdog_; }

private:
    void send(const std::string& message) const;

    std::string address_;  // of the socket; an abstract one begins with a zero byte
    int fd_ = -1;
    std::optional<std::chrono::microseconds> watchdog_;
};

}  // namespace syndicated::app
