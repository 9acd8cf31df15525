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
    Line& line = lines_[key_of(request)];
    ++line.open;
    drop(line, request.mode);
    if (is_denial(request)) {
        line.decided = request.id;
        ledger::HubChanges changes;
        changes.done_requests = drop_before(line, request.id);
        if (!changes.done_requests.empty()) recorder_.write(std::move(changes));
    }
    waiting->request = std::move(request);
    waiting->place = &place;
    waiting->line = &line;
    line.newest[waiting->request.mode] = waiting;
    lane_.push(place, std::move(waiting));
}

// It is asked no more.
void Verifications::drop(Line& line, Mode mode) {
    const auto found = line.newest.find(mode);
    if (found == line.newest.end()) return;
    Waiting& waiting = *found->second;
    waiting.dropped = true;
    if (!is_denial(waiting.request)) release(*waiting.place);
    line.newest.erase(found);
}

std::vector<std::int64_t> Verifications::drop_before(Line& line, std::int64_t id) {
    std::vector<std::int64_t> out;
    for (const Mode mode : {Mode::subscribe, Mode::unsubscribe}) {
        const auto found = line.newest.find(mode);
        if (found == line.newest.end() || found->second->request.id >= id) continue;
        out.push_back(found->second->request.id);
        drop(line, mode);
    }
    return out;
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
    set_gauge(Counter::requests_waiting, static_cast<std::int64_t>(asked_));
}

void Verifications::start(Place& place, const WaitingPtr& waiting) {
    if (waiting->dropped) {
        lane_.done(place);
        return leave(waiting);
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
        verification.reason = request.reason;
    } else {
        verification.challenge = waiting->challenge = random_hex(challenge_bytes);
    }
    if (request.mode == Mode::subscribe) verification.lease_seconds = request.lease.count();
    courier_.get(verification_url(request.callback, verification), waiting->challenge.size() + most_more_bytes,
                 [this, &place, waiting](const Reply& reply) {
                     place.breaker.note(reply.is_there, clock_.steady());
                     lane_.done(place);
                     finish(waiting, reply);
                 });
}

void Verifications::finish(const WaitingPtr& waiting, const Reply& reply) {
    const SubscriptionRequest& request = waiting->request;
    const bool agreed = is_success(reply.answer) && !reply.too_long && reply.body == waiting->challenge;
    if (agreed && !is_denial(request) && request.id > waiting->line->decided) return confirm(waiting);
    if (waiting->dropped) return leave(waiting);
    if (passes(reply.answer) && !reply.refused_address && waiting->attempts < most_attempts) {
        std::uniform_real_distribution<double> jitter(-1.0, 1.0);
        retries_.emplace(clock_.steady() + retry_delay(waiting->attempts, first_retry_, jitter(random_)), waiting);
        return;
    }
    give_up(waiting,
            is_success(reply.answer) ? "its answer is not the challenge" : std::string_view(reply.answer.text));
}

void Verifications::confirm(const WaitingPtr& waiting) {
    count(Counter::verifications_confirmed);
    const std::int64_t id = waiting->request.id;
    waiting->line->decided = id;
    ledger::HubChanges changes;
    changes.done_requests = drop_before(*waiting->line, id);
    changes.done_requests.push_back(id);
    on_confirmed_(waiting->request, std::move(changes));
    leave(waiting);
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
    leave(waiting);
}

// Each comes here once, after the last thing that was done for it.
void Verifications::leave(const WaitingPtr& waiting) {
    Line& line = *waiting->line;
    if (!waiting->dropped) drop(line, waiting->request.mode);
    if (--line.open == 0) lines_.erase(key_of(waiting->request));
    places_.leave(*waiting->place);
}

std::optional<SteadyTime> Verifications::next_work() const {
    auto out = lane_.next_opening();
    if (!retries_.empty() && (!out || retries_.begin()->first < *out)) out = retries_.begin()->first;
    return out;
}

}  // namespace syndicated::websub
