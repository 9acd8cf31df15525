// Whom the hub does not ask now: who named a time, who does not answer, and what waits for them.
#include "unit/websub/hub_bench.hpp"

#include <catch2/catch.hpp>

namespace syndicated::testing {

namespace {

// Confirms, and answers deliveries with what the test says.
class Busy {
public:
    explicit Busy(HubAnswer answer)
        : answer_(std::move(answer)), server_([this](const HubRequest& request) {
              if (request.method == "GET") return HubAnswer{200, {}, Subscriber::query(request, "hub.challenge")};
              const std::lock_guard lock(mutex_);
              ++deliveries_;
              return answer_;
          }) {}

    [[nodiscard]] std::string url() const { return server_.url("/callback"); }
    [[nodiscard]] int deliveries() const {
        const std::lock_guard lock(mutex_);
        return deliveries_;
    }
    void set(HubAnswer answer) {
        const std::lock_guard lock(mutex_);
        answer_ = std::move(answer);
    }

private:
    mutable std::mutex mutex_;  // guards answer_ and deliveries_
    HubAnswer answer_;
    int deliveries_ = 0;
    FakeHub server_;
};

// One subscriber, which has refused the second version.
struct Refused {
    explicit Refused(HubAnswer answer) : busy(std::move(answer)) {
        bench.options.first_retry = 1h;
        bench.start();
        bench.ask("subscribe", busy.url());
        REQUIRE(bench.holds(1));
        bench.publish("second", 2);
        REQUIRE(eventually([&] { return bench.rows()[0].progress.attempts == 1; }));
    }

    // Nothing more came to the subscriber while the hub served somebody else.
    [[nodiscard]] bool is_left_alone(const std::string& version) {
        return eventually([&] { return other.last_body() == version; }) && busy.deliveries() == 1;
    }

    Busy busy;
    Subscriber other;
    HubBench bench;
};

const HubAnswer in_an_hour{503, {{"Retry-After", "3600"}}};

}  // namespace

TEST_CASE("a pause goes on after a restart") {
    Refused site(in_an_hour);
    site.bench.ask("subscribe", site.other.url());
    REQUIRE(site.bench.holds(2));
    site.bench.hub.reset();
    site.bench.publish("third", 3);
    site.bench.start();
    CHECK(site.is_left_alone("third"));
}

TEST_CASE("a newer version waits for the time that a subscriber named, but for no other pause") {
    SECTION("named") {
        Refused site(in_an_hour);
        site.bench.ask("subscribe", site.other.url());
        REQUIRE(site.bench.holds(2));
        site.bench.publish("third", 3);
        CHECK(site.is_left_alone("third"));
    }
    SECTION("not named") {
        Refused site({503});
        site.bench.publish("third", 3);
        CHECK(eventually([&] { return site.busy.deliveries() == 2; }));
    }
}

TEST_CASE("who renews is there again, and gets what is missing without a pause") {
    Refused site(in_an_hour);
    site.busy.set({204});
    site.bench.ask("subscribe", site.busy.url());
    CHECK(eventually([&] { return site.bench.rows()[0].progress.delivered == 2; }));
}

TEST_CASE("a renewal undoes nothing that the operator did a moment before") {
    HubBench bench;
    Subscriber subscriber;
    bench.start();
    bench.ask("subscribe", subscriber.url());
    REQUIRE(bench.holds(1));
    bench.owner->pause_subscription(1, true).value();
    bench.ask("subscribe", subscriber.url(), "&hub.secret=other");
    REQUIRE(eventually([&] { return bench.rows()[0].secret == "other"; }));
    CHECK(bench.rows()[0].paused);
}

TEST_CASE("requests that wait at one place leave room for those at others") {
    HubBench bench;
    Subscriber good;
    FakeHub hanging([](const HubRequest&) { return HubAnswer{200, {}, {}, 0ms, HubAnswer::Way::hang}; });
    const std::string port = port_of(hanging.url());
    bench.options.resolve = {"dead.example:" + port + ":127.0.0.1"};
    bench.options.max_pending_at_place = 2;
    bench.start();
    const auto ask_dead = [&](const std::string& path) {
        return bench.ask("subscribe", "http://dead.example:" + port + path).status;
    };
    CHECK(ask_dead("/1") == 202);
    CHECK(ask_dead("/2") == 202);
    CHECK(ask_dead("/3") == 503);
    CHECK(bench.ask("subscribe", good.url()).status == 202);
    CHECK(eventually([&] { return bench.rows().size() == 1; }));
}

TEST_CASE("a request is not kept for longer than an hour, nor does who is told of an end take anybody's room") {
    HubBench bench;
    Subscriber subscriber;
    SubscriptionRequest old;
    old.id = 1;
    old.mode = SubscriptionRequest::Mode::subscribe;
    old.topic = topic;
    old.callback = old.callback_key = subscriber.url("/old");
    old.lease = 1h;
    old.came = bench.clock.now_s() - 2h;
    ledger::HubChanges changes;
    changes.requests = {old};
    old.id = 2;
    old.mode = SubscriptionRequest::Mode::denied;
    old.callback = old.callback_key = "http://127.0.0.1:1/nobody";
    old.came = bench.clock.now_s();
    changes.requests.push_back(old);
    bench.owner->record({&changes, 1}).value();
    bench.options.max_pending = 1;
    bench.options.first_retry = 1h;
    bench.start();
    REQUIRE(eventually([&] { return bench.owner->subscription_requests().value().size() == 1; }));
    CHECK(subscriber.of("GET").empty());
    CHECK(bench.ask("subscribe", subscriber.url()).status == 202);
    CHECK(eventually([&] { return bench.rows().size() == 1; }));
}

}  // namespace syndicated::testing
