// What a POST at a Receiver's path gets: its body is collected within limits, the answer comes from another thread.
#include "unit/http/client.hpp"
#include "unit/http/served_site.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace syndicated;
using namespace syndicated::http;
using namespace syndicated::http::testing;
using namespace std::string_literals;

namespace {

// Says back what was posted, on threads of its own; "never" is not answered.
class Echo {
public:
    ~Echo() { finish(); }

    Receivers receivers() {
        Receivers out;
        out["/hub"] = {100,
                       [this](Posted posted, Answered answered) { receive(std::move(posted), std::move(answered)); }};
        return out;
    }
    void finish() {
        const std::lock_guard lock(mutex_);
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
    }

    std::atomic<int> received{0};

private:
    void receive(Posted posted, Answered answered) {
        ++received;
        if (posted.body == "never") return;
        const std::lock_guard lock(mutex_);
        threads_.emplace_back([posted = std::move(posted), answered = std::move(answered)] {
            if (posted.body == "late") std::this_thread::sleep_for(std::chrono::milliseconds{50});
            if (posted.body == "busy") return answered({429, {}, "busy\n", std::chrono::seconds(7)});
            answered({202, {}, posted.content_type + "|" + posted.body + "|" + (posted.client ? "known" : "unknown")});
        });
    }

    std::mutex mutex_;
    std::vector<std::thread> threads_;
};

struct Site {
    Echo echo;
    ServedSite site;

    explicit Site(Limits limits = {}) : site(limits, 1, "127.0.0.1:0", {}, nullptr, echo.receivers()) {}
    ~Site() { echo.finish(); }  // while the server is there
};

std::string post(const std::string& body, const std::string& more = {}) {
    return "POST /hub HTTP/1.1\r\nHost: a\r\nContent-Type: text/x\r\n" + more +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

TEST_CASE("a POST's body goes to the receiver of its path, and the connection goes on") {
    Site bench;
    Client client(bench.site.address());
    const Answer answer = client.ask(post("a=1", "X-Other: 1\r\n"));
    CHECK(answer.status == 202);
    CHECK(answer.body == "text/x|a=1|known");
    CHECK(answer.field("Cache-Control") == "no-store");
    CHECK(answer.field("Content-Type") == "text/plain; charset=utf-8");
    CHECK(client.ask(post("late")).body == "text/x|late|known");
    CHECK(client.ask("GET /small HTTP/1.1\r\nHost: a\r\n\r\n").body == "small");
}

TEST_CASE("behind a trusted proxy the client is who the proxy says") {
    Echo echo;
    ServedSite site({}, 1, "127.0.0.1:0", {parse_network("127.0.0.1").value()}, nullptr, echo.receivers());
    Client client(site.address());
    CHECK(client.ask(post("a", "X-Forwarded-For: 1.2.3.4, 192.0.2.1\r\n")).body == "text/x|a|known");
    CHECK(client.ask(post("a", "Forwarded: for=192.0.2.1\r\n")).body == "text/x|a|known");
    CHECK(client.ask(post("b", "X-Forwarded-For: unknown\r\n")).body == "text/x|b|unknown");
    CHECK(client.ask(post("c")).body == "text/x|c|unknown");
    echo.finish();
}

TEST_CASE("a body that comes in chunks, or byte by byte, is put together") {
    Site bench;
    Client client(bench.site.address());
    CHECK(client
              .ask("POST /hub HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "3;x=y\r\nab=\r\n2\r\ncd\r\n0\r\nTrailer: 1\r\n\r\n")
              .body == "|ab=cd|known");
    for (const char c : post("slow")) {
        REQUIRE(client.send(std::string_view(&c, 1)));
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    CHECK(client.read().body == "text/x|slow|known");
    CHECK(client.ask("POST /hub HTTP/1.1\r\nHost: a\r\n\r\n").body == "||known");
}

TEST_CASE("requests sent together are answered in order") {
    Site bench;
    Client client(bench.site.address());
    client.send(post("late") + "GET /small HTTP/1.1\r\nHost: a\r\n\r\n" + post("b"));
    CHECK(client.read().body == "text/x|late|known");
    CHECK(client.read().body == "small");
    CHECK(client.read().body == "text/x|b|known");
}

TEST_CASE("a client that waits for 100-continue is told to go on") {
    Site bench;
    Client client(bench.site.address());
    client.send("POST /hub HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    CHECK(client.read().status == 100);
    CHECK(client.ask("abc").body == "|abc|known");
    SECTION("unless its body would be too large") {
        CHECK(
            client.ask("POST /hub HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 101\r\n\r\n").status ==
            413);
    }
}

TEST_CASE("a body beyond the receiver's limit is refused before it is read") {
    Site bench;
    CHECK(Client(bench.site.address()).ask(post(std::string(100, 'x'))).status == 202);
    const Answer answer = Client(bench.site.address()).ask(post(std::string(101, 'x')));
    CHECK(answer.status == 413);
    CHECK(answer.field("Connection") == "close");
    CHECK(Client(bench.site.address())
              .ask("POST /hub HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + std::string(101, 'x'))
              .status == 413);
    CHECK(bench.echo.received == 1);
}

TEST_CASE("other methods are told what the path takes") {
    Site bench;
    Client client(bench.site.address());
    const Answer got = client.ask("GET /hub HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(got.status == 405);
    CHECK(got.field("Allow") == "POST, OPTIONS");
    CHECK(client.ask("HEAD /hub HTTP/1.1\r\nHost: a\r\n\r\n", true).status == 405);
    CHECK(client.ask("PUT /hub HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx").status == 405);
    CHECK(client.ask("OPTIONS /hub HTTP/1.1\r\nHost: a\r\n\r\n").field("Allow") == "POST, OPTIONS");
    CHECK(client.ask("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx").status == 405);
    CHECK(bench.echo.received == 0);
}

TEST_CASE("a receiver may ask for a pause") {
    Site bench;
    const Answer answer = Client(bench.site.address()).ask(post("busy"));
    CHECK(answer.status == 429);
    CHECK(answer.field("Retry-After") == "7");
}

TEST_CASE("a receiver that does not answer in time costs its client a 503") {
    Limits limits;
    limits.make_timeout = std::chrono::milliseconds{100};
    Site bench(limits);
    Client client(bench.site.address());
    const Answer answer = client.ask(post("never"));
    CHECK(answer.status == 503);
    CHECK(answer.field("Retry-After") == "5");
    CHECK(client.ask(post("b")).status == 202);
}

TEST_CASE("a client that leaves, and a server that stops, are nothing to the receiver") {
    Site bench;
    for (int i = 0; i < 20; ++i) Client(bench.site.address()).send(post("late"));
    Client client(bench.site.address());
    client.send(post("late"));
    while (bench.echo.received < 1) std::this_thread::sleep_for(std::chrono::milliseconds{1});
    bench.site.server().stop();
    bench.echo.finish();
    CHECK(bench.echo.received > 0);
}
