#include "websub/verifications.hpp"

#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"
#include "websub/callback.hpp"
#include "websub/signature.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace syndicated::websub {

namespace {

constexpr int most_attempts = 3;
constexpr std::chrono::hours longest_wait{1};  // for a place that is not asked now, or by many
constexpr std::size_t challenge_bytes = 24;
constexpr std::size_t most_more_bytes = 1024;  // of a reply than the challenge has

using Mode = SubscriptionRequest::Mode;

const char* name_of(Mode mode) {
    switch (mode) {
        case Mode::subscribe: return "subscribe";
        case Mode::unsubscribe: return "unsubscribe";
        case Mode::denied: return "denied";
    }
    return "";
}

// Nobody asked for it, and nobody has to agree.
bool is_denial(const SubscriptionRequest& request) {
    return request.mode == Mode::denied;
}

// The callback may answer another time: nobody did, or it is busy.
bool passes(const DeliveryAnswer& answer) {
    return answer.status == 0 || answer.status == 429 || answer.status >= 500;
}

bool is_success(const DeliveryAnswer& answer) {
    return answer.status >= 200 && answer.status < 300;
}

}  // namespace

void Verifications::reconfigure(const HubOptions& options) {
    first_retry_ = options.first_retry;
}

std::string Verifications::key_of(const SubscriptionRequest& request) {
    return request.callback_key + '\n' + request.topic;
}

void Verifications::reserve(Place& place) {
    ++asked_;
    ++place.asked;
}

void Verifications::release(Place& place) {
    --asked_;
    --place.asked;
}

void Verifications::add(SubscriptionRequest request, Place& place) {
    auto waiting = std::make_shared<Waiting>();
    waiting->request = std::move(request);
    waiting->place = &place;
    WaitingPtr& entry = waiting_[key_of(waiting->request)];
    if (entry) {
        entry->gone = true;
        if (!is_denial(entry->request)) release(*entry->place);
    }
    entry = waiting;
    lane_.push(place, std::move(waiting));
}

void Verifications::send() {
    const SteadyTime now = clock_.steady();
    while (!retries_.empty() && retries_.begin()->first <= now) {
        const WaitingPtr waiting = retries_.begin()->second;
        retries_.erase(retries_.begin());
        lane_.push(*waiting->place, waiting);
    }
    const auto closed_until = [now](const Place& place) -> std::optional<SteadyTime> {
        if (const auto until = place.breaker.closed_until(now)) return until;
        if (!place.limited) return std::nullopt;
        const SteadyTime next = place.verifications->next(now);
        return next > now ? std::optional(next) : std::nullopt;
    };
    while (auto next = lane_.take(now, closed_until)) start(*next->first, next->second);
    set_gauge(Counter::requests_waiting, static_cast<std::int64_t>(waiting_.size()));
}

void Verifications::start(Place& place, const WaitingPtr& waiting) {
    if (waiting->gone) {
        lane_.done(place);
        return places_.leave(place);
    }
    if (clock_.now_s() - waiting->request.came > longest_wait) {
        lane_.done(place);
        return give_up(waiting, "it waited for an hour");
    }
    if (place.limited) (void)place.verifications->take(clock_.steady());
    const SubscriptionRequest& request = waiting->request;
    ++waiting->attempts;
    Verification verification;
    verification.mode = name_of(request.mode);
    verification.topic = request.topic;
    verification.verify_token = request.verify_token;
    if (is_denial(request)) {
        verification.reason = "the topic is gone";
    } else {
        verification.challenge = waiting->challenge = random_hex(challenge_bytes);
    }
    if (request.mode == Mode::subscribe) verification.lease_seconds = request.lease.count();
    courier_.get(verification_url(request.callback, verification), waiting->challenge.size() + most_more_bytes,
                 [this, &place, waiting](const Reply& reply) {
                     if (reply.answer.status != 0) {
                         place.breaker.answered();
                     } else {
                         place.breaker.failed(clock_.steady());
                     }
                     lane_.done(place);
                     finish(waiting, reply);
                 });
}

void Verifications::finish(const WaitingPtr& waiting, const Reply& reply) {
    if (waiting->gone) return places_.leave(*waiting->place);
    const SubscriptionRequest& request = waiting->request;
    const bool denied = is_denial(request);
    const bool confirmed = is_success(reply.answer) && !reply.too_long && reply.body == waiting->challenge;
    if (!denied && confirmed) {
        count(Counter::verifications_confirmed);
        forget(waiting);
        on_confirmed_(request);
        return places_.leave(*waiting->place);
    }
    if (passes(reply.answer) && !reply.refused_address && waiting->attempts < most_attempts) {
        std::uniform_real_distribution<double> jitter(-1.0, 1.0);
        retries_.emplace(clock_.steady() + retry_delay(waiting->attempts, first_retry_, jitter(random_)), waiting);
        return;
    }
    give_up(waiting,
            is_success(reply.answer) ? "its answer is not the challenge" : std::string_view(reply.answer.text));
}

void Verifications::give_up(const WaitingPtr& waiting, std::string_view why) {
    const SubscriptionRequest& request = waiting->request;
    if (!is_denial(request)) {
        count(Counter::verifications_failed);
        log::info("hub", fmt::format("{} of {} for {} is not confirmed: {}", name_of(request.mode),
                                     quote(request.callback, 200), quote(request.topic, 200), why));
    }
    ledger::HubChanges changes;
    changes.done_requests = {request.id};
    recorder_.write(std::move(changes));
    forget(waiting);
    places_.leave(*waiting->place);
}

void Verifications::forget(const WaitingPtr& waiting) {
    if (!is_denial(waiting->request)) release(*waiting->place);
    waiting_.erase(key_of(waiting->request));
}

std::optional<SteadyTime> Verifications::next_work() const {
    auto out = lane_.next_opening();
    if (!retries_.empty() && (!out || retries_.begin()->first < *out)) out = retries_.begin()->first;
    return out;
}

}  // namespace syndicated::websub
