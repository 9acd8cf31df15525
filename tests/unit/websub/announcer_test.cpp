// Search engines that are told of articles, on loopback.
#include "unit/websub/bench.hpp"

#include "syndicated/base/counters.hpp"
#include "websub/announcer.hpp"

#include <boost/json.hpp>

using namespace syndicated;
using namespace syndicated::testing;

namespace {

using Way = HubAnswer::Way;

const std::string indexnow = websub::indexnow_name, baidu = websub::baidu_name;
const std::string token = "edk7yc4rEZP9pDQD";

std::string page(std::int64_t number) {
    return "https://www.example.cn/" + std::to_string(number) + ".html";
}

// A Bench with one engine that is told by IndexNow, and another by Baidu's way.
struct AnnouncerBench : Bench {
    FakeHub now, zz, hub;  // the hub has nothing to hear: a Bench needs one

    AnnouncerBench() {
        options.hubs = {hub.url()};
        options.services.indexnow.endpoint = now.url("/indexnow");
        options.services.indexnow.key = "0a1b-2c3d";
        options.services.indexnow.site = "https://www.example.cn";
        zz.set_answer({.status = 200, .body = R"({"remain":4999,"success":1})"});
    }
    void use_baidu() {
        options.services.baidu = {zz.url("/urls"), "www.example.cn", token};
        options.services.indexnow.key.clear();
    }
    // As a commit would, with the swap that follows.
    void announce(const std::string& service, std::int64_t first, std::int64_t last) {
        for (auto number = first; number <= last; ++number) disk->announce(service, number, page(number));
        look();
    }
    // The push thread looks at the ledger, at this time.
    void look() {
        if (!pusher) return;
        pusher->wake();
        std::this_thread::sleep_for(20ms);
    }
    // Lets time pass, and the push thread keep up, until it holds.
    template <class Condition>
    [[nodiscard]] bool passes_until(const Condition& condition) {
        return eventually([&] {
            if (condition()) return true;
            clock.advance(100ms);
            pusher->wake();
            return false;
        });
    }
    [[nodiscard]] Ping state(const std::string& service) const { return disk->find(service, articles_topic); }
    [[nodiscard]] bool told(const std::string& service, Revision number) {
        return passes_until([&] { return state(service).told == number; });
    }
    [[nodiscard]] bool tried(const std::string& service, int attempts) {
        return passes_until([&] { return state(service).attempts == attempts; });
    }
};

std::vector<std::string> urls_of(const HubRequest& request) {
    std::vector<std::string> out;
    const boost::json::value body = boost::json::parse(request.body);
    for (const auto& url : body.at("urlList").as_array()) out.emplace_back(url.as_string());
    return out;
}

std::ptrdiff_t lines_of(const HubRequest& request) {
    return std::count(request.body.begin(), request.body.end(), '\n') + 1;
}

}  // namespace

TEST_CASE("a burst of articles is one request, and is told once") {
    AnnouncerBench bench;
    const auto sent = value_of(Counter::announced);
    bench.start();
    bench.announce(indexnow, 1, 2);
    bench.pass(300ms);
    bench.announce(indexnow, 3, 3);
    CHECK(stays_at(bench.now, 0));
    REQUIRE(bench.told(indexnow, 3));
    REQUIRE(bench.now.request_count() == 1);
    const HubRequest request = bench.now.requests().front();
    CHECK(request.method == "POST");
    CHECK(request.header("Content-Type") == "application/json; charset=utf-8");
    CHECK(request.header("User-Agent") == "syndicated/1.2.3");
    CHECK(urls_of(request) == std::vector{page(1), page(2), page(3)});
    CHECK(value_of(Counter::announced) == sent + 3);
    bench.pass(5s);
    CHECK(stays_at(bench.now, 1));
    CHECK(eventually([] { return value_of(Counter::announcements_waiting) == 0; }));
    bench.restart();
    bench.pass(5s);
    CHECK(stays_at(bench.now, 1));
}

TEST_CASE("what an earlier process left is told") {
    AnnouncerBench bench;
    bench.announce(indexnow, 1, 1);
    bench.start();
    CHECK(bench.told(indexnow, 1));
}

TEST_CASE("the ledger is looked at each minute: an article that is in no live feed wakes nobody") {
    AnnouncerBench bench;
    websub::Outbox outbox(std::make_unique<PingLedger>(bench.disk), bench.clock);
    websub::Announcer announcer(outbox, bench.clock);
    CHECK_FALSE(announcer.next_work());
    announcer.configure(bench.options);
    announcer.look_soon();
    announcer.work(nullptr);
    CHECK(announcer.next_work() == bench.clock.steady() + 60s);
    bench.disk->announce(indexnow, 1, page(1));
    bench.clock.advance(60s);
    announcer.work(nullptr);
    CHECK(announcer.next_work() == bench.clock.steady() + bench.options.debounce);
}

TEST_CASE("what waits is counted when the ledger changed, not at every wake") {
    AnnouncerBench bench;
    bench.now.set_answer({.status = 503, .headers = {{"Retry-After", "3600"}}});
    bench.announce(indexnow, 1, 1);
    bench.start();
    REQUIRE(bench.tried(indexnow, 1));
    bench.look();
    const auto before = bench.disk->counts.load();
    bench.look();
    CHECK(bench.disk->counts == before);
    bench.announce(indexnow, 2, 2);
    CHECK(eventually([&] { return bench.disk->counts == before + 1; }));
}

TEST_CASE("more than one request holds goes in several, one after the other") {
    AnnouncerBench bench;
    bench.announce(indexnow, 1, 10'001);
    bench.start();
    REQUIRE(bench.told(indexnow, 10'001));
    const auto requests = bench.now.requests();
    REQUIRE(requests.size() == 2);
    CHECK(urls_of(requests[0]).size() == 10'000);
    CHECK(urls_of(requests[1]) == std::vector{page(10'001)});
    CHECK(bench.now.most_at_once() == 1);
}

TEST_CASE("addresses of other hosts are passed over") {
    AnnouncerBench bench;
    bench.disk->announce(indexnow, 1, "https://other.example/1.html");
    bench.disk->announce(indexnow, 2, page(2));
    bench.start();
    REQUIRE(bench.told(indexnow, 2));
    CHECK(urls_of(bench.now.requests().front()) == std::vector{page(2)});
    bench.disk->announce(indexnow, 3, "https://other.example/3.html");
    CHECK(bench.told(indexnow, 3));
    CHECK(bench.now.request_count() == 1);
}

TEST_CASE("a service that is down is asked again with pauses, which new articles and a restart keep") {
    AnnouncerBench bench;
    bench.now.set_answer({.status = 503, .headers = {{"Retry-After", "60"}}});
    const auto failed = value_of(Counter::announcements_failed);
    bench.announce(indexnow, 1, 1);
    bench.start();
    REQUIRE(bench.tried(indexnow, 1));
    CHECK(value_of(Counter::announcements_failed) == failed + 1);
    bench.announce(indexnow, 2, 2);
    bench.pass(10s);
    CHECK(stays_at(bench.now, 1));
    bench.restart();
    bench.pass(10s);
    CHECK(stays_at(bench.now, 1));
    bench.now.set_answer({.status = 202});
    REQUIRE(bench.told(indexnow, 2));
    CHECK(urls_of(bench.now.requests().back()) == std::vector{page(1), page(2)});
}

TEST_CASE("a refusal ends after three attempts; new settings or a restart begin anew") {
    AnnouncerBench bench;
    bench.now.set_answer({.status = 403});
    bench.announce(indexnow, 1, 1);
    bench.start();
    REQUIRE(bench.tried(indexnow, 3));
    CHECK(bench.state(indexnow).given_up);
    bench.announce(indexnow, 2, 2);
    bench.pass(30s);
    CHECK(stays_at(bench.now, 3));
    bench.now.set_answer({.status = 200});
    SECTION("new settings") {
        bench.options.services.indexnow.key = "another-key";
        bench.pusher->reconfigure(bench.options);
    }
    SECTION("a restart") {
        bench.restart();
    }
    SECTION("an hour") {
        bench.pass(1h);
    }
    CHECK(bench.told(indexnow, 2));
}

TEST_CASE("settings that stay as they were begin nothing anew") {
    AnnouncerBench bench;
    bench.now.set_answer({.status = 403});
    bench.announce(indexnow, 1, 1);
    bench.start();
    REQUIRE(bench.tried(indexnow, 3));
    bench.pusher->reconfigure(bench.options);
    bench.pass(10s);
    CHECK(stays_at(bench.now, 3));
}

TEST_CASE("other settings of one service leave the other as it was") {
    AnnouncerBench bench;
    const std::string key = bench.options.services.indexnow.key;
    bench.use_baidu();
    bench.options.services.indexnow.key = key;
    bench.zz.set_answer({.status = 401});
    bench.now.set_answer({.status = 200, .delay = 500ms});
    bench.announce(baidu, 1, 1);
    bench.start();
    REQUIRE(bench.tried(baidu, 3));
    bench.announce(indexnow, 1, 1);
    REQUIRE(bench.passes_until([&] { return bench.now.request_count() == 1; }));
    bench.options.services.baidu.token = "another-token";
    bench.pusher->reconfigure(bench.options);
    REQUIRE(bench.told(indexnow, 1));
    CHECK(bench.now.request_count() == 1);
    CHECK(bench.passes_until([&] { return bench.zz.request_count() > 3; }));
}

TEST_CASE("Baidu's quota bounds the requests of a day") {
    AnnouncerBench bench;
    bench.use_baidu();
    bench.zz.set_handler([left = 3](const HubRequest& request) mutable {
        const auto lines = static_cast<int>(lines_of(request));
        if (lines > left) return HubAnswer{.status = 400, .body = R"({"error":400,"message":"over quota"})"};
        left -= lines;
        return HubAnswer{
            .status = 200,
            .body = R"({"success":)" + std::to_string(lines) + R"(,"remain":)" + std::to_string(left) + "}"};
    });
    bench.announce(baidu, 1, 10);
    bench.start();
    REQUIRE(bench.tried(baidu, 1));  // 10
    REQUIRE(bench.tried(baidu, 2));  // 5
    REQUIRE(bench.told(baidu, 3));   // 2, then 1: all of today
    const auto requests = bench.zz.requests();
    REQUIRE(requests.size() == 4);
    CHECK(requests[2].body == page(1) + "\n" + page(2));
    CHECK(requests[3].body == page(3));
    CHECK(requests[0].target == "/urls?site=www.example.cn&token=" + token);
    CHECK(requests[0].header("Content-Type") == "text/plain");
    bench.announce(baidu, 11, 11);
    bench.pass(60s);
    CHECK(stays_at(bench.zz, 4));
    // 12:06 in China; the pause is kept over a restart.
    CHECK(bench.state(baidu).next_try >= sys_seconds(1741622400s + 5min));
    CHECK(bench.state(baidu).next_try <= sys_seconds(1741622401s + 5min));
    bench.restart();
    bench.pass(60s);
    CHECK(stays_at(bench.zz, 4));
    bench.zz.set_answer({.status = 200, .body = R"({"remain":4999,"success":8})"});
    bench.clock.advance(12h);
    CHECK(bench.told(baidu, 11));
}

TEST_CASE("a hanging or endless engine is cut off, and holds up no other") {
    const Way way = GENERATE(Way::hang, Way::hang_after_head, Way::flood, Way::flood_of_head, Way::reset);
    AnnouncerBench bench;
    const std::string key = bench.options.services.indexnow.key;
    bench.use_baidu();
    bench.options.services.indexnow.key = key;
    bench.options.timeout = 700ms;
    bench.zz.set_answer({.status = 200, .way = way});
    bench.announce(indexnow, 1, 1);
    bench.announce(baidu, 1, 1);
    bench.start();
    CHECK(bench.told(indexnow, 1));
    CHECK(bench.tried(baidu, 1));  // no answer of Baidu's came
    CHECK(bench.state(baidu).told == 0);
    CHECK(bench.state(baidu).last_answer.find(token) == std::string::npos);
}

TEST_CASE("while the ledger's pings can't be read there is nothing to do but wait for them") {
    AnnouncerBench bench;
    bench.disk->fail_reads = true;
    websub::Outbox outbox(std::make_unique<PingLedger>(bench.disk), bench.clock);
    websub::Announcer announcer(outbox, bench.clock);
    announcer.configure(bench.options);
    announcer.look_soon();
    announcer.work(nullptr);
    CHECK_FALSE(announcer.next_work());
    CHECK(outbox.next_work() == bench.clock.steady() + 2s);
    bench.disk->fail_reads = false;
    bench.clock.advance(2s);
    announcer.work(nullptr);
    CHECK(announcer.next_work() == bench.clock.steady() + 60s);
}

TEST_CASE("a ledger that fails for a while loses nothing") {
    AnnouncerBench bench;
    bench.announce(indexnow, 1, 1);
    SECTION("when it is read") {
        bench.start();
        bench.look();
        bench.disk->fail_reads = true;
        bench.pass(3s);
        CHECK(stays_at(bench.now, 0));
        bench.disk->fail_reads = false;
        CHECK(bench.told(indexnow, 1));
    }
    SECTION("when it is written") {
        bench.disk->fail_writes = true;
        bench.start();
        REQUIRE(bench.passes_until([&] { return bench.now.request_count() == 1; }));
        bench.pass(3s);
        bench.disk->fail_writes = false;
        CHECK(bench.told(indexnow, 1));
        CHECK(bench.now.request_count() == 1);
    }
}

TEST_CASE("where a redirect leads is not shown: the token may be in it") {
    AnnouncerBench bench;
    bench.use_baidu();
    bench.zz.set_answer({.status = 307, .headers = {{"Location", "gopher://127.0.0.1/?token=" + token}}});
    bench.announce(baidu, 1, 1);
    bench.start();
    REQUIRE(bench.tried(baidu, 1));
    CHECK(bench.state(baidu).last_answer == "its address, or one that it redirects to, can't be used");
}

TEST_CASE("an answer that repeats all addresses is understood") {
    AnnouncerBench bench;
    bench.use_baidu();
    std::string list;
    for (int i = 0; i < 1500; ++i) list += (i > 0 ? ",\"" : "\"") + page(i) + std::string(60, 'x') + "\"";
    bench.zz.set_answer({.status = 200, .body = R"({"remain":9,"success":500,"not_same_site":[)" + list + "]}"});
    bench.announce(baidu, 1, 2000);
    bench.start();
    CHECK(bench.told(baidu, 2000));
    CHECK(bench.zz.request_count() == 1);
}

TEST_CASE("a batch that fails shrinks, and one that is taken restores it") {
    const HubAnswer failure = GENERATE(HubAnswer{.status = 200, .body = "<html>"}, HubAnswer{.status = 413},
                                       HubAnswer{.status = 400}, HubAnswer{.status = 200, .way = Way::reset});
    AnnouncerBench bench;
    bench.use_baidu();
    bench.zz.set_handler([failure](const HubRequest& request) {
        return lines_of(request) > 4 ? failure : HubAnswer{.status = 200, .body = R"({"success":1})"};
    });
    bench.announce(baidu, 1, 12);
    bench.start();
    REQUIRE(bench.told(baidu, 3));
    REQUIRE(bench.passes_until([&] { return bench.zz.request_count() >= 4; }));
    const auto requests = bench.zz.requests();
    CHECK(lines_of(requests[1]) == 6);
    CHECK(lines_of(requests[2]) == 3);
    CHECK(lines_of(requests[3]) == 9);
}

TEST_CASE("a large request has more time than a ping") {
    AnnouncerBench bench;
    bench.options.timeout = 700ms;
    bench.now.set_answer({.status = 200, .delay = 1s});
    bench.announce(indexnow, 1, 1500);  // some 50 KB
    bench.start();
    CHECK(bench.told(indexnow, 1500));
    CHECK(bench.now.request_count() == 1);
}
