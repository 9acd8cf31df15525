// What other threads hand over to the hub's. Outlives the hub for those who call back later.
#pragma once

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace syndicated::websub {

class HubInbox {
public:
    using Call = std::function<void()>;

    // `wake`: makes the hub's thread look.
    explicit HubInbox(Call wake) : wake_(std::move(wake)) {}

    // Any thread. After close() the call is dropped.
    void post(Call call) {
        const std::lock_guard lock(mutex_);
        if (!wake_) return;
        calls_.push_back(std::move(call));
        wake_();
    }
    void close() {
        const std::lock_guard lock(mutex_);
        wake_ = {};
        calls_.clear();
    }
    [[nodiscard]] std::vector<Call> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(calls_, {});
    }

private:
    std::mutex mutex_;  // guards what follows
    std::vector<Call> calls_;
    Call wake_;
};

}  // namespace syndicated::websub
