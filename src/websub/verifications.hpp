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
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace syndicated::websub {

class Verifications {
public:
    // `on_confirmed`: the callback wants it. It writes that down, together with `changes`, which end the request and
    // those that it overrules.
    using OnConfirmed = std::function<void(const SubscriptionRequest&, ledger::HubChanges changes)>;

    Verifications(Places& places, Courier& courier, Recorder& recorder, const Clock& clock, OnConfirmed on_confirmed)
        : places_(places),
          courier_(courier),
          recorder_(recorder),
          clock_(clock),
          on_confirmed_(std::move(on_confirmed)) {}

    void reconfigure(const HubOptions& options);
    // A request is counted from reserve() on, until it is over or, if it comes to nothing before add(), release().
    // Who is told of a denial did not ask, and is not counted.
    void reserve(Place& place);
    void release(Place& place);
    // One that the ledger has. Anybody may ask in a callback's name, so an earlier one for the same topic and callback
    // is overruled by what its callback agrees to, and by a denial, not by a mere request: both are asked. One of the
    // same mode is not asked again, but counts if its callback agrees at this moment.
    void add(SubscriptionRequest request, Place& place);
    void send();
    [[nodiscard]] std::optional<SteadyTime> next_work() const;
    [[nodiscard]] std::size_t asked() const { return asked_; }

private:
    struct Waiting;
    using WaitingPtr = std::shared_ptr<Waiting>;
    // What is asked for one topic and callback.
    struct Line {
        std::map<SubscriptionRequest::Mode, WaitingPtr> newest;
        std::int64_t decided = 0;  // the id of what was agreed to, or denied, last: earlier ones are void
        int open = 0;              // Waiting that have not left, dropped ones too
    };
    struct Waiting {
        SubscriptionRequest request;
        Place* place = nullptr;
        Line* line = nullptr;
        std::string challenge;
        int attempts = 0;
        bool dropped = false;
    };

    void start(Place& place, const WaitingPtr& waiting);
    void finish(const WaitingPtr& waiting, const Reply& reply);
    void confirm(const WaitingPtr& waiting);
    void give_up(const WaitingPtr& waiting, std::string_view why);
    void drop(Line& line, SubscriptionRequest::Mode mode);
    [[nodiscard]] std::vector<std::int64_t> drop_before(Line& line, std::int64_t id);
    void leave(const WaitingPtr& waiting);
    [[nodiscard]] static std::string key_of(const SubscriptionRequest& request);

    Places& places_;
    Courier& courier_;
    Recorder& recorder_;
    const Clock& clock_;
    OnConfirmed on_confirmed_;
    std::chrono::milliseconds first_retry_{2000};
    std::unordered_map<std::string, Line> lines_;  // by topic and callback
    std::size_t asked_ = 0;                        // counted requests
    PlaceLane<WaitingPtr> lane_{16, 128};
    std::set<std::pair<SteadyTime, WaitingPtr>> retries_;
    std::minstd_rand random_{std::random_device{}()};
};

}  // namespace syndicated::websub
