// Names that subscribers give the hub, which lead where their owners like, and elsewhere a moment later.
#include "unit/websub/hub_bench.hpp"
#include "unit/websub/pretended_net.hpp"

#include <catch2/catch.hpp>

namespace syndicated::testing {

namespace {

const std::string out_there = PretendedNet::host_out_there;

// The hub of somebody who allows nothing beside the open Internet.
struct OpenHub : HubBench {
    OpenHub() { options.allow_callbacks.clear(); }
    [[nodiscard]] bool nothing_waits() const {
        return eventually([&] { return owner->subscription_requests().value().empty(); });
    }
};

// One of each range that is not of the open Internet, its first or last where that tells more.
const std::vector<std::string> special_addresses = {"0.0.0.0",
                                                    "0.255.255.255",
                                                    "10.0.0.0",
                                                    "10.255.255.255",
                                                    "100.64.0.1",
                                                    "100.127.255.255",
                                                    "127.0.0.1",
                                                    "127.255.255.255",
                                                    "169.254.0.1",
                                                    "169.254.169.254",
                                                    "172.16.0.1",
                                                    "172.31.255.255",
                                                    "192.0.0.1",
                                                    "192.0.0.192",
                                                    "192.0.2.1",
                                                    "192.88.99.1",
                                                    "192.168.0.1",
                                                    "192.168.255.255",
                                                    "198.18.0.1",
                                                    "198.19.255.255",
                                                    "198.51.100.1",
                                                    "203.0.113.1",
                                                    "224.0.0.1",
                                                    "239.255.255.255",
                                                    "240.0.0.1",
                                                    "255.255.255.255",
                                                    "::",
                                                    "::1",
                                                    "::7f00:1",
                                                    "::ffff:127.0.0.1",
                                                    "::ffff:10.0.0.1",
                                                    "::ffff:169.254.169.254",
                                                    "::ffff:0:7f00:1",
                                                    "64:ff9b::7f00:1",
                                                    "64:ff9b::a9fe:a9fe",
                                                    "64:ff9b:1::1",
                                                    "100::1",
                                                    "2001::1",
                                                    "2001:2::1",
                                                    "2001:10::1",
                                                    "2001:20::1",
                                                    "2001:db8::1",
                                                    "2002:7f00:1::",
                                                    "2002:c0a8:1::1",
                                                    "3fff::1",
                                                    "5f00::1",
                                                    "fc00::1",
                                                    "fd00:ec2::254",
                                                    "fe80::1",
                                                    "febf::1",
                                                    "fec0::1",
                                                    "ff02::1",
                                                    "ff0e::1"};

}  // namespace

TEST_CASE("a name that leads into any special range is not connected to") {
    PretendedNet net;
    OpenHub bench;
    const Subscriber subscriber;
    bench.start();
    std::vector<std::string> names;
    for (const std::string& address : special_addresses) {
        names.push_back("n" + std::to_string(names.size()) + ".example");
        net.set_answers(names.back(), {{address}});
        CHECK(bench.ask("subscribe", at_name(subscriber, names.back())).status == 202);
    }
    REQUIRE(bench.nothing_waits());
    for (const std::string& name : names) {
        CAPTURE(name);
        CHECK(net.lookups(name) == 1);
    }
    CHECK(net.connected().empty());
    CHECK(bench.rows().empty());
}

TEST_CASE("a name that leads to the open Internet is connected to") {
    PretendedNet net;
    OpenHub bench;
    const Subscriber subscriber;
    net.set_answers("good.example", {{out_there}});
    bench.start();
    bench.ask("subscribe", at_name(subscriber, "good.example"));
    CHECK(bench.holds(1));
    CHECK(net.connected() == std::vector<std::string>{out_there});
}

TEST_CASE("of a name with several addresses only those of the open Internet are connected to") {
    PretendedNet net;
    OpenHub bench;
    const Subscriber subscriber;
    bench.start();
    SECTION("when they are behind special ones") {
        net.set_answers("mixed.example", {{"10.0.0.1", "::1", "127.0.0.1", out_there}});
        bench.ask("subscribe", at_name(subscriber, "mixed.example"));
        CHECK(bench.holds(1));
        CHECK(net.connected() == std::vector<std::string>{out_there});
    }
    SECTION("when nobody is there") {
        net.set_answers("mixed.example", {{"1.1.1.1", "127.0.0.1", "::1", "169.254.169.254"}});
        bench.ask("subscribe", at_name(subscriber, "mixed.example"));
        CHECK(bench.nothing_waits());
        CHECK(net.connected() == std::vector<std::string>{"1.1.1.1"});
        CHECK(bench.rows().empty());
    }
}

TEST_CASE("an address is looked up once, and the one that was judged is the one that is asked") {
    PretendedNet net;
    OpenHub bench;
    const Subscriber subscriber;
    bench.start();
    SECTION("good first") {
        net.set_answers("turn.example", {{out_there}, {"127.0.0.1"}});
        bench.ask("subscribe", at_name(subscriber, "turn.example"));
        CHECK(bench.holds(1));
        CHECK(net.connected() == std::vector<std::string>{out_there});
    }
    SECTION("bad first") {
        net.set_answers("turn.example", {{"127.0.0.1"}, {out_there}});
        bench.ask("subscribe", at_name(subscriber, "turn.example"));
        CHECK(bench.nothing_waits());
        CHECK(bench.rows().empty());
        CHECK(net.connected().empty());
    }
    CHECK(net.lookups("turn.example") == 1);
}

TEST_CASE("a name that confirmed out there and then leads inside gets nothing") {
    PretendedNet net;
    OpenHub bench;
    const Subscriber subscriber;
    net.set_answers("turn.example", {{out_there}, {"127.0.0.1", "::1"}});
    bench.start();
    bench.ask("subscribe", at_name(subscriber, "turn.example"));
    REQUIRE(bench.holds(1));
    bench.start();  // without the connection and the answer that it had
    bench.publish("second", 2);
    REQUIRE(eventually([&] { return bench.rows()[0].progress.attempts > 0; }));
    CHECK(bench.rows()[0].progress.last_answer == "its address is not of the open Internet");
    CHECK(net.lookups("turn.example") == 2);
    CHECK(net.connected() == std::vector<std::string>{out_there});
    CHECK(subscriber.of("POST").empty());
}

}  // namespace syndicated::testing
