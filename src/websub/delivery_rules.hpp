// What becomes of a subscription after an attempt to deliver: this is the place that decides when and how often a
// subscriber is tried (section 7). Pure.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/model/subscription.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace syndicated::websub {

// How an attempt ended.
struct DeliveryAnswer {
    int status = 0;           // 0: none came
    std::string text;         // one line for the operator
    std::string retry_after;  // the header's value as it came; empty: none
};

enum class DeliveryVerdict : std::uint8_t {
    taken,
    again,
    ended  // 410: the subscriber wants no more
};

struct NextDelivery {
    Progress progress;
    DeliveryVerdict verdict = DeliveryVerdict::again;
    std::chrono::milliseconds delay{0};  // for `again`: from now; next_try is the same, rounded up to seconds
    bool told_to_wait = false;           // by Retry-After: a newer version waits too
};

inline constexpr int attempts_until_slow = 3;  // failures in a row after which a subscriber is in nobody's way

// jitter: evenly spread in [-1, 1]. Everything but 2xx and 410 is tried again for as long as the lease lasts, from
// first_retry on, doubling, to an hour; never sooner than Retry-After asks for.
[[nodiscard]] NextDelivery next_delivery(const Progress& before, Revision revision, const DeliveryAnswer& answer,
                                         std::chrono::sys_time<std::chrono::milliseconds> now,
                                         std::chrono::milliseconds first_retry, double jitter);

// After `failures` in a row, the first included. Also for verifications.
[[nodiscard]] std::chrono::milliseconds retry_delay(int failures, std::chrono::milliseconds first_retry, double jitter);

}  // namespace syndicated::websub
