// What waits for one callback and topic, and what becomes of it.
#include "unit/websub/hub_bench.hpp"

#include <catch2/catch.hpp>

namespace syndicated::testing {

namespace {

std::vector<std::string> denials(const Subscriber& subscriber) {
    std::vector<std::string> out;
    for (const auto& request : subscriber.of("GET")) {
        if (Subscriber::query(request, "hub.mode") == "denied") out.push_back(Subscriber::query(request, "hub.reason"));
    }
    return out;
}

}  // namespace

TEST_CASE("a request that its callback does not agree to takes nothing from one that it agrees to") {
    HubBench bench;
    SECTION("an unsubscribe in a subscriber's name") {
        Subscriber subscriber;
        subscriber.wait = 300ms;
        subscriber.agrees_to = "subscribe";
        bench.start();
        bench.ask("subscribe", subscriber.url());
        REQUIRE(eventually([&] { return !subscriber.of("GET").empty(); }));
        bench.ask("unsubscribe", subscriber.url());
        CHECK(bench.holds(1));
    }
    SECTION("a subscribe in the name of somebody who leaves") {
        Subscriber subscriber;
        bench.start();
        bench.ask("subscribe", subscriber.url());
        REQUIRE(bench.holds(1));
        subscriber.wait = 300ms;
        subscriber.agrees_to = "unsubscribe";
        bench.ask("unsubscribe", subscriber.url());
        REQUIRE(eventually([&] { return subscriber.of("GET").size() == 2; }));
        bench.ask("subscribe", subscriber.url());
        CHECK(bench.holds(0));
    }
    SECTION("a second subscribe, with a token that the callback does not know") {
        Subscriber subscriber;
        subscriber.wait = 300ms;
        subscriber.token = "mine";
        bench.start();
        bench.ask("subscribe", subscriber.url(), "&hub.verify_token=mine");
        REQUIRE(eventually([&] { return !subscriber.of("GET").empty(); }));
        bench.ask("subscribe", subscriber.url(), "&hub.verify_token=yours");
        CHECK(bench.holds(1));
    }
}

TEST_CASE("of two requests that a callback agrees to the later one counts, whichever is answered first") {
    HubBench bench;
    Subscriber subscriber;
    subscriber.wait = 300ms;
    bench.start();
    bench.ask("subscribe", subscriber.url());
    REQUIRE(eventually([&] { return !subscriber.of("GET").empty(); }));
    subscriber.wait = 0ms;
    bench.ask("unsubscribe", subscriber.url());
    REQUIRE(eventually([&] { return subscriber.of("GET").size() == 2; }));
    CHECK(bench.holds(0));
    std::this_thread::sleep_for(500ms);
    CHECK(bench.rows().empty());
}

TEST_CASE("requests of both modes are asked again after a restart") {
    HubBench bench;
    Subscriber subscriber;
    subscriber.status_of_get = 503;
    bench.start();
    bench.ask("subscribe", subscriber.url());
    bench.ask("unsubscribe", subscriber.url());
    CHECK(bench.owner->subscription_requests().value().size() == 2);
    bench.hub.reset();
    subscriber.agrees_to = "subscribe";
    subscriber.status_of_get = 200;
    bench.start();
    CHECK(bench.holds(1));
}

TEST_CASE("a callback that breaks off is asked three times, not more often by libcurl") {
    HubBench bench;
    bench.options.first_retry = 1ms;
    FakeHub subscriber([](const HubRequest& request) {
        HubAnswer answer{200, {}, Subscriber::query(request, "hub.challenge")};
        if (!request.target.starts_with("/good")) answer.way = HubAnswer::Way::reset;
        return answer;
    });
    bench.start();
    bench.ask("subscribe", subscriber.url("/good"));
    REQUIRE(bench.holds(1));  // over a connection that could be used again
    bench.ask("subscribe", subscriber.url("/broken"));
    CHECK(bench.holds(1));
    CHECK(subscriber.request_count() == 1 + 3);
}

TEST_CASE("who is removed by the operator is told") {
    HubBench bench;
    Subscriber subscriber;
    bench.start();
    bench.ask("subscribe", subscriber.url());
    REQUIRE(bench.holds(1));
    REQUIRE(bench.owner->remove_subscription(bench.rows()[0].id).has_value());
    REQUIRE(eventually([&] { return !denials(subscriber).empty(); }));
    CHECK(denials(subscriber) == std::vector<std::string>{"the subscription was removed by the operator"});
    CHECK(bench.holds(0));
}

TEST_CASE("who agrees when the topic has gone is denied as those are who agreed before") {
    HubBench bench;
    Subscriber subscriber;
    subscriber.wait = 600ms;
    bench.start();
    bench.ask("subscribe", subscriber.url());
    REQUIRE(eventually([&] { return !subscriber.of("GET").empty(); }));
    bench.put(topic, nullptr);
    CHECK(eventually([&] { return !denials(subscriber).empty(); }));
    CHECK(bench.holds(0));
}

TEST_CASE("requests that are confirmed at the same time do not exceed max_subscriptions") {
    HubBench bench;
    Subscriber subscriber;
    subscriber.wait = 200ms;
    bench.options.max_subscriptions = 2;
    bench.start();
    for (const std::string path : {"/1", "/2", "/3", "/4"}) {
        CHECK(bench.ask("subscribe", subscriber.url(path)).status == 202);
    }
    CHECK(bench.holds(2));
    CHECK(denials(subscriber) == std::vector<std::string>(2, "this hub has as many subscriptions as it takes"));
}

}  // namespace syndicated::testing
