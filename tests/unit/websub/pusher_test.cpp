#include "syndicated/websub/pusher.hpp"

#include "support/fake_clock.hpp"
#include "support/fake_hub.hpp"
#include "syndicated/base/counters.hpp"
#include "unit/websub/ping_ledger.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <thread>

#include <dlfcn.h>
#include <netdb.h>

using namespace syndicated;
using namespace syndicated::testing;
using namespace std::chrono_literals;
using std::chrono::milliseconds;
using Way = HubAnswer::Way;

// Takes the place of the C library's in this program: a name server that never answers.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
    if (node != nullptr && std::strcmp(node, "hanging.test") == 0) {
        std::this_thread::sleep_for(4s);
        return EAI_AGAIN;
    }
    using Function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
    static const auto next = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "getaddrinfo"));
    return next(node, service, hints, result);
}

namespace {

const std::string topic_a = "https://example.cn/feeds/all.rss";
const std::string topic_b = "https://example.cn/feeds/yu-le.atom";

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
    void publish(const std::string& topic, Revision revision, bool gzip = true, bool complete = true) {
        auto resource = std::make_shared<publish::Resource>();
        resource->head.topic = topic;
        resource->head.revision = revision;
        resource->body.identity = std::make_shared<std::string>("bytes");
        if (gzip) resource->body.gzip = std::make_shared<std::string>("packed");
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
bool stays_at(const FakeHub& hub, std::size_t count) {
    return !hub.wait_for_requests(count + 1, 250ms) && hub.request_count() == count;
}

}  // namespace

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

TEST_CASE("nothing leaves before the first read is complete and the packed bytes are there") {
    FakeHub hub;
    Bench bench;
    bench.options.hubs = {hub.url()};
    bench.start();
    bench.publish(topic_a, 1, true, false);
    bench.pass(6s);
    CHECK(stays_at(hub, 0));
    bench.publish(topic_b, 1, false, true);
    bench.pass(6s);
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
    CHECK(took < 2s);
    CHECK(eventually([&] { return bench.disk->told_count(good.url()) == 50; }));
    const auto stopping = std::chrono::steady_clock::now();
    bench.pusher.reset();
    CHECK(std::chrono::steady_clock::now() - stopping < 1s);
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
