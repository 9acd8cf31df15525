// The hub is not to be turned against anybody: where it connects to, and how much it takes.
#include "unit/websub/hub_bench.hpp"

#include <catch2/catch.hpp>

namespace syndicated::testing {

namespace {

bool nothing_waits(const HubBench& bench) {
    return eventually([&] { return bench.owner->subscription_requests().value().empty(); });
}

}  // namespace

TEST_CASE("a name that leads to an address inside is not asked") {
    HubBench bench;
    Subscriber inner;
    bench.options.allow_callbacks.clear();
    const std::string port = port_of(inner.url());
    for (const std::string address :
         {"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "0.0.0.0"}) {
        bench.options.resolve = {"evil.example:" + port + ":" + address};
        bench.start();
        CHECK(bench.ask("subscribe", at_name(inner, "evil.example")).status == 202);
        CHECK(nothing_waits(bench));
    }
    CHECK(inner.of("GET").empty());
    CHECK(bench.rows().empty());
}

TEST_CASE("a name that leads to a block of the settings is asked") {
    HubBench bench;
    Subscriber inner;
    bench.options.resolve = {"good.example:" + port_of(inner.url()) + ":127.0.0.1"};
    bench.start();
    bench.ask("subscribe", at_name(inner, "good.example"));
    REQUIRE(bench.holds(1));
    bench.publish("second", 2);
    CHECK(eventually([&] { return inner.last_body() == "second"; }));
}

TEST_CASE("a name that leads elsewhere after it confirmed gets nothing") {
    HubBench bench;
    Subscriber inner;
    bench.options.resolve = {"turn.example:" + port_of(inner.url()) + ":127.0.0.1"};
    bench.start();
    bench.ask("subscribe", at_name(inner, "turn.example"));
    REQUIRE(bench.holds(1));
    bench.options.allow_callbacks.clear();  // from here on the address is one inside
    SECTION("after a restart") {
        bench.start();
    }
    SECTION("on a connection that was there") {
        bench.hub->reconfigure(bench.options);
    }
    bench.publish("second", 2);
    REQUIRE(eventually([&] { return bench.rows()[0].progress.attempts > 0; }));
    CHECK(bench.rows()[0].progress.last_answer == "its address is not of the open Internet");
    CHECK(inner.of("POST").empty());
}

TEST_CASE("redirects are not followed") {
    HubBench bench;
    Subscriber target;
    FakeHub turns([&](const HubRequest& request) {
        return HubAnswer{307, {{"Location", target.url() + request.target.substr(request.target.find('?'))}}};
    });
    bench.start();
    bench.ask("subscribe", turns.url("/x"));
    CHECK(nothing_waits(bench));
    CHECK(turns.request_count() == 1);
    CHECK(target.of("GET").empty());
    CHECK(bench.rows().empty());
}

TEST_CASE("a callback that confirms at length, or with more than the challenge, does not confirm") {
    HubBench bench;
    FakeHub server([&](const HubRequest& request) {
        HubAnswer answer{200, {}, Subscriber::query(request, "hub.challenge")};
        if (request.target.starts_with("/more")) answer.body += "\n";
        if (request.target.starts_with("/long")) answer.body += std::string(100000, 'x');
        if (request.target.starts_with("/flood")) answer.way = HubAnswer::Way::flood;
        if (request.target.starts_with("/head")) answer.way = HubAnswer::Way::flood_of_head;
        if (request.target.starts_with("/none")) answer.body.clear();
        if (request.target.starts_with("/404")) answer.status = 404;
        return answer;
    });
    bench.options.first_retry = 1ms;
    bench.start();
    for (const std::string path : {"/more", "/long", "/flood", "/head", "/none", "/404"})
        bench.ask("subscribe", server.url(path));
    CHECK(nothing_waits(bench));
    CHECK(bench.rows().empty());
    bench.ask("subscribe", server.url("/good"));
    CHECK(bench.holds(1));
}

TEST_CASE("callbacks that hang, flood or break are in nobody's way") {
    HubBench bench;
    FakeHub bad([&](const HubRequest& request) {
        if (request.method == "GET") return HubAnswer{200, {}, Subscriber::query(request, "hub.challenge")};
        HubAnswer answer{200};
        if (request.target.starts_with("/hang")) answer.way = HubAnswer::Way::hang;
        if (request.target.starts_with("/flood")) answer.way = HubAnswer::Way::flood;
        if (request.target.starts_with("/reset")) answer.way = HubAnswer::Way::reset;
        if (request.target.starts_with("/trickle")) answer.way = HubAnswer::Way::trickle;
        return answer;
    });
    Subscriber good;
    bench.start();
    for (int i = 0; i < 20; ++i) bench.ask("subscribe", bad.url("/hang" + std::to_string(i)));
    for (const std::string path : {"/flood", "/reset", "/trickle", "/fine"}) bench.ask("subscribe", bad.url(path));
    bench.ask("subscribe", good.url());
    REQUIRE(bench.holds(25));
    for (Revision revision = 2; revision < 6; ++revision) {
        const auto out = std::chrono::steady_clock::now();
        bench.publish(std::to_string(revision), revision);
        REQUIRE(eventually([&] { return good.last_body() == std::to_string(revision); }));
        CHECK(std::chrono::steady_clock::now() - out < 500ms);
    }
}

TEST_CASE("callbacks that take their deliveries and break off hold up nobody else at their host and port") {
    HubBench bench;
    std::atomic<bool> came{false};
    FakeHub place([&](const HubRequest& request) {
        HubAnswer answer{200, {}, Subscriber::query(request, "hub.challenge")};
        if (request.method == "POST" && request.target.starts_with("/leave")) {
            answer.way = HubAnswer::Way::close_at_once;
        } else if (request.method == "POST") {
            came = true;
        }
        return answer;
    });
    bench.start();
    // More than the hub has at one place at once, so that the last is sent when some have failed.
    for (int i = 0; i < 32; ++i) bench.ask("subscribe", place.url("/leave" + std::to_string(i)));
    REQUIRE(bench.holds(32));
    bench.ask("subscribe", place.url("/good"));
    REQUIRE(bench.holds(33));
    bench.publish("second", 2);
    CHECK(eventually([&] { return came.load(); }));
}

TEST_CASE("no more subscriptions and waiting requests are taken than the settings say") {
    HubBench bench;
    Subscriber subscriber;
    bench.options.max_subscriptions = 1;
    bench.options.max_pending = 2;
    bench.start();
    bench.ask("subscribe", subscriber.url("/1"));
    REQUIRE(bench.holds(1));
    const auto full = bench.ask("subscribe", subscriber.url("/2"));
    CHECK(full.status == 503);
    CHECK(full.text == "this hub has as many subscriptions as it takes");
    CHECK(bench.ask("subscribe", subscriber.url("/1")).status == 202);  // a renewal
    FakeHub hanging([](const HubRequest&) { return HubAnswer{200, {}, {}, 0ms, HubAnswer::Way::hang}; });
    CHECK(eventually(
        [&] { return bench.ask("unsubscribe", hanging.url("/" + std::to_string(std::rand()))).status == 503; }));
}

TEST_CASE("what strangers make the hub ask of one host is limited, whatever the port") {
    HubBench bench;
    Subscriber victim;
    Subscriber other_port;
    bench.options.resolve = {"victim.example:" + port_of(victim.url()) + ":127.0.0.1",
                             "victim.example:" + port_of(other_port.url()) + ":127.0.0.1"};
    bench.start();
    for (int i = 0; i < 60; ++i) {
        bench.ask("unsubscribe", at_name(i % 2 == 0 ? victim : other_port, "victim.example") + std::to_string(i));
    }
    const auto asked = [&] { return victim.of("GET").size() + other_port.of("GET").size(); };
    REQUIRE(eventually([&] { return asked() >= 30; }));
    std::this_thread::sleep_for(300ms);
    CHECK(asked() <= 32);
}

}  // namespace syndicated::testing
