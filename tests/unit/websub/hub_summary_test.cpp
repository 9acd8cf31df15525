// What the hub says of itself while it runs.
#include "syndicated/base/counters.hpp"
#include "unit/websub/hub_bench.hpp"
#include "websub/delivery_rules.hpp"

#include <catch2/catch.hpp>

namespace syndicated::testing {

TEST_CASE("the summary follows who subscribes, falls behind, is quarantined and comes back") {
    HubBench bench;
    Subscriber subscriber;
    bench.start();
    CHECK(*bench.hub->summary() == websub::HubSummary{});
    const auto quarantined = value_of(Counter::subscriptions_quarantined);
    bench.ask("subscribe", subscriber.url());
    REQUIRE(eventually([&] { return bench.hub->summary()->all.subscriptions == 1; }));

    subscriber.status = 500;
    bench.publish("second", 2);
    bench.publish("third", 4);
    REQUIRE(eventually([&] { return bench.hub->summary()->all.quarantined == 1; }));
    CHECK(value_of(Counter::subscriptions_quarantined) == quarantined + 1);
    const auto behind = bench.hub->summary();
    REQUIRE(behind->topics.size() == 1);
    CHECK(behind->topics[0] == websub::TopicSummary{topic, 1, 0, 1, 1, 1, 3});

    subscriber.status = 204;
    bench.publish("fourth", 5);
    REQUIRE(eventually([&] { return bench.hub->summary()->all.behind == 0; }));
    CHECK(bench.hub->summary()->topics[0] == websub::TopicSummary{topic, 1, 0, 0, 0, 0, 0});
    CHECK(value_of(Counter::subscriptions_quarantined) == quarantined);

    bench.ask("unsubscribe", subscriber.url());
    REQUIRE(eventually([&] { return bench.hub->summary()->topics.empty(); }));
}

TEST_CASE("who is in quarantine at a start is counted, and no longer once it ends") {
    HubBench bench;
    Subscriber subscriber;
    bench.start();
    const auto quarantined = value_of(Counter::subscriptions_quarantined);
    bench.ask("subscribe", subscriber.url());
    subscriber.status = 500;
    REQUIRE(bench.holds(1));
    bench.publish("second", 2);
    REQUIRE(eventually([&] { return bench.rows()[0].progress.attempts >= websub::attempts_until_slow; }));
    bench.hub.reset();
    set_gauge(Counter::subscriptions_quarantined, quarantined);
    bench.start();
    REQUIRE(eventually([&] { return value_of(Counter::subscriptions_quarantined) == quarantined + 1; }));
    subscriber.status = 410;
    bench.publish("third", 3);
    REQUIRE(bench.holds(0));
    CHECK(eventually([&] { return value_of(Counter::subscriptions_quarantined) == quarantined; }));
}

}  // namespace syndicated::testing
