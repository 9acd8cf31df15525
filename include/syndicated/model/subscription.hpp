// Whom we tell as a hub, and how far we got (WebSub, W3C Recommendation 2018-01-23, sections 5 and 7). Plain values.
#pragma once

#include "syndicated/model/feed.hpp"

#include <cstdint>
#include <string>

namespace syndicated {

// What became of a subscription's deliveries.
struct Progress {
    Revision delivered = 0;   // newest revision that its subscriber took, or counts as having
    int attempts = 0;         // failed ones in a row; 0 after a success
    sys_seconds next_try{};   // not before this instant, unless a newer revision is out
    sys_seconds failing{};    // since when; epoch: it is not
    std::string last_answer;  // one line for the operator: "204", "timed out after 10 s", ...

    friend bool operator==(const Progress&, const Progress&) = default;
};

// topic x callback: a delivery is due while delivered < the topic's published revision.
struct Subscription {
    std::int64_t id = 0;       // positive; no other one gets it as long as the hub runs
    std::string topic;         // the feed document's own URL (rel=self)
    std::string callback;      // byte for byte as the subscriber gave it
    std::string callback_key;  // the same for comparing (section 5.1.1): one topic and key, one subscription
    std::string secret;        // under 200 bytes; empty: deliveries are not signed
    sys_seconds lease_end{};
    bool delta = false;   // it takes feeds with only those entries that are new since the last delivery
    bool paused = false;  // by the operator: nothing is delivered
    Progress progress;

    friend bool operator==(const Subscription&, const Subscription&) = default;
};

// What waits until its subscriber confirmed it (section 5.3), or was told (denied, section 5.2).
struct SubscriptionRequest {
    enum class Mode : std::uint8_t { subscribe, unsubscribe, denied };
    std::int64_t id = 0;  // positive, rising; a later one of the same mode for the same topic and key takes its place
    Mode mode = Mode::subscribe;
    std::string topic, callback, callback_key, secret;
    std::string verify_token;       // of PubSubHubbub 0.3: sent back as it came
    std::string reason;             // of a denial: one line
    std::chrono::seconds lease{0};  // granted
    bool delta = false;             // see Subscription
    Revision revision = 0;          // of the topic when it came: a new subscriber counts as having that
    sys_seconds came{};

    friend bool operator==(const SubscriptionRequest&, const SubscriptionRequest&) = default;
};

}  // namespace syndicated
