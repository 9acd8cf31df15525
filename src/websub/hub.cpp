#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"
#include "syndicated/base/priority.hpp"
#include "websub/hub_impl.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include <pthread.h>

namespace syndicated::websub {

namespace {

using std::chrono::milliseconds;
using Mode = SubscriptionRequest::Mode;

constexpr milliseconds longest_wait{1000};
constexpr std::size_t most_waiting = 4096;  // requests that the hub's thread has not seen
constexpr std::chrono::seconds busy_pause{30};
constexpr const char* full_text = "this hub has as many subscriptions as it takes";

CourierOptions courier_options(const HubOptions& options) {
    return {options.user_agent, options.timeout, options.allow_callbacks, options.resolve};
}

}  // namespace

Hub::Impl::Impl(HubOptions options, const publish::Publication& publication, std::unique_ptr<ledger::Ledger> ledger,
                const Clock& clock, Fetch fetch)
    : publication_(publication),
      clock_(clock),
      fetch_(std::move(fetch)),
      current_(std::make_shared<const HubOptions>(std::move(options))),
      options_(current_),
      courier_(courier_options(*options_)),
      inbox_(std::make_shared<HubInbox>([this] { courier_.wake(); })),
      recorder_(std::make_unique<Recorder>(
          std::move(ledger), [inbox = inbox_](Recorder::Call call) { inbox->post(std::move(call)); },
          [this](Recorder::Loaded loaded) { load(std::move(loaded)); },
          [this](const std::vector<Subscription>& rows) { apply_edits(rows); })),
      deliveries_(subscribers_, places_, courier_, *recorder_, clock),
      verifications_(places_, courier_, *recorder_, clock,
                     [this](const SubscriptionRequest& request, ledger::HubChanges changes) {
                         confirm(request, std::move(changes));
                     }) {
    deliveries_.reconfigure(*options_);
    verifications_.reconfigure(*options_);
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "hub");
}

Hub::Impl::~Impl() {
    stopping_ = true;
    courier_.wake();
    thread_.join();
    recorder_->stop();
    take_calls();  // who waited for what was written last is told
    inbox_->close();
    for (const Asked& asked : asked_) asked.answered({503, "this hub is about to stop", busy_pause});
}

void Hub::Impl::accept(const HubRequest& request, Answered answered) {
    HubAnswer answer;
    {
        const std::lock_guard lock(mutex_);
        const auto wait = request.client ? clients_.check(*request.client, current_->per_client_limit, clock_.steady())
                                         : std::nullopt;
        std::uniform_real_distribution<double> spread(0, 1);
        if (wait) {
            answer = {429, "too many requests from this address", *wait};
        } else if (asked_.size() >= most_waiting) {
            answer = {503, "this hub is busy", busy_pause};
        } else {
            auto judged = admit(request, *current_, *publication_.current(), clock_.now_s(), spread(random_));
            if (auto* refused = std::get_if<HubAnswer>(&judged)) {
                answer = std::move(*refused);
            } else {
                asked_.push_back({std::get<Admitted>(std::move(judged)), std::move(answered)});
                courier_.wake();
                return;
            }
        }
    }
    count(Counter::hub_requests_refused);
    answered(std::move(answer));
}

void Hub::Impl::reconfigure(HubOptions options) {
    {
        const std::lock_guard lock(mutex_);
        current_ = std::make_shared<const HubOptions>(std::move(options));
    }
    inbox_->post([this] {
        {
            const std::lock_guard lock(mutex_);
            options_ = current_;
        }
        courier_.reconfigure(courier_options(*options_));
        deliveries_.reconfigure(*options_);
        verifications_.reconfigure(*options_);
    });
}

void Hub::Impl::run() {
    stand_back(19);  // a fan-out may take seconds, and readers ask meanwhile
    while (!stopping_) {
        const bool woken = woken_.exchange(false);  // first: settings that came before a version hold for it
        take_calls();
        courier_.collect();
        if (loaded_) {
            take_requests();
            if (woken) look_at_snapshot();
            look_for_missing();
            end_expired();
            verifications_.send();
            deliveries_.send();
            sum_up();
        }
        deliveries_.flush();
        wait();
    }
    courier_.collect();  // what was answered meanwhile is not delivered again after the next start
    deliveries_.flush(true);
}

void Hub::Impl::take_calls() {
    for (const HubInbox::Call& call : inbox_->take()) call();
}

void Hub::Impl::load(Recorder::Loaded loaded) {
    for (Subscription& row : loaded.subscriptions) {
        const auto callback = read_callback(row.callback);
        if (!callback) continue;  // of another version's making
        Place& place = places_.enter(callback->place, is_limited(*callback, *options_));
        if (row.progress.attempts > 0) count(Counter::subscriptions_failing);
        if (row.progress.attempts >= attempts_until_slow) count(Counter::subscriptions_quarantined);
        (void)subscribers_.add(std::move(row), place, true);
    }
    for (SubscriptionRequest& request : loaded.requests) {
        last_request_id_ = std::max(last_request_id_, request.id);
        const auto callback = read_callback(request.callback);
        if (!callback) continue;
        Place& place = places_.enter(callback->place, is_limited(*callback, *options_));
        if (request.mode != Mode::denied) verifications_.reserve(place);
        verifications_.add(std::move(request), place);
    }
    loaded_ = true;
    look_at_snapshot();
    set_gauge(Counter::subscriptions, static_cast<std::int64_t>(subscribers_.size()));
}

// Whom the operator removed or paused; who is not in the ledger yet was not there to be removed.
void Hub::Impl::apply_edits(const std::vector<Subscription>& rows) {
    std::unordered_map<std::int64_t, bool> paused;
    for (const Subscription& row : rows) paused.emplace(row.id, row.paused);
    ledger::HubChanges changes;
    for (const SubscriberPtr& subscriber : subscribers_.all()) {
        const auto found = paused.find(subscriber->row.id);
        if (found != paused.end()) {
            subscriber->row.paused = found->second;
            subscribers_.note_change();
            deliveries_.look_at(subscriber);
        } else if (subscriber->stored) {
            log::info("hub", fmt::format("subscription {} was removed by the operator", subscriber->row.id));
            deny(denial_of(subscriber->row, "the subscription was removed by the operator"), changes);
            deliveries_.let_go(subscriber);
        }
    }
    if (!changes.requests.empty()) recorder_->write(std::move(changes));
    set_gauge(Counter::subscriptions, static_cast<std::int64_t>(subscribers_.size()));
}

// Those that wait are written down together, then answered.
void Hub::Impl::take_requests() {
    std::vector<Asked> asked;
    {
        const std::lock_guard lock(mutex_);
        asked.swap(asked_);
    }
    if (asked.empty()) return;
    ledger::HubChanges changes;
    std::vector<Asked> taken;
    for (Asked& one : asked) {
        SubscriptionRequest& request = one.admitted.request;
        one.place = &places_.enter(one.admitted.place, one.admitted.limited);
        if (auto refusal = has_no_room_for(request, *one.place)) {
            count(Counter::hub_requests_refused);
            places_.leave(*one.place);
            one.answered(*std::move(refusal));
            continue;
        }
        verifications_.reserve(*one.place);
        request.id = ++last_request_id_;
        changes.requests.push_back(request);
        taken.push_back(std::move(one));
    }
    if (taken.empty()) return;
    recorder_->try_write(std::move(changes), [this, taken = std::move(taken)](bool written) mutable {
        wait_for_callback(std::move(taken), written);
    });
}

std::optional<HubAnswer> Hub::Impl::has_no_room_for(const SubscriptionRequest& request, const Place& place) const {
    const bool is_full = verifications_.asked() >= static_cast<std::size_t>(options_->max_pending);
    const bool place_is_full = place.limited && place.asked >= options_->max_pending_at_place;
    if (is_full || place_is_full) {
        return HubAnswer{503, "too many requests wait for their callbacks", busy_pause};
    }
    const bool is_new = request.mode == Mode::subscribe && !subscribers_.find(request.topic, request.callback_key);
    if (is_new && is_at_capacity()) return HubAnswer{503, full_text, std::chrono::hours(1)};
    return std::nullopt;
}

bool Hub::Impl::is_at_capacity() const {
    return subscribers_.size() >= static_cast<std::size_t>(options_->max_subscriptions);
}

void Hub::Impl::wait_for_callback(std::vector<Asked> asked, bool written) {
    for (Asked& one : asked) {
        if (!written) {
            verifications_.release(*one.place);
            places_.leave(*one.place);
            one.answered({503, "this hub cannot write your request down now", busy_pause});
            continue;
        }
        count(Counter::hub_requests_accepted);
        verifications_.add(std::move(one.admitted.request), *one.place);
        one.answered({});
    }
}

void Hub::Impl::confirm(const SubscriptionRequest& request, ledger::HubChanges changes) {
    const auto known = subscribers_.find(request.topic, request.callback_key);
    if (request.mode == Mode::subscribe) {
        subscribe(request, std::move(changes));
    } else if (known) {
        changes.ended = {known->row.id};
        deliveries_.let_go(known);
        recorder_->write(std::move(changes));
    } else {
        recorder_->write(std::move(changes));
    }
    set_gauge(Counter::subscriptions, static_cast<std::int64_t>(subscribers_.size()));
}

void Hub::Impl::subscribe(const SubscriptionRequest& request, ledger::HubChanges changes) {
    SubscriberPtr subscriber = subscribers_.find(request.topic, request.callback_key);
    if (!subscriber && is_at_capacity()) {  // others were confirmed since it came
        deny(denial_of(request, full_text), changes);
        return recorder_->write(std::move(changes));
    }
    Subscription row;
    row.topic = request.topic;
    row.callback = request.callback;
    row.callback_key = request.callback_key;
    row.secret = request.secret;
    row.lease_end = clock_.now_s() + request.lease;
    row.delta = request.delta;
    if (subscriber) {
        subscribers_.renew(*subscriber, row);
        changes.renewals = {subscriber->row};  // the operator may have paused or removed it in this very moment
    } else {
        row.id = subscribers_.next_id();
        row.progress.delivered = request.revision;
        const auto callback = read_callback(row.callback);
        Place& place = places_.enter(callback->place, is_limited(*callback, *options_));
        subscriber = subscribers_.add(std::move(row), place, false);
        if (const auto resource = find_topic(*snapshot_, request.topic, options_->base_url)) {
            show(*subscriber->topic, resource);
        } else {
            missing_.push_back(request.topic);  // it went away before the callback agreed
        }
        changes.subscriptions = {subscriber->row};
    }
    recorder_->write(std::move(changes), [subscriber] { subscriber->stored = true; });
    deliveries_.try_now(subscriber);  // what it does not have
}

void Hub::Impl::end_expired() {
    const auto now = clock_.steady();
    if (now < sweep_at_) return;
    sweep_at_ = now + std::chrono::seconds(1);
    places_.sweep(now);
    missing_.insert(missing_.end(), again_.begin(), again_.end());
    again_.clear();
    const auto expired = subscribers_.expired(clock_.now_s());
    if (expired.empty()) return;
    ledger::HubChanges changes;
    for (const SubscriberPtr& subscriber : expired) {
        changes.ended.push_back(subscriber->row.id);
        deliveries_.let_go(subscriber);
    }
    recorder_->write(std::move(changes));
    set_gauge(Counter::subscriptions, static_cast<std::int64_t>(subscribers_.size()));
}

void Hub::Impl::wait() {
    milliseconds wait = longest_wait;
    const SteadyTime now = clock_.steady();
    for (const auto& at : {deliveries_.next_work(), verifications_.next_work()}) {
        if (at) wait = std::clamp(std::chrono::ceil<milliseconds>(*at - now), milliseconds(0), wait);
    }
    courier_.wait(wait);
}

Hub::Hub(HubOptions options, const publish::Publication& publication, std::unique_ptr<ledger::Ledger> ledger,
         const Clock& clock, Fetch fetch)
    : impl_(std::make_unique<Impl>(std::move(options), publication, std::move(ledger), clock, std::move(fetch))) {}

Hub::~Hub() = default;

void Hub::accept(const HubRequest& request, Answered answered) {
    impl_->accept(request, std::move(answered));
}

void Hub::wake() {
    impl_->wake();
}

void Hub::reconfigure(HubOptions options) {
    impl_->reconfigure(std::move(options));
}

}  // namespace syndicated::websub
