#include "websub/subscribers.hpp"

#include <algorithm>

namespace syndicated::websub {

namespace {

constexpr std::chrono::days kept_after_lease{10};

}  // namespace

Place& Places::enter(const std::string& name, bool limited) {
    auto& place = places_[name];
    if (!place) place = std::make_unique<Place>(name, tokens_of(name.substr(0, name.rfind(':'))));
    place->limited = limited;
    ++place->users;
    return *place;
}

std::shared_ptr<TokenBucket> Places::tokens_of(const std::string& host) {
    auto& known = tokens_[host];
    auto tokens = known.lock();
    if (!tokens) known = tokens = std::make_shared<TokenBucket>();
    return tokens;
}

void Places::leave(Place& place) {
    --place.users;
}

void Places::sweep(SteadyTime now) {
    std::erase_if(places_, [now](const auto& entry) {
        const Place& place = *entry.second;
        return place.users == 0 && place.verifications->is_full(now) && !place.breaker.closed_until(now);
    });
    std::erase_if(tokens_, [](const auto& entry) { return entry.second.expired(); });
}

SubscriberPtr Subscribers::find(const std::string& topic, const std::string& callback_key) const {
    const auto found = by_key_.find(key_of(topic, callback_key));
    return found == by_key_.end() ? nullptr : found->second;
}

SubscriberPtr Subscribers::find(std::int64_t id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
}

SubscriberPtr Subscribers::add(Subscription row, Place& place, bool stored) {
    auto& topic = topics_[row.topic];
    if (!topic) {
        topic = std::make_unique<HubTopic>();
        topic->url = row.topic;
    }
    auto subscriber = std::make_shared<Subscriber>();
    subscriber->topic = topic.get();
    subscriber->place = &place;
    subscriber->index = topic->subscribers.size();
    subscriber->stored = stored;
    subscriber->row = std::move(row);
    last_id_ = std::max(last_id_, subscriber->row.id);
    topic->subscribers.push_back(subscriber);
    by_key_[key_of(subscriber->row.topic, subscriber->row.callback_key)] = subscriber;
    by_id_[subscriber->row.id] = subscriber;
    leases_.emplace(subscriber->row.lease_end + kept_after_lease, subscriber->row.id);
    note_change();
    return subscriber;
}

void Subscribers::renew(Subscriber& subscriber, const Subscription& row) {
    leases_.erase({subscriber.row.lease_end + kept_after_lease, subscriber.row.id});
    subscriber.row.callback = row.callback;
    subscriber.row.secret = row.secret;
    subscriber.row.lease_end = row.lease_end;
    subscriber.row.delta = row.delta;
    leases_.emplace(subscriber.row.lease_end + kept_after_lease, subscriber.row.id);
    note_change();
}

void Subscribers::remove(const SubscriberPtr& subscriber) {
    subscriber->gone = true;
    leases_.erase({subscriber->row.lease_end + kept_after_lease, subscriber->row.id});
    by_key_.erase(key_of(subscriber->row.topic, subscriber->row.callback_key));
    by_id_.erase(subscriber->row.id);
    auto& others = subscriber->topic->subscribers;
    others.back()->index = subscriber->index;
    others[subscriber->index] = std::move(others.back());
    others.pop_back();
    if (others.empty()) topics_.erase(subscriber->row.topic);
    subscriber->topic = nullptr;
    note_change();
}

HubTopic* Subscribers::topic(const std::string& url) {
    const auto found = topics_.find(url);
    return found == topics_.end() ? nullptr : found->second.get();
}

void Subscribers::for_each_topic(const std::function<void(HubTopic&)>& visit) {
    for (const auto& [url, topic] : topics_) visit(*topic);
}

void Subscribers::for_each_topic(const std::function<void(const HubTopic&)>& visit) const {
    for (const auto& [url, topic] : topics_) visit(*topic);
}

std::vector<SubscriberPtr> Subscribers::expired(sys_seconds now) const {
    std::vector<SubscriberPtr> out;
    for (const auto& [end, id] : leases_) {
        if (end > now) break;
        out.push_back(by_id_.at(id));
    }
    return out;
}

std::vector<SubscriberPtr> Subscribers::all() const {
    std::vector<SubscriberPtr> out;
    out.reserve(by_id_.size());
    for (const auto& [id, subscriber] : by_id_) out.push_back(subscriber);
    return out;
}

}  // namespace syndicated::websub
