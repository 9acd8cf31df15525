#include "unit/websub/bench.hpp"

#include "syndicated/base/counters.hpp"

#include <set>

using namespace syndicated;
using namespace syndicated::testing;

TEST_CASE("a hub is told of a change by one POST that names the topic") {
    FakeHub hub;
    Bench bench;
    bench.options.hubs = {hub.url("/publish?x=1")};
    const auto sent = value_of(Counter::pings_sent);
    bench.publish(topic_a, 3);
    bench.start();
    CHECK(stays_at(hub, 0));  // the debounce time has not passed
    bench.pass(500ms);
    REQUIRE(hub.wait_for_requests(1));
    const HubRequest request = hub.requests().front();
    CHECK(request.method == "POST");
    CHECK(request.target == "/publish?x=1");
    CHECK(request.header("Content-Type") == "application/x-www-form-urlencoded");
    CHECK(request.header("User-Agent") == "syndicated/1.2.3");
    CHECK(request.header("Expect").empty());
    CHECK(request.header("Cookie").empty());
    CHECK(request.field("hub.mode") == "publish");
    CHECK(request.field("hub.url") == topic_a);
    CHECK(request.field("hub.topic") == topic_a);
    CHECK(bench.recorded(bench.options.hubs[0], topic_a, 3));
    CHECK(value_of(Counter::pings_sent) == sent + 1);
    CHECK(eventually([] { return value_of(Counter::pings_due) == 0; }));
    bench.pass(5s);
    CHECK(stays_at(hub, 1));
}

TEST_CASE("every hub is told of every topic, once, even one that the settings name twice") {
    FakeHub one, two;
    Bench bench;
    bench.options.hubs = {one.url(), two.url(), one.url()};
    bench.publish_many(40, 1);
    bench.start();
    bench.pass(600ms);
    for (const FakeHub* hub : {&one, &two}) {
        REQUIRE(hub->wait_for_requests(40));
        CHECK(stays_at(*hub, 40));
        std::set<std::string> topics;
        for (const HubRequest& request : hub->requests()) topics.insert(request.field("hub.topic"));
        CHECK(topics.size() == 40);
        CHECK(hub->most_at_once() <= bench.options.parallel_per_hub);
    }
}

TEST_CASE("a burst of changes is one ping for its last revision") {
    FakeHub hub;
    Bench bench;
    bench.options.hubs = {hub.url()};
    bench.start();
    for (Revision revision = 1; revision <= 10; ++revision) {
        bench.publish(topic_a, revision);
        bench.pass(100ms);
    }
    bench.pass(500ms);
    CHECK(bench.recorded(hub.url(), topic_a, 10));
    CHECK(stays_at(hub, 1));
}

TEST_CASE("nothing leaves before the first read is complete, and for a second not before every form is there") {
    FakeHub hub;
    Bench bench;
    bench.options.hubs = {hub.url()};
    bench.start();
    bench.publish(topic_a, 1, true, false);
    bench.pass(6s);
    CHECK(stays_at(hub, 0));
    bench.publish(topic_b, 1, false, true);
    bench.pass(900ms);
    CHECK(bench.recorded(hub.url(), topic_a, 1));
    CHECK(stays_at(hub, 1));
    bench.publish(topic_b, 1, true, true);
    CHECK(bench.recorded(hub.url(), topic_b, 1));
    CHECK(stays_at(hub, 2));
}

TEST_CASE("a change while a ping is in flight is told by a further ping") {
    FakeHub hub;
    hub.set_answer({.delay = 600ms});
    Bench bench;
    bench.options.hubs = {hub.url()};
    bench.publish(topic_a, 1);
    bench.start();
    bench.pass(500ms);
    REQUIRE(eventually([&] { return hub.most_at_once() == 1; }));
    bench.publish(topic_a, 2);
    bench.pass(600ms);
    CHECK(bench.recorded(hub.url(), topic_a, 2));
    CHECK(stays_at(hub, 2));
}

TEST_CASE("a restart sends no ping that is not due, and loses none that is") {
    FakeHub hub;
    Bench bench;
    bench.options.hubs = {hub.url()};
    bench.publish(topic_a, 5);
    bench.start();
    bench.pass(500ms);
    CHECK(bench.recorded(hub.url(), topic_a, 5));
    bench.restart();
    bench.pass(6s);
    CHECK(stays_at(hub, 1));

    bench.pusher.reset();
    bench.publish(topic_a, 6);
    bench.start();
    bench.pass(500ms);
    CHECK(bench.recorded(hub.url(), topic_a, 6));
    CHECK(stays_at(hub, 2));
}

TEST_CASE("a hub that is down is asked again until it is back, across a restart too") {
    FakeHub hub;
    hub.stop();
    Bench bench;
    bench.options.hubs = {hub.url()};
    bench.publish(topic_a, 1);
    bench.start();
    bench.pass(500ms);
    const auto attempts = [&] { return bench.disk->find(hub.url(), topic_a).attempts; };
    REQUIRE(eventually([&] { return attempts() == 1; }));
    const Ping first = bench.disk->find(hub.url(), topic_a);
    CHECK(first.told == 0);
    CHECK(first.tried == 1);
    CHECK(first.next_try > bench.clock.now_s());
    CHECK(first.next_try <= bench.clock.now_s() + 4s);
    CHECK(first.last_answer.find("no connection") == 0);
    bench.pass(1500ms);
    CHECK(attempts() == 1);
    bench.pass(1s);
    REQUIRE(eventually([&] { return attempts() == 2; }));

    hub.start();
    bench.restart();
    bench.pass(1s);
    CHECK(stays_at(hub, 0));  // the recorded instant holds
    bench.pass(5s);
    CHECK(bench.recorded(hub.url(), topic_a, 1));
    CHECK(bench.disk->find(hub.url(), topic_a).attempts == 0);
}

TEST_CASE("a newer revision does not wait for the delay of an old one") {
    FakeHub hub;
    hub.set_answer({.status = 503, .headers = {{"Retry-After", "3600"}}});
    Bench bench;
    bench.options.hubs = {hub.url()};
    bench.publish(topic_a, 1);
    bench.start();
    bench.pass(500ms);
    REQUIRE(eventually([&] { return bench.disk->find(hub.url(), topic_a).attempts == 1; }));
    CHECK(bench.disk->find(hub.url(), topic_a).next_try >= bench.clock.now_s() + 3600s);
    bench.pass(60s);
    CHECK(stays_at(hub, 1));
    hub.set_answer({});
    bench.publish(topic_a, 2);
    bench.pass(500ms);
    CHECK(bench.recorded(hub.url(), topic_a, 2));
}

TEST_CASE("a refusal ends after three attempts and begins anew with the next revision") {
    FakeHub hub;
    hub.set_answer({.status = 404});
    Bench bench;
    bench.options.hubs = {hub.url()};
    bench.publish(topic_a, 1);
    bench.start();
    for (int attempt = 1; attempt <= 3; ++attempt) {
        bench.pass(6s);
        REQUIRE(hub.wait_for_requests(static_cast<std::size_t>(attempt)));
        REQUIRE(eventually([&] { return bench.disk->find(hub.url(), topic_a).attempts == attempt; }));
    }
    CHECK(bench.disk->find(hub.url(), topic_a).given_up);
    bench.pass(60s);
    CHECK(stays_at(hub, 3));
    bench.restart();
    bench.pass(6s);
    CHECK(stays_at(hub, 3));
    hub.set_answer({});
    bench.publish(topic_a, 2);
    bench.pass(500ms);
    CHECK(bench.recorded(hub.url(), topic_a, 2));
}

TEST_CASE("a ledger that can't be written delays no ping, and learns later what was told") {
    FakeHub hub;
    Bench bench;
    bench.options.hubs = {hub.url()};
    bench.disk->fail_writes = true;
    const auto sent = value_of(Counter::pings_sent);
    bench.publish(topic_a, 1);
    bench.publish(topic_b, 1);
    bench.start();
    bench.pass(500ms);
    REQUIRE(hub.wait_for_requests(2));
    REQUIRE(eventually([&] { return value_of(Counter::pings_sent) == sent + 2; }));
    bench.pass(10s);
    CHECK(stays_at(hub, 2));
    CHECK(bench.disk->told_count(hub.url()) == 0);
    SECTION("while it runs") {
        bench.disk->fail_writes = false;
        bench.pass(3s);
        CHECK(eventually([&] { return bench.disk->told_count(hub.url()) == 2; }));
    }
    SECTION("at the stop") {
        bench.disk->fail_writes = false;
        bench.pusher.reset();
        CHECK(bench.disk->told_count(hub.url()) == 2);
    }
}

TEST_CASE("while the ledger can't be read nobody is told anything") {
    FakeHub hub;
    Bench bench;
    bench.options.hubs = {hub.url()};
    bench.disk->pings[{hub.url(), topic_a}] = Ping{hub.url(), topic_a, 4, 4, 0, {}, false, "204"};
    bench.disk->fail_reads = true;
    bench.publish(topic_a, 4);
    bench.publish(topic_b, 4);
    bench.start();
    bench.pass(6s);
    CHECK(stays_at(hub, 0));
    bench.disk->fail_reads = false;
    bench.pass(3s);
    REQUIRE(hub.wait_for_requests(1));
    CHECK(stays_at(hub, 1));
    CHECK(hub.requests()[0].field("hub.topic") == topic_b);
}

TEST_CASE("a reload adds and removes hubs; what a removed one was told is not forgotten") {
    FakeHub one, two;
    Bench bench;
    bench.options.hubs = {one.url()};
    bench.publish(topic_a, 1);
    bench.start();
    bench.pass(500ms);
    CHECK(bench.recorded(one.url(), topic_a, 1));
    bench.options.hubs = {two.url()};
    bench.pusher->reconfigure(bench.options);
    CHECK(bench.recorded(two.url(), topic_a, 1));
    bench.publish(topic_a, 2);
    bench.pass(500ms);
    CHECK(bench.recorded(two.url(), topic_a, 2));
    CHECK(stays_at(one, 1));
    bench.options.hubs = {one.url(), two.url()};
    bench.pusher->reconfigure(bench.options);
    CHECK(bench.recorded(one.url(), topic_a, 2));
    CHECK(one.request_count() == 2);
    CHECK(two.request_count() == 2);
}

TEST_CASE("without hubs nothing is kept in mind; one that comes later is told of what is there") {
    FakeHub hub;
    Bench bench;
    bench.options.hubs = {hub.url()};
    bench.publish(topic_a, 1);
    bench.start();
    bench.options.hubs = {};
    bench.pusher->reconfigure(bench.options);
    CHECK(eventually([&] { return bench.publication.current().use_count() == 2; }));  // here, Publication
    bench.options.hubs = {hub.url()};
    bench.pusher->reconfigure(bench.options);
    bench.settle();
    bench.pass(500ms);
    CHECK(bench.recorded(hub.url(), topic_a, 1));
}
