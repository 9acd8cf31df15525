// What the tests of the Pusher share: feeds to be published, a clock to be moved, waiting for the push thread.
#pragma once

#include "syndicated/websub/pusher.hpp"

#include "support/fake_clock.hpp"
#include "support/fake_hub.hpp"
#include "unit/websub/ping_ledger.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace syndicated::testing {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

inline const std::string topic_a = "https://example.cn/feeds/all.rss";
inline const std::string topic_b = "https://example.cn/feeds/yu-le.atom";

// Waits for something that another thread does.
template <class Condition>
bool eventually(const Condition& condition, milliseconds limit = 10s) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(2ms);
    }
    return true;
}

// A Pusher with all that it needs, on a clock that the test moves.
class Bench {
public:
    Bench() { options.user_agent = "syndicated/1.2.3"; }

    void start() {
        pusher = std::make_unique<websub::Pusher>(options, publication, std::make_unique<PingLedger>(disk), clock);
        settle();
    }
    void restart() {
        pusher.reset();
        start();
    }
    void publish(const std::string& topic, Revision revision, bool all_forms = true, bool complete = true) {
        auto resource = std::make_shared<publish::Resource>();
        resource->head.topic = topic;
        resource->head.revision = revision;
        resource->body.forms[publish::Coding::identity] = std::make_shared<std::string>("bytes");
        resource->body.complete = all_forms;
        const std::vector<publish::Change> changes{{topic.substr(topic.find("/feeds")), std::move(resource)}};
        publication.swap_in(publication.current()->with(changes, complete));
        if (!pusher) return;
        pusher->wake();
        settle();
    }
    void publish_many(int count, Revision revision) {
        for (int i = 0; i < count; ++i) publish("https://example.cn/feeds/" + std::to_string(i) + ".rss", revision);
    }
    // Moves the clock in small steps, as time would pass.
    void pass(milliseconds time) {
        for (milliseconds step = 0ms; step < time; step += 100ms) {
            clock.advance(100ms);
            pusher->wake();
        }
    }
    // Returns when the pusher has taken over the current Snapshot, and with it the instant of the change.
    void settle() const {
        const auto current = publication.current();
        REQUIRE(eventually([&] { return current.use_count() == 3; }));  // here, Publication, Pusher
    }
    [[nodiscard]] bool recorded(const std::string& hub, const std::string& topic, Revision told) const {
        return eventually([&] { return disk->find(hub, topic).told == told; });
    }

    FakeClock clock{sys_seconds(1741579591s)};
    publish::Publication publication;
    std::shared_ptr<PingDisk> disk = std::make_shared<PingDisk>();
    websub::Options options;
    std::unique_ptr<websub::Pusher> pusher;
};

// Nothing more comes within a time that is long for loopback.
inline bool stays_at(const FakeHub& hub, std::size_t count) {
    return !hub.wait_for_requests(count + 1, 250ms) && hub.request_count() == count;
}

}  // namespace syndicated::testing
