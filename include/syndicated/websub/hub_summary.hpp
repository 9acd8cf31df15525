// How the built-in hub stands with its subscribers, for the operator: numbers by topic, and no callback, as who knows
// one's address can post to it. Plain values.
#pragma once

#include "syndicated/model/feed.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace syndicated::websub {

// Subscriptions whose leases run. `behind` and `lag` leave out those that the operator paused.
struct TopicSummary {
    std::string topic;  // the feed document's own URL
    std::int64_t subscriptions = 0;
    std::int64_t paused = 0;
    std::int64_t failing = 0;      // the last delivery failed
    std::int64_t quarantined = 0;  // of them: failed so often that it is tried in the slow lane
    std::int64_t behind = 0;       // without the newest version
    Revision lag = 0;              // versions that the slowest one of them lacks

    friend bool operator==(const TopicSummary&, const TopicSummary&) = default;
};

inline constexpr std::size_t most_summarised = 1000;  // topics

struct HubSummary {
    std::vector<TopicSummary> topics;  // those with the most subscriptions, most first, then by URL
    TopicSummary all;                  // of every topic; `lag` is the greatest
    std::int64_t topic_count = 0;
    std::int64_t lapsed = 0;  // kept for some days, counted nowhere else

    friend bool operator==(const HubSummary&, const HubSummary&) = default;
};

}  // namespace syndicated::websub
