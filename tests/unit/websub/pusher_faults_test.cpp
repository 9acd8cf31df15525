// Hubs that misbehave.
#include "unit/websub/bench.hpp"
#include "unit/websub/pretended_net.hpp"

#include <cstdlib>

using namespace syndicated;
using namespace syndicated::testing;

using Way = HubAnswer::Way;

TEST_CASE("307 and 308 repeat the same POST elsewhere, five times at most; other redirects are refusals") {
    FakeHub hub;
    hub.set_handler([](const HubRequest& request) {
        const int at = std::stoi(request.target.substr(2));
        if (at == 0) return HubAnswer{};
        HubAnswer answer;
        answer.status = at % 2 == 0 ? 307 : 308;
        answer.headers = {{"Location", "/r" + std::to_string(at - 1)}};
        if (at == 4) answer.way = Way::flood;  // the body does not matter
        return answer;
    });
    Bench bench;
    SECTION("five") {
        bench.options.hubs = {hub.url("/r5")};
        bench.publish(topic_a, 1);
        bench.start();
        bench.pass(500ms);
        CHECK(bench.recorded(hub.url("/r5"), topic_a, 1));
        const auto requests = hub.requests();
        REQUIRE(requests.size() == 6);
        for (std::size_t i = 0; i < 6; ++i) {
            CHECK(requests[i].method == "POST");
            CHECK(requests[i].target == "/r" + std::to_string(5 - i));
            CHECK(requests[i].body == requests[0].body);
        }
    }
    SECTION("six") {
        bench.options.hubs = {hub.url("/r6")};
        bench.publish(topic_a, 1);
        bench.start();
        bench.pass(500ms);
        REQUIRE(eventually([&] { return bench.disk->find(hub.url("/r6"), topic_a).attempts == 1; }));
        CHECK(hub.request_count() == 6);
        CHECK(bench.disk->find(hub.url("/r6"), topic_a).last_answer == "more than 5 redirects");
    }
    SECTION("302, and targets that can't be asked") {
        const struct {
            int status;
            const char* location;
            const char* why;
        } rows[] = {{302, "/r0", "302"},
                    {307, "", "307 without a Location that can be followed"},
                    {307, "ftp://127.0.0.1/", "a redirect to \"ftp://127.0.0.1/\", which is no http(s) URL"},
                    {308, "file:///etc/passwd", "a redirect to \"file:///etc/passwd\", which is no http(s) URL"}};
        for (const auto& row : rows) {
            CAPTURE(row.status, row.location);
            FakeHub other;
            Bench own;
            HubAnswer answer{.status = row.status};
            if (*row.location != '\0') answer.headers = {{"Location", row.location}};
            other.set_answer(answer);
            own.options.hubs = {other.url()};
            own.publish(topic_a, 1);
            own.start();
            own.pass(500ms);
            REQUIRE(eventually([&] { return own.disk->find(other.url(), topic_a).attempts == 1; }));
            CHECK(own.disk->find(other.url(), topic_a).last_answer == row.why);
            CHECK(other.request_count() == 1);
        }
    }
}

TEST_CASE("an accepted ping is accepted, however the rest of the answer behaves") {
    for (const Way way : {Way::whole, Way::hang_after_head, Way::trickle, Way::flood}) {
        CAPTURE(static_cast<int>(way));
        FakeHub hub;
        hub.set_answer({.status = 202, .body = std::string(200000, 'x'), .way = way});
        Bench bench;
        bench.options.hubs = {hub.url()};
        bench.publish(topic_a, 1);
        bench.start();
        bench.pass(500ms);
        CHECK(eventually([&] { return bench.disk->find(hub.url(), topic_a).told == 1; }, 4s));
        CHECK(hub.request_count() == 1);
    }
}

TEST_CASE("an answer without a status is tried again, with a reason for the operator") {
    const struct {
        Way way;
        const char* raw;
        const char* reason;
    } rows[] = {{Way::close_at_once, "", "the connection was closed without an answer"},
                {Way::reset, "", "the connection broke"},
                {Way::hang, "", "timed out after 0.3 s"},
                {Way::flood_of_head, "", "no status within"},
                {Way::raw, "hello, this is no HTTP\r\n\r\n", "\"Received HTTP/0.9 when not allowed\""},
                {Way::raw, "HTTP/1.1 103 Early\r\nRetry-After: 9\r\n\r\n", "the connection"}};
    for (const auto& row : rows) {
        CAPTURE(row.reason);
        FakeHub hub;
        hub.set_answer({.body = row.raw, .way = row.way});
        Bench bench;
        bench.options.hubs = {hub.url()};
        bench.options.timeout = 300ms;
        if (row.way == Way::flood_of_head) bench.options.timeout = 5s;
        bench.publish(topic_a, 1);
        bench.start();
        bench.pass(500ms);
        REQUIRE(eventually([&] { return bench.disk->find(hub.url(), topic_a).attempts == 1; }));
        const Ping ping = bench.disk->find(hub.url(), topic_a);
        CHECK(ping.last_answer.substr(0, std::strlen(row.reason)) == row.reason);
        CHECK_FALSE(ping.given_up);
        CHECK(ping.next_try <= bench.clock.now_s() + 4s);
        hub.set_answer({});
        bench.pass(3s);
        CHECK(bench.recorded(hub.url(), topic_a, 1));
    }
}

TEST_CASE("hubs in trouble delay neither a good one nor the stop") {
    PretendedNet net;
    net.set_answers("hanging.test", {});
    FakeHub good, hanging, flooding, trickling;
    hanging.set_answer({.way = Way::hang});
    flooding.set_answer({.way = Way::flood_of_head});
    trickling.set_answer({.status = 500, .way = Way::trickle});
    Bench bench;
    bench.options.hubs = {hanging.url(),     flooding.url(), trickling.url(),     "http://hanging.test/",
                          "http://[::1]:1/", "ftp://hub/",   "no address at all", good.url()};
    bench.publish_many(50, 1);
    bench.start();
    const auto begun = std::chrono::steady_clock::now();
    bench.pass(600ms);
    REQUIRE(good.wait_for_requests(50));
    const auto took = std::chrono::steady_clock::now() - begun;
    CHECK(took < 3500ms);  // less than a name that hangs, or any timeout
    CHECK(eventually([&] { return bench.disk->told_count(good.url()) == 50; }));
    const auto stopping = std::chrono::steady_clock::now();
    bench.pusher.reset();
    CHECK(std::chrono::steady_clock::now() - stopping < 2s);
    CHECK(bench.disk->told_count(hanging.url()) == 0);
}

TEST_CASE("one topic that a hub hangs on does not keep its other topics") {
    FakeHub hub;
    hub.set_handler([](const HubRequest& request) {
        HubAnswer answer;
        if (request.field("hub.topic") == topic_a) answer.way = Way::hang;
        return answer;
    });
    Bench bench;
    bench.options.hubs = {hub.url()};
    bench.publish(topic_a, 1);
    bench.publish_many(20, 1);
    bench.start();
    bench.pass(600ms);
    CHECK(eventually([&] { return bench.disk->told_count(hub.url()) == 20; }, 3s));
}

TEST_CASE("a proxy in the environment is not used") {
    FakeHub hub, proxy;
    ::setenv("http_proxy", proxy.url().c_str(), 1);
    ::setenv("ALL_PROXY", proxy.url().c_str(), 1);
    Bench bench;
    bench.options.hubs = {hub.url()};
    bench.publish(topic_a, 1);
    bench.start();
    bench.pass(500ms);
    CHECK(bench.recorded(hub.url(), topic_a, 1));
    CHECK(proxy.request_count() == 0);
    bench.pusher.reset();
    ::unsetenv("http_proxy");
    ::unsetenv("ALL_PROXY");
}
