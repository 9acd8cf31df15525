// What a live feed holds: docs/store.md. Pure, without a clock.
#pragma once

#include "syndicated/ledger/ledger.hpp"

namespace syndicated::ledger {

// Offered a feed's entries newest first, it says how many of them are shown.
class LiveLimit {
public:
    explicit LiveLimit(const FeedLimits& limits) : limits_(limits) {}

    // false: this one and all behind it are not shown.
    [[nodiscard]] bool takes(sys_seconds published, std::int64_t bytes) {
        if (taken_ == 0) newest_ = published;
        const bool is_new = taken_ < limits_.entries || published >= newest_ - limits_.window;
        const bool fits = bytes <= limits_.max_bytes - bytes_;
        if (taken_ > 0 && !(is_new && fits)) return false;
        ++taken_;
        bytes_ += bytes;
        return true;
    }

private:
    FeedLimits limits_;
    sys_seconds newest_{};
    std::int64_t taken_ = 0, bytes_ = 0;
};

}  // namespace syndicated::ledger
