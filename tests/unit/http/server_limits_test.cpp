#include "syndicated/base/counters.hpp"
#include "syndicated/http/server.hpp"

#include "unit/http/client.hpp"
#include "unit/http/served_site.hpp"

#include <catch2/catch.hpp>

#include <boost/system/error_code.hpp>

#include <sys/resource.h>

#include <cerrno>
#include <string>
#include <thread>
#include <vector>

using namespace syndicated;
using namespace syndicated::http;
using namespace syndicated::http::testing;
using namespace std::chrono_literals;

namespace {

// Waits until the sessions have got so far that the clock may be moved: the counter says how many there are.
void wait_for_connections(std::int64_t wanted) {
    for (int i = 0; i < 5000 && value_of(Counter::http_connections) != wanted; ++i) std::this_thread::sleep_for(1ms);
    REQUIRE(value_of(Counter::http_connections) == wanted);
}

// A machine that does much else takes its time to read 32 MiB.
Limits patient() {
    Limits limits;
    limits.drain_timeout = 60s;
    return limits;
}

}  // namespace

TEST_CASE("a head that does not come in time is 408, however busily its bytes come") {
    ServedSite site;
    Client client(site.address());
    client.send("GET /small HTTP/1.1\r\n");
    const auto start = site.clock().steady();
    CHECK(site.advance_until([&client] { return client.readable() || !client.send("A: b\r\n"); }));
    CHECK(site.clock().steady() - start >= 10s);
    CHECK(client.read().status == 408);
    client.half_close();
    CHECK(client.at_end());
}

TEST_CASE("a body that does not come in time is 408") {
    ServedSite site;
    Client client(site.address());
    client.send("POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n12345");
    CHECK(site.advance_until([&client] { return client.readable(); }));
    CHECK(client.read().status == 408);
}

TEST_CASE("an idle connection is closed without a word, before and after a request") {
    ServedSite site;
    Client fresh(site.address());
    Client used(site.address());
    REQUIRE(used.ask(get_small).status == 200);
    wait_for_connections(2);
    site.clock().advance(59s);
    std::this_thread::sleep_for(300ms);
    CHECK(used.ask(get_small).status == 200);
    CHECK(site.advance_until([&] { return fresh.readable() && used.readable(); }));
    CHECK(fresh.at_end());
    CHECK(used.at_end());
    wait_for_connections(0);
}

TEST_CASE("empty lines between requests begin none, and keep no connection open") {
    ServedSite site;
    Client client(site.address());
    REQUIRE(client.ask("\r\n" + get_small + "\r\n").status == 200);
    for (const char* piece : {"\r", "\n", "\r\n\r\n\r"}) {
        client.send(piece);
        std::this_thread::sleep_for(50ms);
    }
    site.clock().advance(40s);  // more than a head may take
    CHECK_FALSE(client.readable(300));
    CHECK(client.ask("\n" + get_small).status == 200);
    const auto start = site.clock().steady();
    CHECK(site.advance_until([&client] { return client.readable() || !client.send("\r\n"); }));
    CHECK(site.clock().steady() - start >= 60s);
    CHECK(client.at_end());
}

TEST_CASE("a client that does not read its answer is cut off") {
    ServedSite site;
    site.put_big();
    Client client(site.address());
    client.send(get_big);
    REQUIRE(client.readable(10000));
    CHECK(site.advance_until([] { return value_of(Counter::http_connections) == 0; }));
    CHECK(client.read().body.size() < big_bytes);
}

TEST_CASE("slow clients hold only so many bytes: who holds alone is cut off, the slowest first") {
    Limits limits;
    limits.unsent_bytes = 3 * static_cast<std::int64_t>(big_bytes) - 1;
    ServedSite site(limits);
    const std::int64_t before = value_of(Counter::http_cut_off);
    std::vector<Client> clients;
    for (const char* path : {"/popular", "/popular", "/old", "/new"}) {
        if (path != std::string("/popular") || clients.empty()) site.put(path, std::string(big_bytes, path[1]));
        clients.emplace_back(site.address());
        clients.back().send("GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n");
        REQUIRE(clients.back().readable(10000));
        site.clock().advance(1s);
    }
    CHECK(clients[2].read().body.size() < big_bytes);
    for (const std::size_t i : {0U, 1U, 3U}) CHECK(clients[i].read().body.size() == big_bytes);
    CHECK(value_of(Counter::http_cut_off) - before == 1);
    CHECK(clients[3].ask("GET /old HTTP/1.1\r\nHost: h\r\n\r\n").body.size() == big_bytes);
}

TEST_CASE("connections over the limit are closed, and others take their place") {
    Limits limits;
    limits.connections = 3;
    ServedSite site(limits);
    const std::int64_t refused = value_of(Counter::http_connections_refused);
    std::vector<Client> clients;
    for (int i = 0; i < 3; ++i) {
        clients.emplace_back(site.address());
        REQUIRE(clients.back().ask(get_small).status == 200);
    }
    CHECK(Client(site.address()).at_end());
    CHECK(value_of(Counter::http_connections_refused) == refused + 1);
    CHECK(clients.front().ask(get_small).status == 200);
    clients.pop_back();
    CHECK(site.advance_until([&site] { return Client(site.address()).ask(get_small).status == 200; }));
}

TEST_CASE("one client's connections over its limit are closed, another client's are not") {
    Limits limits;
    limits.connections_per_client = 2;
    ServedSite site(limits, 2);
    std::vector<Client> clients;
    for (int i = 0; i < 2; ++i) {
        clients.emplace_back(site.address());
        REQUIRE(clients.back().ask(get_small).status == 200);
    }
    CHECK(Client(site.address()).at_end());
    CHECK(Client(site.address(), "2").ask(get_small).status == 200);
    CHECK(clients.front().ask(get_small).status == 200);
}

TEST_CASE("a trusted proxy's connections have no limit of their own") {
    Limits limits;
    limits.connections_per_client = 1;
    ServedSite site(limits, 1, "127.0.0.1:0", {parse_network("127.0.0.2/31").value()});
    std::vector<Client> clients;
    for (const char* from : {"2", "2", "3", "1"}) {
        clients.emplace_back(site.address(), from);
        REQUIRE(clients.back().ask(get_small).status == 200);
    }
    CHECK(Client(site.address(), "1").at_end());
}

TEST_CASE("new limits hold for the next requests and connections, old connections among them") {
    ServedSite site({}, 2);
    std::vector<Client> clients;
    for (int i = 0; i < 2; ++i) {
        clients.emplace_back(site.address());
        REQUIRE(clients.back().ask(get_small).status == 200);
    }
    Options options;
    options.limits.header_bytes = options.limits.target_bytes = 64;
    options.limits.connections_per_client = 1;
    options.limits.idle_timeout = 5s;
    site.server().reconfigure(options);
    const std::string large = "GET /small HTTP/1.1\r\nHost: h\r\nA: " + std::string(100, 'a') + "\r\n\r\n";
    for (Client& client : clients) {
        Answer answer;
        for (int i = 0; i < 1000 && answer.status != 431; ++i) answer = client.ask(large);
        CHECK(answer.status == 431);
    }
    clients.pop_back();
    CHECK(Client(site.address()).at_end());
    options.trusted_proxies = {parse_network("127.0.0.1").value()};
    site.server().reconfigure(options);
    clients.clear();
    wait_for_connections(0);
    Client idle(site.address());
    REQUIRE(idle.ask(get_small).status == 200);
    REQUIRE(Client(site.address()).ask(get_small).status == 200);
    site.clock().advance(6s);
    CHECK(idle.at_end());
}

TEST_CASE("out of descriptors the server waits instead of spinning, and goes on") {
    ServedSite site;
    Client first(site.address());
    REQUIRE(first.ask(get_small).status == 200);
    // UBSan looks at an object through a pipe when it meets its type for the first time: that must have been before.
    const boost::system::error_code shortage(EMFILE, boost::system::system_category());
    CHECK_FALSE(shortage.message().empty());
    CHECK(shortage != boost::system::errc::connection_aborted);
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    rlimit none = before;
    // The next client's own socket is made first: then no descriptor is left for the server's side of it.
    const int spare = ::socket(AF_INET, SOCK_STREAM, 0);
    REQUIRE(spare >= 0);
    none.rlim_cur = static_cast<rlim_t>(spare) + 1;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_port = htons(static_cast<std::uint16_t>(std::stoi(site.address().substr(site.address().rfind(':') + 1))));
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(::connect(spare, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0);
    timespec cpu_before{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu_before);
    std::this_thread::sleep_for(400ms);
    timespec cpu_after{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu_after);
    const auto spent_ns = (cpu_after.tv_sec - cpu_before.tv_sec) * 1000000000L + cpu_after.tv_nsec - cpu_before.tv_nsec;
    CHECK(spent_ns < 150000000L);
    CHECK(first.ask(get_small).status == 200);
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    CHECK(::send(spare, get_small.data(), get_small.size(), MSG_NOSIGNAL) > 0);
    char byte = 0;
    CHECK(::recv(spare, &byte, 1, 0) == 1);
    ::close(spare);
}

TEST_CASE("a stop closes idle connections at once and refuses new ones") {
    ServedSite site;
    Client idle(site.address());
    REQUIRE(idle.ask(get_small).status == 200);
    Client begun(site.address());
    // In one piece, so that the server has read the beginning of the second one when it answers the first.
    REQUIRE(begun.ask(get_small + "GET /sm").status == 200);
    std::thread stopping([&site] { site.server().stop(); });
    CHECK(idle.at_end());
    // What has begun may be ended.
    const Answer answer = begun.ask("all HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(answer.status == 200);
    CHECK(answer.field("Connection") == "close");
    stopping.join();
    CHECK_THROWS(Client(site.address()));
    site.server().stop();
}

TEST_CASE("a stop lets an answer that is being written come to its end") {
    ServedSite site(patient());
    site.put_big();
    Client client(site.address());
    client.send(get_big);
    REQUIRE(client.readable(10000));
    const auto start = std::chrono::steady_clock::now();
    std::thread stopping([&site] { site.server().stop(); });
    std::this_thread::sleep_for(50ms);
    CHECK(client.read().body.size() == big_bytes);
    CHECK(client.at_end());
    client.half_close();
    stopping.join();
    CHECK(std::chrono::steady_clock::now() - start < patient().drain_timeout);
}

TEST_CASE("a stop cuts off no answer, whatever else the client has sent") {
    ServedSite site(patient());
    site.put_big();
    Client client(site.address());
    client.send(get_big);
    REQUIRE(client.readable(10000));
    client.send(get_small + get_small);  // the server reads neither while it writes
    std::thread stopping([&site] { site.server().stop(); });
    std::this_thread::sleep_for(50ms);
    CHECK(client.read().body.size() == big_bytes);
    client.half_close();
    stopping.join();
}

TEST_CASE("a stop answers the requests that have come, and says which answer is the last") {
    ServedSite site(patient());
    site.put_big();
    Client client(site.address());
    client.send(get_big + get_small + get_small);
    REQUIRE(client.readable(10000));
    std::thread stopping([&site] { site.server().stop(); });
    std::this_thread::sleep_for(50ms);
    CHECK(client.read().body.size() == big_bytes);
    CHECK(client.read().field("Connection") == "-");
    const Answer last = client.read();
    CHECK(last.body == "small");
    CHECK(last.field("Connection") == "close");
    CHECK(client.at_end());
    stopping.join();
}

TEST_CASE("a stop waits for a client that does not read only so long") {
    Limits limits;
    limits.drain_timeout = 100ms;
    ServedSite site(limits, 2);
    site.put_big();
    Client client(site.address());
    client.send(get_big);
    Client half(site.address());
    half.send("GET / HT");
    REQUIRE(client.readable(10000));
    const auto start = std::chrono::steady_clock::now();
    site.server().stop();
    const auto took = std::chrono::steady_clock::now() - start;
    CHECK(took >= 90ms);
    CHECK(took < 3s);
    CHECK(value_of(Counter::http_connections) == 0);
}

TEST_CASE("a server that goes without being stopped stops") {
    Client client = [] {
        ServedSite site({}, 3);
        Client made(site.address());
        REQUIRE(made.ask(get_small).status == 200);
        return made;
    }();
    CHECK(client.at_end());
}
