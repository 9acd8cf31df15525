// Delivers each topic's newest version to everybody who does not have it (section 7), as the limits let it: levels are
// compared, no events are kept. Whoever fails again and again moves to a slow lane, where it is in nobody's way.
// Hub thread only.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/publish/publication.hpp"
#include "syndicated/websub/hub.hpp"
#include "websub/place_lane.hpp"
#include "websub/recorder.hpp"
#include "websub/subscribers.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <utility>
#include <vector>

namespace syndicated::websub {

class Deliveries {
public:
    Deliveries(Subscribers& subscribers, Places& places, Courier& courier, Recorder& recorder, const Clock& clock)
        : subscribers_(subscribers), places_(places), courier_(courier), recorder_(recorder), clock_(clock) {}

    void reconfigure(const HubOptions& options);
    // The topic is published like this, with its bytes.
    void publish(HubTopic& topic, std::shared_ptr<const publish::Resource> resource);
    // Something about it changed: what is due for it is sent when it is time.
    void look_at(const SubscriberPtr& subscriber);
    // It has just shown that it is there: what is due for it waits for no pause.
    void try_now(const SubscriberPtr& subscriber);
    // It ended: it gets nothing more. The ledger is told by the caller.
    void let_go(const SubscriberPtr& subscriber);

    void send();
    // Writes progress down, if it is time (or `at_once`).
    void flush(bool at_once = false);
    // When send() or flush() has something to do, unless something comes before.
    [[nodiscard]] std::optional<SteadyTime> next_work() const;

private:
    using SubscriberLane = PlaceLane<SubscriberPtr>;
    struct Flight {
        SubscriberLane* lane;
        Place* place;
        SubscriberPtr subscriber;  // null: it is over
        std::shared_ptr<Version> version;
        bool is_overtime = false;  // others have its room in the lane
    };

    [[nodiscard]] bool is_due(const Subscriber& subscriber) const;
    void queue(const SubscriberPtr& subscriber);
    void start(SubscriberLane& lane, Place& place, const SubscriberPtr& subscriber);
    void land(Flight& flight, const Reply& reply);
    void note_overtime(SteadyTime now);
    void finish(const SubscriberPtr& subscriber, const Version& version, const DeliveryAnswer& answer);
    void retry_later(const SubscriberPtr& subscriber, std::chrono::milliseconds delay);
    void forget_retry(Subscriber& subscriber);
    void mark_dirty(Subscriber& subscriber);
    [[nodiscard]] std::shared_ptr<const Parcel> parcel_for(const Subscriber& subscriber) const;
    [[nodiscard]] std::shared_ptr<const Parcel> make_delta(const HubTopic& topic, Revision had) const;
    [[nodiscard]] const std::string& signature_for(Version& version, const Parcel& parcel,
                                                   const std::string& secret) const;
    void report(const Subscriber& subscriber, const Progress& before) const;
    void count_delay(const Subscriber& subscriber);

    Subscribers& subscribers_;
    Places& places_;
    Courier& courier_;
    Recorder& recorder_;
    const Clock& clock_;
    std::string hub_url_;
    std::chrono::milliseconds first_retry_{2000};
    SignatureMethod signature_ = SignatureMethod::sha256;
    bool delta_ = true;
    SubscriberLane fast_{16, 128}, slow_{4, 64};
    std::deque<std::pair<SteadyTime, std::shared_ptr<Flight>>> flights_;  // by when they are overtime
    int overtime_ = 0;
    std::chrono::steady_clock::duration delays_{0};
    std::set<std::pair<SteadyTime, std::int64_t>> retries_;
    std::vector<std::int64_t> dirty_;
    SteadyTime flush_at_{};  // while dirty_ is not empty
    std::minstd_rand random_{std::random_device{}()};
};

}  // namespace syndicated::websub
