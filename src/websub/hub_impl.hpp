// The hub's inside: what its thread has, and how its parts hang together. hub.cpp takes requests and runs the thread,
// hub_topics.cpp follows what is published.
#pragma once

#include "syndicated/websub/hub.hpp"

#include "websub/admission.hpp"
#include "websub/client_limit.hpp"
#include "websub/deliveries.hpp"
#include "websub/hub_inbox.hpp"
#include "websub/recorder.hpp"
#include "websub/verifications.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace syndicated::websub {

// Of a Subscription or a SubscriptionRequest. `reason`: one line.
template <class Of>
SubscriptionRequest denial_of(const Of& of, std::string reason) {
    SubscriptionRequest out;
    out.mode = SubscriptionRequest::Mode::denied;
    out.topic = of.topic;
    out.callback = of.callback;
    out.callback_key = of.callback_key;
    out.reason = std::move(reason);
    return out;
}

class Hub::Impl {
public:
    Impl(HubOptions options, const publish::Publication& publication, std::unique_ptr<ledger::Ledger> ledger,
         const Clock& clock, Fetch fetch);
    ~Impl();

    void accept(const HubRequest& request, Answered answered);
    void wake() {
        woken_ = true;
        courier_.wake();
    }
    void reconfigure(HubOptions options);
    [[nodiscard]] std::shared_ptr<const HubSummary> summary() const;

private:
    struct Asked {
        Admitted admitted;
        Answered answered;
        Place* place = nullptr;  // entered once there is room
    };

    // Hub thread:
    void run();
    void take_calls();
    void load(Recorder::Loaded loaded);
    void apply_edits(const std::vector<Subscription>& rows);
    void take_requests();
    [[nodiscard]] std::optional<HubAnswer> has_no_room_for(const SubscriptionRequest& request,
                                                           const Place& place) const;
    void wait_for_callback(std::vector<Asked> asked, bool written);
    [[nodiscard]] bool is_at_capacity() const;
    void confirm(const SubscriptionRequest& request, ledger::HubChanges changes);
    void subscribe(const SubscriptionRequest& request, ledger::HubChanges changes);
    // Tells a callback that it gets nothing for a topic (section 5.2); `changes` are the caller's to write.
    void deny(SubscriptionRequest denial, ledger::HubChanges& changes);
    void look_at_snapshot();
    void show(HubTopic& topic, const std::shared_ptr<const publish::Resource>& resource);
    void look_for_missing();
    void deny_all(HubTopic& topic);
    void end_expired();
    void sum_up();
    void wait();

    const publish::Publication& publication_;
    const Clock& clock_;
    Fetch fetch_;

    std::mutex mutex_;  // guards what follows, for accept() and the hub's thread
    std::shared_ptr<const HubOptions> current_;
    ClientLimit clients_;
    std::vector<Asked> asked_;
    std::minstd_rand random_{std::random_device{}()};

    mutable std::mutex summary_mutex_;  // guards summary_
    std::shared_ptr<const HubSummary> summary_ = std::make_shared<const HubSummary>();

    std::shared_ptr<const HubOptions> options_;  // hub thread's
    Places places_;
    Subscribers subscribers_;
    Courier courier_;
    std::shared_ptr<HubInbox> inbox_;
    std::unique_ptr<Recorder> recorder_;
    Deliveries deliveries_;
    Verifications verifications_;
    std::shared_ptr<const publish::Snapshot> snapshot_ = std::make_shared<const publish::Snapshot>();
    bool loaded_ = false;
    std::int64_t last_request_id_ = 0;
    SteadyTime sweep_at_{};
    SteadyTime sum_up_at_{}, sum_up_again_at_{};  // if something changed / in any case
    std::vector<std::string> missing_;            // topics of which nothing is published
    std::vector<std::string> again_;              // topics to be looked at again in a second

    std::atomic<bool> woken_{true}, stopping_{false};
    std::thread thread_;
};

}  // namespace syndicated::websub
