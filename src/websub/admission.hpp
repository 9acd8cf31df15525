// Whether the hub takes a request, by what it says itself; whether the callback wants it is asked later (section 5.1).
// Pure.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/model/subscription.hpp"
#include "syndicated/publish/publication.hpp"
#include "syndicated/websub/hub.hpp"
#include "websub/callback.hpp"

#include <memory>
#include <string>
#include <variant>

namespace syndicated::websub {

struct Admitted {
    SubscriptionRequest request;  // without an id
    std::string place;            // where its callback is
    bool limited = true;          // how often that may be asked
};

// spread: see grant_lease().
[[nodiscard]] std::variant<HubAnswer, Admitted> admit(const HubRequest& request, const HubOptions& options,
                                                      const publish::Snapshot& snapshot, sys_seconds now,
                                                      double spread);

// The topic's document as it is published, or null. `topic` is compared with the feeds' own addresses as it is.
[[nodiscard]] std::shared_ptr<const publish::Resource> find_topic(const publish::Snapshot& snapshot,
                                                                  const std::string& topic,
                                                                  const std::string& base_url);

// A place in blocks of the settings is the operator's own: as much is asked there as there is to ask.
[[nodiscard]] bool is_limited(const Callback& callback, const HubOptions& options);

}  // namespace syndicated::websub
