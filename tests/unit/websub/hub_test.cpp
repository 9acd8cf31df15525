// The hub as its subscribers see it, on loopback with a ledger of its own.
#include "unit/websub/hub_bench.hpp"
#include "websub/signature.hpp"

#include <catch2/catch.hpp>

namespace syndicated::testing {

TEST_CASE("a subscriber confirms, and gets each new version, signed") {
    HubBench bench;
    Subscriber subscriber;
    bench.start();
    const auto answer = bench.ask("subscribe", subscriber.url("/cb?x=%7e&hub.mode=y"),
                                  "&hub.secret=s3cret&hub.lease_seconds=7200&hub.verify_token=tok");
    CHECK(answer.status == 202);
    CHECK(answer.text.empty());
    REQUIRE(bench.holds(1));
    const auto checks = subscriber.of("GET");
    REQUIRE(checks.size() == 1);
    CHECK(checks[0].target.find("/cb?x=%7e&hub.mode=y&hub.mode=subscribe&hub.topic=https%3A%2F%2Fexample.cn") == 0);
    CHECK(Subscriber::query(checks[0], "hub.topic") == topic);
    CHECK(Subscriber::query(checks[0], "hub.verify_token") == "tok");
    const int lease = std::stoi(Subscriber::query(checks[0], "hub.lease_seconds"));
    CHECK(lease <= 7200);
    CHECK(lease >= 6840);

    bench.publish("second", 2);
    REQUIRE(eventually([&] { return subscriber.of("POST").size() == 1; }));
    const auto post = subscriber.of("POST")[0];
    CHECK(post.target == "/cb?x=%7e&hub.mode=y");
    CHECK(post.body == "second");
    CHECK(post.header("Content-Type") == "application/rss+xml; charset=utf-8");
    CHECK(post.header("Link") ==
          "<https://example.cn/hub>; rel=\"hub\", <https://example.cn/feeds/all.rss>; rel=\"self\"");
    CHECK(post.header("X-Hub-Signature") == websub::sign(websub::SignatureMethod::sha256, "s3cret", "second"));
    CHECK(post.header("User-Agent") == "syndicated/1.2.3");
    CHECK(post.header("Content-Encoding").empty());
    CHECK(post.header("Expect").empty());
    CHECK(eventually([&] { return bench.rows()[0].progress.delivered == 2; }));
}

TEST_CASE("without a secret nothing is signed, and the version that was current is not sent") {
    HubBench bench;
    Subscriber subscriber;
    bench.start();
    CHECK(bench.ask("subscribe", subscriber.url()).status == 202);
    REQUIRE(bench.holds(1));
    std::this_thread::sleep_for(100ms);
    CHECK(subscriber.of("POST").empty());
    bench.publish("second", 2);
    REQUIRE(eventually([&] { return subscriber.last_body() == "second"; }));
    CHECK(subscriber.of("POST")[0].header("X-Hub-Signature").empty());
}

TEST_CASE("who does not confirm gets nothing, and changes nothing of what was") {
    HubBench bench;
    Subscriber subscriber;
    bench.start();
    CHECK(bench.ask("subscribe", subscriber.url(), "&hub.secret=old").status == 202);
    REQUIRE(bench.holds(1));
    subscriber.confirms = false;
    CHECK(bench.ask("subscribe", subscriber.url(), "&hub.secret=new").status == 202);
    CHECK(bench.ask("unsubscribe", subscriber.url("/other")).status == 202);
    CHECK(bench.ask("subscribe", subscriber.url("/third")).status == 202);
    REQUIRE(eventually([&] { return subscriber.of("GET").size() == 4; }));
    REQUIRE(bench.holds(1));
    CHECK(bench.rows()[0].secret == "old");
}

TEST_CASE("a renewal that is confirmed takes the place of what was, and may drop the secret") {
    HubBench bench;
    Subscriber subscriber;
    bench.start();
    bench.ask("subscribe", subscriber.url(), "&hub.secret=old&hub.lease_seconds=1000");
    REQUIRE(bench.holds(1));
    bench.ask("subscribe", subscriber.url(), "&hub.lease_seconds=100000");
    REQUIRE(eventually([&] { return subscriber.of("GET").size() == 2; }));
    REQUIRE(bench.holds(1));
    CHECK(bench.rows()[0].secret.empty());
    CHECK(bench.rows()[0].lease_end > bench.clock.now_s() + 90000s);
}

TEST_CASE("who unsubscribed gets nothing more") {
    HubBench bench;
    Subscriber subscriber;
    bench.start();
    bench.ask("subscribe", subscriber.url());
    REQUIRE(bench.holds(1));
    CHECK(bench.ask("unsubscribe", subscriber.url()).status == 202);
    REQUIRE(bench.holds(0));
    const auto check = subscriber.of("GET").back();
    CHECK(Subscriber::query(check, "hub.mode") == "unsubscribe");
    CHECK(Subscriber::query(check, "hub.lease_seconds").empty());
    bench.publish("second", 2);
    std::this_thread::sleep_for(200ms);
    CHECK(subscriber.of("POST").empty());
}

TEST_CASE("a delivery that fails is tried again until it is taken; the newest version wins") {
    HubBench bench;
    Subscriber subscriber;
    bench.start();
    bench.ask("subscribe", subscriber.url());
    REQUIRE(bench.holds(1));
    subscriber.status = 500;
    bench.publish("second", 2);
    REQUIRE(eventually([&] { return subscriber.of("POST").size() >= 4; }));
    bench.publish("third", 3);
    REQUIRE(eventually([&] { return subscriber.last_body() == "third"; }));
    subscriber.status = 200;
    REQUIRE(eventually([&] { return bench.rows()[0].progress.delivered == 3; }));
    CHECK(bench.rows()[0].progress.attempts == 0);
    const auto count = subscriber.of("POST").size();
    std::this_thread::sleep_for(300ms);
    CHECK(subscriber.of("POST").size() == count);
}

TEST_CASE("410 ends a subscription") {
    HubBench bench;
    Subscriber subscriber;
    bench.start();
    bench.ask("subscribe", subscriber.url());
    REQUIRE(bench.holds(1));
    subscriber.status = 410;
    bench.publish("second", 2);
    CHECK(bench.holds(0));
    CHECK(subscriber.of("POST").size() == 1);
}

TEST_CASE("a restart goes on where it was: what was published meanwhile is delivered") {
    HubBench bench;
    Subscriber subscriber, late;
    bench.start();
    bench.ask("subscribe", subscriber.url());
    REQUIRE(bench.holds(1));
    bench.hub.reset();
    bench.publish("second", 2);
    bench.start();
    REQUIRE(eventually([&] { return subscriber.last_body() == "second"; }));
    REQUIRE(eventually([&] { return bench.rows()[0].progress.delivered == 2; }));
    bench.start();
    std::this_thread::sleep_for(200ms);
    CHECK(subscriber.of("POST").size() == 1);
}

TEST_CASE("who asks for it gets new entries alone, and the whole after a gap") {
    HubBench bench;
    Subscriber part, whole;
    const auto put = [&](Revision revision, int entries) {
        // Entry n is "[n...]", the newest first; the version before had one less.
        auto resource = std::make_shared<publish::Resource>();
        auto slices = std::make_shared<publish::Entries>();
        std::string bytes = "<rss>";
        const auto digest = [](int n) {
            Digest out;
            out.bytes[0] = static_cast<unsigned char>(n);
            return out;
        };
        auto known = std::make_shared<std::vector<Digest>>();
        for (int n = entries; n > 0; --n) {
            const std::string entry = "[" + std::to_string(n) + std::string(500, '.') + "]";
            slices->slices.push_back(
                {digest(n), static_cast<std::uint32_t>(bytes.size()), static_cast<std::uint32_t>(entry.size())});
            bytes += entry;
            if (n < entries) known->insert(known->begin(), digest(n));
        }
        slices->former = {{digest(100 + entries - 1), known}};
        resource->head.topic = topic;
        resource->head.content_type = "application/rss+xml; charset=utf-8";
        resource->head.revision = revision;
        resource->head.content = digest(100 + entries);
        resource->body.forms[publish::Coding::identity] = std::make_shared<std::string>(bytes + "</rss>");
        resource->entries = std::move(slices);
        bench.put(topic, std::move(resource));
        return bytes + "</rss>";
    };
    put(5, 4);
    bench.start();
    bench.ask("subscribe", part.url(), "&hub.delta=1&hub.secret=s");
    bench.ask("subscribe", whole.url());
    REQUIRE(bench.holds(2));
    const std::string fifth = put(6, 5);
    const std::string fifth_alone = "<rss>[5" + std::string(500, '.') + "]</rss>";
    REQUIRE(eventually([&] { return part.last_body() == fifth_alone; }));
    CHECK(part.of("POST")[0].header("X-Hub-Signature") ==
          websub::sign(websub::SignatureMethod::sha256, "s", fifth_alone));
    REQUIRE(eventually([&] { return whole.last_body() == fifth; }));
    bench.hub.reset();
    const std::string sixth = put(7, 6);
    bench.start();
    CHECK(eventually([&] { return part.last_body() == sixth; }));
}

TEST_CASE("a document that is not in memory is asked for until it can be had") {
    std::atomic<int> asked{0};
    HubBench bench;
    Subscriber subscriber;
    const auto cold = [](Revision revision) {
        auto resource = std::make_shared<publish::Resource>();
        resource->head.topic = topic;
        resource->head.content_type = "application/rss+xml";
        resource->head.revision = revision;
        resource->body.cold = true;
        return resource;
    };
    bench.fetch = [&](const std::string& path, const websub::Hub::Fetched& fetched) {
        if (path != "/feeds/all.rss" || ++asked < 3) return fetched(nullptr);
        auto made = cold(2);
        made->body.forms[publish::Coding::identity] = std::make_shared<std::string>("made");
        fetched(made);
    };
    bench.start();
    bench.ask("subscribe", subscriber.url());
    REQUIRE(bench.holds(1));
    bench.put(topic, cold(2));
    CHECK(eventually([&] { return subscriber.last_body() == "made"; }));
    CHECK(asked == 3);
}

TEST_CASE("what is tried again is signed as the settings say by then") {
    HubBench bench;
    bench.options.first_retry = 300ms;
    Subscriber subscriber;
    bench.start();
    bench.ask("subscribe", subscriber.url(), "&hub.secret=s");
    REQUIRE(bench.holds(1));
    subscriber.status = 500;
    bench.publish("second", 2);
    REQUIRE(eventually([&] { return !subscriber.of("POST").empty(); }));
    CHECK(subscriber.of("POST").front().header("X-Hub-Signature").starts_with("sha256="));
    bench.options.signature = websub::SignatureMethod::sha512;
    bench.hub->reconfigure(bench.options);
    subscriber.status = 204;
    REQUIRE(eventually([&] { return subscriber.of("POST").size() == 2; }));
    CHECK(subscriber.of("POST").back().header("X-Hub-Signature").starts_with("sha512="));
}

TEST_CASE("a topic that goes away is denied to its subscribers") {
    HubBench bench;
    Subscriber subscriber;
    bench.start();
    bench.ask("subscribe", subscriber.url());
    REQUIRE(bench.holds(1));
    bench.put(topic, nullptr);
    REQUIRE(eventually([&] { return subscriber.of("GET").size() == 2; }));
    const auto told = subscriber.of("GET").back();
    CHECK(Subscriber::query(told, "hub.mode") == "denied");
    CHECK(Subscriber::query(told, "hub.topic") == topic);
    CHECK(bench.holds(0));
}

TEST_CASE("what the operator removes or pauses is noticed") {
    HubBench bench;
    Subscriber one, two;
    bench.start();
    bench.ask("subscribe", one.url());
    bench.ask("subscribe", two.url());
    REQUIRE(bench.holds(2));
    const auto rows = bench.rows();
    bench.owner->remove_subscription(rows[0].id).value();
    bench.owner->pause_subscription(rows[1].id, true).value();
    std::this_thread::sleep_for(1200ms);
    bench.publish("second", 2);
    std::this_thread::sleep_for(200ms);
    CHECK(one.of("POST").empty());
    CHECK(two.of("POST").empty());
    bench.owner->pause_subscription(rows[1].id, false).value();
    Subscriber& paused = rows[1].callback == one.url() ? one : two;
    CHECK(eventually([&] { return paused.last_body() == "second"; }));
}

TEST_CASE("requests that are wrong are answered at once, in one line") {
    HubBench bench;
    bench.start();
    CHECK(bench.ask("publish", "http://127.0.0.1/").status == 400);
    CHECK(bench.ask("subscribe", "ftp://127.0.0.1/").status == 400);
    CHECK(bench.ask("subscribe", "http://127.0.0.2/").status == 403);
    CHECK(bench.ask("subscribe", "http://[::1]/").status == 403);
    CHECK(bench.ask("subscribe", "http://127.0.0.1/", "", base + "/feeds/none.rss").status == 404);
    CHECK(bench.ask("subscribe", "http://127.0.0.1/", "", "https://other.example/feeds/all.rss").status == 404);
    CHECK(bench.ask("subscribe", "http://127.0.0.1/", "", topic + "?x").status == 404);
    CHECK(bench.ask("subscribe", "http://127.0.0.1/", "&hub.secret=" + std::string(200, 's')).status == 400);
}

TEST_CASE("a client that asks too often is told to wait") {
    HubBench bench;
    bench.options.per_client_limit = 2;
    bench.start();
    CHECK(bench.ask("publish", "http://127.0.0.1/").status == 400);
    CHECK(bench.ask("publish", "http://127.0.0.1/").status == 400);
    const auto answer = bench.ask("publish", "http://127.0.0.1/");
    CHECK(answer.status == 429);
    CHECK(answer.retry_after >= 1s);
    CHECK(answer.retry_after <= 30s);
}

}  // namespace syndicated::testing
