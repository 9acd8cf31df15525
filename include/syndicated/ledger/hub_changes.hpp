// What the built-in hub writes down.
#pragma once

#include "syndicated/model/subscription.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace syndicated::ledger {

// Applied in the order of the fields. Rows that are gone meanwhile are passed over.
struct HubChanges {
    std::vector<SubscriptionRequest> requests;  // added, each in the place of one like it: mode, topic, key
    std::vector<std::int64_t> done_requests;    // ids; removed
    std::vector<Subscription> subscriptions;    // added or overwritten, by id
    std::vector<Subscription> renewals;         // of those that are there, by id; `paused` and progress stay
    std::vector<std::int64_t> ended;            // ids of subscriptions; removed
    std::vector<std::pair<std::int64_t, Progress>> progress;  // by the subscription's id

    // What a subscriber was promised, rather than what it got, which may be told again after a power failure.
    [[nodiscard]] bool promises() const {
        return !requests.empty() || !done_requests.empty() || !subscriptions.empty() || !renewals.empty() ||
               !ended.empty();
    }
};

}  // namespace syndicated::ledger
