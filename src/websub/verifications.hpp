// Asks callbacks whether they want what was asked for in their name (section 5.3), and tells those that are denied
// (section 5.2). A stranger can make the hub send these requests, so they are few for each place. Hub thread only.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/model/subscription.hpp"
#include "syndicated/websub/hub.hpp"
#include "websub/courier.hpp"
#include "websub/place_lane.hpp"
#include "websub/recorder.hpp"
#include "websub/subscribers.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace syndicated::websub {

class Verifications {
public:
    // `on_confirmed`: the callback wants it. It writes that down, together with the end of the request.
    using OnConfirmed = std::function<void(const SubscriptionRequest&)>;

    Verifications(Places& places, Courier& courier, Recorder& recorder, const Clock& clock, OnConfirmed on_confirmed)
        : places_(places),
          courier_(courier),
          recorder_(recorder),
          clock_(clock),
          on_confirmed_(std::move(on_confirmed)) {}

    void reconfigure(const HubOptions& options);
    // A request is counted from reserve() on, until it is over or, if it comes to nothing before add(), release().
    // Who is told that a topic is gone did not ask, and is not counted.
    void reserve(Place& place);
    void release(Place& place);
    // One that the ledger has. An earlier one for the same topic and callback is dropped.
    void add(SubscriptionRequest request, Place& place);
    void send();
    [[nodiscard]] std::optional<SteadyTime> next_work() const;
    [[nodiscard]] std::size_t asked() const { return asked_; }

private:
    struct Waiting {
        SubscriptionRequest request;
        Place* place = nullptr;
        std::string challenge;
        int attempts = 0;
        bool gone = false;
    };
    using WaitingPtr = std::shared_ptr<Waiting>;

    void start(Place& place, const WaitingPtr& waiting);
    void finish(const WaitingPtr& waiting, const Reply& reply);
    void give_up(const WaitingPtr& waiting, std::string_view why);
    void forget(const WaitingPtr& waiting);
    [[nodiscard]] static std::string key_of(const SubscriptionRequest& request);

    Places& places_;
    Courier& courier_;
    Recorder& recorder_;
    const Clock& clock_;
    OnConfirmed on_confirmed_;
    std::chrono::milliseconds first_retry_{2000};
    std::unordered_map<std::string, WaitingPtr> waiting_;  // by topic and callback
    std::size_t asked_ = 0;                                // counted requests
    PlaceLane<WaitingPtr> lane_{16, 128};
    std::set<std::pair<SteadyTime, WaitingPtr>> retries_;
    std::minstd_rand random_{std::random_device{}()};
};

}  // namespace syndicated::websub
