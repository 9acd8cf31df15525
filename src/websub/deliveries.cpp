#include "websub/deliveries.hpp"

#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"
#include "websub/retry.hpp"
#include "websub/signature.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace syndicated::websub {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds flush_interval{100};
constexpr std::size_t most_dirty = 500;
constexpr milliseconds overtime_after{100};
constexpr int most_overtime = 512;
constexpr std::size_t most_former = 16;  // versions of a topic that are remembered for deltas

// H15: exactly one field, with the hub and the topic's own address.
std::vector<std::string> fields_of(const publish::Head& head, const std::string& hub_url) {
    return {fmt::format("Content-Type: {}", std::string_view(head.content_type)),
            fmt::format("Link: <{}>; rel=\"hub\", <{}>; rel=\"self\"", hub_url, head.topic),
            "Expect:", "Accept:"};  // these two are left out: "Expect: 100-continue" would cost a round trip
}

}  // namespace

void Deliveries::reconfigure(const HubOptions& options) {
    hub_url_ = options.url;
    first_retry_ = options.first_retry;
    signature_ = options.signature;
    delta_ = options.delta;
}

void Deliveries::publish(HubTopic& topic, std::shared_ptr<const publish::Resource> resource) {
    const publish::Head& head = resource->head;
    if (topic.version && topic.version->revision >= head.revision) return;
    const bool is_first = !topic.version;
    if (topic.version) {
        topic.former.emplace_front(topic.version->revision, topic.version->resource->head.content);
        if (topic.former.size() > most_former) topic.former.pop_back();
    }
    auto version = std::make_shared<Version>();
    version->revision = head.revision;
    version->parcel =
        std::make_shared<const Parcel>(resource->body.forms[publish::Coding::identity], fields_of(head, hub_url_));
    version->published = clock_.steady();
    version->resource = std::move(resource);
    topic.version = std::move(version);
    subscribers_.note_change();
    for (const SubscriberPtr& subscriber : topic.subscribers) {
        if (is_first) {
            look_at(subscriber);  // after a start: pauses go on
        } else if (!subscriber->retry_at || !subscriber->told_to_wait) {
            try_now(subscriber);  // a new version is tried without waiting for an older one's pause
        }
    }
}

bool Deliveries::is_due(const Subscriber& subscriber) const {
    if (subscriber.gone || subscriber.row.paused || !subscriber.topic->version) return false;
    return subscriber.row.progress.delivered < subscriber.topic->version->revision &&
           !subscriber.has_lapsed(clock_.now_s());
}

void Deliveries::look_at(const SubscriberPtr& subscriber) {
    if (subscriber->retry_at || !is_due(*subscriber)) return;
    subscriber->due_since = clock_.steady();
    const auto wait = subscriber->row.progress.next_try - clock_.now();
    // Further ahead than any pause: the wall clock was set back meanwhile.
    const bool waits = subscriber->row.progress.attempts > 0 && wait > milliseconds(0) && wait <= longest_retry_after;
    if (waits && subscriber->state == Subscriber::State::idle) {
        retry_later(subscriber, std::chrono::ceil<milliseconds>(wait));
    } else {
        queue(subscriber);
    }
}

void Deliveries::try_now(const SubscriberPtr& subscriber) {
    subscriber->due_since = clock_.steady();
    forget_retry(*subscriber);
    if (is_due(*subscriber)) queue(subscriber);
}

void Deliveries::let_go(const SubscriberPtr& subscriber) {
    forget_retry(*subscriber);
    if (subscriber->row.progress.attempts > 0) count(Counter::subscriptions_failing, -1);
    if (subscriber->is_slow()) count(Counter::subscriptions_quarantined, -1);
    subscribers_.remove(subscriber);
    if (subscriber->state == Subscriber::State::idle) places_.leave(*subscriber->place);
}

void Deliveries::queue(const SubscriberPtr& subscriber) {
    if (subscriber->state != Subscriber::State::idle) return;
    subscriber->state = Subscriber::State::queued;
    (subscriber->is_slow() ? slow_ : fast_).push(*subscriber->place, subscriber);
}

void Deliveries::send() {
    const SteadyTime now = clock_.steady();
    while (!retries_.empty() && retries_.begin()->first <= now) {
        const auto subscriber = subscribers_.find(retries_.begin()->second);
        forget_retry(*subscriber);
        if (is_due(*subscriber)) queue(subscriber);
    }
    note_overtime(now);
    const auto closed_until = [now](const Place& place) { return place.breaker.closed_until(now); };
    for (SubscriberLane* lane : {&fast_, &slow_}) {
        while (auto next = lane->take(now, closed_until)) start(*lane, *next->first, next->second);
    }
    set_gauge(Counter::deliveries_waiting, static_cast<std::int64_t>(fast_.waiting() + slow_.waiting()));
}

void Deliveries::start(SubscriberLane& lane, Place& place, const SubscriberPtr& subscriber) {
    subscriber->state = Subscriber::State::idle;
    if (!is_due(*subscriber)) {
        lane.done(place);
        if (subscriber->gone) places_.leave(place);
        return;
    }
    subscriber->state = Subscriber::State::on_its_way;
    const auto version = subscriber->topic->version;
    auto flight = std::make_shared<Flight>(Flight{&lane, &place, subscriber, version});
    flights_.emplace_back(clock_.steady() + overtime_after, flight);
    auto parcel = parcel_for(*subscriber);
    const std::string& signature = signature_for(*version, *parcel, subscriber->row.secret);
    courier_.post(subscriber->row.callback, std::move(parcel), signature,
                  [this, flight = std::move(flight)](const Reply& reply) { land(*flight, reply); });
}

void Deliveries::land(Flight& flight, const Reply& reply) {
    const SubscriberPtr subscriber = std::move(flight.subscriber);
    subscriber->state = Subscriber::State::idle;
    flight.place->breaker.note(reply.is_there, clock_.steady());
    if (flight.is_overtime) {
        --overtime_;
        flight.lane->done_overtime(*flight.place);
    } else {
        flight.lane->done(*flight.place);
    }
    if (subscriber->gone) return places_.leave(*flight.place);
    finish(subscriber, *flight.version, reply.answer);
}

// Who takes long makes room in its lane for others.
void Deliveries::note_overtime(SteadyTime now) {
    while (!flights_.empty() && (flights_.front().second->subscriber == nullptr || flights_.front().first <= now)) {
        Flight& flight = *flights_.front().second;
        if (flight.subscriber) {
            if (overtime_ >= most_overtime) return;
            ++overtime_;
            flight.is_overtime = true;
            flight.lane->note_overtime(*flight.place);
        }
        flights_.pop_front();
    }
}

// Section 7: of RSS and Atom what a subscriber has may be left out. Who has a version that is not remembered gets the
// whole, as does everybody of whom nothing is known after a start.
std::shared_ptr<const Parcel> Deliveries::parcel_for(const Subscriber& subscriber) const {
    const HubTopic& topic = *subscriber.topic;
    Version& version = *topic.version;
    if (!subscriber.row.delta || !delta_) return version.parcel;
    const Revision had = subscriber.row.progress.delivered;
    const auto [made, is_new] = version.deltas.try_emplace(had);
    if (is_new) made->second = make_delta(topic, had);
    return made->second ? made->second : version.parcel;
}

std::shared_ptr<const Parcel> Deliveries::make_delta(const HubTopic& topic, Revision had) const {
    const publish::Resource& resource = *topic.version->resource;
    const std::string_view type = resource.head.content_type;
    const bool may = type.starts_with("application/rss+xml") || type.starts_with("application/atom+xml");
    const auto base = std::find_if(topic.former.begin(), topic.former.end(),
                                   [had](const auto& former) { return former.first == had; });
    if (!may || !resource.entries || base == topic.former.end()) return nullptr;
    const auto& known = resource.entries->former;
    const auto version = std::find_if(known.begin(), known.end(), [&](const publish::FormerVersion& former) {
        return former.content == base->second;
    });
    if (version == known.end()) return nullptr;
    auto bytes = publish::delta_of(topic.version->parcel->body(), *resource.entries, *version);
    if (!bytes) return nullptr;
    return std::make_shared<const Parcel>(std::make_shared<const std::string>(std::move(*bytes)),
                                          fields_of(resource.head, hub_url_));
}

// Kept for the next one: who has a thousand callbacks has one secret.
const std::string& Deliveries::signature_for(Version& version, const Parcel& parcel, const std::string& secret) const {
    static const std::string none;
    if (secret.empty()) return none;
    if (version.signed_parcel != &parcel || version.signed_with != secret || version.signed_by != signature_) {
        version.signature = "X-Hub-Signature: " + sign(signature_, secret, parcel.body());
        version.signed_with = secret;
        version.signed_parcel = &parcel;
        version.signed_by = signature_;
    }
    return version.signature;
}

void Deliveries::finish(const SubscriberPtr& subscriber, const Version& version, const DeliveryAnswer& answer) {
    std::uniform_real_distribution<double> jitter(-1.0, 1.0);
    Progress& progress = subscriber->row.progress;
    NextDelivery next = next_delivery(progress, version.revision, answer, clock_.now(), first_retry_, jitter(random_));
    count(next.verdict == DeliveryVerdict::taken ? Counter::deliveries_taken : Counter::deliveries_failed);
    std::swap(progress, next.progress);
    subscriber->told_to_wait = next.told_to_wait;
    subscribers_.note_change();
    report(*subscriber, next.progress);
    switch (next.verdict) {
        case DeliveryVerdict::taken:
            count_delay(*subscriber);
            mark_dirty(*subscriber);
            if (is_due(*subscriber)) queue(subscriber);
            return;
        case DeliveryVerdict::again:
            mark_dirty(*subscriber);
            // A newer version came out while this one was refused.
            if (subscriber->topic->version->revision > version.revision && progress.attempts == 1 &&
                !next.told_to_wait) {
                return queue(subscriber);
            }
            return retry_later(subscriber, next.delay);
        case DeliveryVerdict::ended: {
            ledger::HubChanges changes;
            changes.ended = {subscriber->row.id};
            recorder_.write(std::move(changes));
            return let_go(subscriber);
        }
    }
}

void Deliveries::report(const Subscriber& subscriber, const Progress& before) const {
    const Progress& now = subscriber.row.progress;
    const auto who = [&] {
        return fmt::format("subscription {}, {}", subscriber.row.id, quote(subscriber.row.callback, 200));
    };
    if (before.attempts < attempts_until_slow && now.attempts >= attempts_until_slow) {
        count(Counter::subscriptions_quarantined);
        log::warning("hub", fmt::format("{}: {} failed deliveries, {}; it is tried again with longer and longer pauses",
                                        who(), now.attempts, now.last_answer));
    } else if (before.attempts >= attempts_until_slow && now.attempts == 0) {
        count(Counter::subscriptions_quarantined, -1);
        log::info("hub", who() + " takes deliveries again");
    }
    if ((now.attempts > 0) != (before.attempts > 0)) {
        count(Counter::subscriptions_failing, now.attempts > 0 ? 1 : -1);
    }
}

void Deliveries::count_delay(const Subscriber& subscriber) {
    constexpr std::array<std::pair<milliseconds, Counter>, 6> buckets{
        {{milliseconds(50), Counter::delivered_in_50ms},
         {milliseconds(250), Counter::delivered_in_250ms},
         {milliseconds(1'000), Counter::delivered_in_1s},
         {milliseconds(10'000), Counter::delivered_in_10s},
         {milliseconds(60'000), Counter::delivered_in_60s},
         {milliseconds(3'600'000), Counter::delivered_in_1h}}};
    const auto delay = clock_.steady() - subscriber.due_since;
    delays_ += delay;  // counters are whole numbers
    count(Counter::delivery_seconds, std::chrono::floor<std::chrono::seconds>(delays_).count());
    delays_ %= std::chrono::seconds(1);
    count(Counter::deliveries_timed);
    count(Counter::delivered_in_all);
    for (const auto& [most, counter] : buckets) {
        if (delay <= most) count(counter);
    }
}

void Deliveries::retry_later(const SubscriberPtr& subscriber, milliseconds delay) {
    forget_retry(*subscriber);
    subscriber->retry_at = clock_.steady() + delay;
    retries_.emplace(*subscriber->retry_at, subscriber->row.id);
}

void Deliveries::forget_retry(Subscriber& subscriber) {
    if (!subscriber.retry_at) return;
    retries_.erase({*subscriber.retry_at, subscriber.row.id});
    subscriber.retry_at.reset();
}

void Deliveries::mark_dirty(Subscriber& subscriber) {
    if (subscriber.dirty) return;
    subscriber.dirty = true;
    if (dirty_.empty()) flush_at_ = clock_.steady() + flush_interval;
    dirty_.push_back(subscriber.row.id);
}

void Deliveries::flush(bool at_once) {
    if (dirty_.empty() || (!at_once && dirty_.size() < most_dirty && clock_.steady() < flush_at_)) return;
    ledger::HubChanges changes;
    changes.progress.reserve(dirty_.size());
    for (const std::int64_t id : dirty_) {
        const auto subscriber = subscribers_.find(id);
        if (!subscriber) continue;
        subscriber->dirty = false;
        changes.progress.emplace_back(id, subscriber->row.progress);
    }
    dirty_.clear();
    recorder_.write(std::move(changes));
}

std::optional<SteadyTime> Deliveries::next_work() const {
    std::optional<SteadyTime> out;
    const auto sooner = [&out](std::optional<SteadyTime> at) {
        if (at && (!out || *at < *out)) out = at;
    };
    if (!retries_.empty()) sooner(retries_.begin()->first);
    if (!dirty_.empty()) sooner(flush_at_);
    if (!flights_.empty() && overtime_ < most_overtime && fast_.waiting() + slow_.waiting() > 0) {
        sooner(flights_.front().first);
    }
    sooner(fast_.next_opening());
    sooner(slow_.next_opening());
    return out;
}

}  // namespace syndicated::websub
