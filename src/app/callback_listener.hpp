// A WebSub subscriber for as long as a hub is tried out: answers its verifications and notes what it delivers. Has a
// thread of its own, which takes one connection after the other, 16 MiB and 10 s of each at most.
#pragma once

#include "syndicated/base/result.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace syndicated::app {

class CallbackListener {
public:
    // `address`: "HOST:PORT" with an IP address; port 0 is any free one. unavailable: it cannot listen there.
    [[nodiscard]] static Result<std::unique_ptr<CallbackListener>> open(const std::string& address);
    ~CallbackListener();
    CallbackListener(const CallbackListener&) = delete;
    CallbackListener& operator=(const CallbackListener&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    // What is to be verified from now on; whatever else is asked gets 404 (WebSub, section 5.3.1). Forgets what came.
    void expect(const std::string& mode, const std::string& topic);
    // false: not in time.
    [[nodiscard]] bool wait_verified(std::chrono::milliseconds limit);
    [[nodiscard]] bool wait_delivered(std::chrono::milliseconds limit);

private:
    class Impl;
    explicit CallbackListener(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace syndicated::app
