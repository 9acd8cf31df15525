// Everybody who subscribed, as the hub sees them: by topic, by key, by the end of their leases. Hub thread only.
#pragma once

#include "syndicated/model/subscription.hpp"
#include "syndicated/publish/publication.hpp"
#include "syndicated/websub/hub.hpp"
#include "websub/courier.hpp"
#include "websub/place.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace syndicated::websub {

struct HubTopic;

struct Subscriber {
    enum class State : std::uint8_t { idle, queued, on_its_way };

    Subscription row;
    HubTopic* topic = nullptr;
    Place* place = nullptr;
    std::size_t index = 0;  // in the topic's list
    State state = State::idle;
    bool stored = false;        // the ledger has it
    bool gone = false;          // it ended, and waits to be let go of
    bool dirty = false;         // its progress is not written down
    bool told_to_wait = false;  // its last answer had a Retry-After
    std::optional<SteadyTime> retry_at;
    SteadyTime due_since{};

    // For some days after its lease ends it is kept, and gets nothing: should it come back, what it has is known.
    [[nodiscard]] bool has_lapsed(sys_seconds now) const { return row.lease_end <= now; }
    [[nodiscard]] bool is_slow() const { return row.progress.attempts >= attempts_until_slow; }
};
using SubscriberPtr = std::shared_ptr<Subscriber>;

// One version of a topic, ready to be sent.
struct Version {
    Revision revision = 0;
    std::shared_ptr<const publish::Resource> resource;
    std::shared_ptr<const Parcel> parcel;
    SteadyTime published{};
    std::map<Revision, std::shared_ptr<const Parcel>> deltas;  // by what their receivers have; null: get the whole
    // The last that was signed, how, the secret, and the header field that came of it.
    const Parcel* signed_parcel = nullptr;
    SignatureMethod signed_by = SignatureMethod::sha256;
    std::string signed_with, signature;
};

struct HubTopic {
    std::string url;
    std::shared_ptr<Version> version;                // null: none is at hand
    std::deque<std::pair<Revision, Digest>> former;  // contents of versions before it, the newest first
    bool fetching = false;
    std::vector<SubscriberPtr> subscribers;
    std::optional<SteadyTime> missing_since;
};

class Places {
public:
    // Raises its users.
    [[nodiscard]] Place& enter(const std::string& name, bool limited);
    void leave(Place& place);
    // Forgets those that nobody uses and that have all their tokens again.
    void sweep(SteadyTime now);

private:
    [[nodiscard]] std::shared_ptr<TokenBucket> tokens_of(const std::string& host);

    std::unordered_map<std::string, std::unique_ptr<Place>> places_;
    std::unordered_map<std::string, std::weak_ptr<TokenBucket>> tokens_;  // by host
};

class Subscribers {
public:
    [[nodiscard]] SubscriberPtr find(const std::string& topic, const std::string& callback_key) const;
    [[nodiscard]] SubscriberPtr find(std::int64_t id) const;
    // `place` was entered for it.
    SubscriberPtr add(Subscription row, Place& place, bool stored);
    // Another lease and secret; the row's id and progress stay.
    void renew(Subscriber& subscriber, const Subscription& row);
    void remove(const SubscriberPtr& subscriber);
    // The topic if anyone has it.
    [[nodiscard]] HubTopic* topic(const std::string& url);
    void for_each_topic(const std::function<void(HubTopic&)>& visit);
    void for_each_topic(const std::function<void(const HubTopic&)>& visit) const;

    // Those whose time is over. They are to be removed.
    [[nodiscard]] std::vector<SubscriberPtr> expired(sys_seconds now) const;

    [[nodiscard]] std::size_t size() const { return by_id_.size(); }
    [[nodiscard]] std::vector<SubscriberPtr> all() const;
    [[nodiscard]] std::int64_t next_id() { return ++last_id_; }

    // Something about one of them or about a topic is not as it was; add() and the like say so themselves.
    void note_change() { changed_ = true; }
    [[nodiscard]] bool take_change() { return std::exchange(changed_, false); }

private:
    [[nodiscard]] static std::string key_of(const std::string& topic, const std::string& callback_key) {
        return callback_key + '\n' + topic;
    }

    std::unordered_map<std::int64_t, SubscriberPtr> by_id_;
    std::unordered_map<std::string, SubscriberPtr> by_key_;
    std::unordered_map<std::string, std::unique_ptr<HubTopic>> topics_;
    std::set<std::pair<sys_seconds, std::int64_t>> leases_;
    std::int64_t last_id_ = 0;
    bool changed_ = false;
};

}  // namespace syndicated::websub
