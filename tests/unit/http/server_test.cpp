#include "syndicated/http/server.hpp"

#include "syndicated/base/counters.hpp"

#include "unit/http/client.hpp"
#include "unit/http/served_site.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace syndicated;
using namespace syndicated::http;
using namespace syndicated::http::testing;

TEST_CASE("one connection answers one request after the other") {
    ServedSite site;
    Client client(site.address());
    for (int i = 0; i < 3; ++i) {
        const Answer answer = client.ask(get_small);
        CHECK(answer.status == 200);
        CHECK(answer.body == "small");
    }
    CHECK(client.ask("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n").body == "ok\n");
    CHECK(client.ask("GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n").status == 404);
    CHECK(client.ask("HEAD /small HTTP/1.1\r\nHost: h\r\n\r\n", true).field("Content-Length") == "5");
    CHECK(client.ask(get_small).status == 200);
    CHECK(client.ask("GET /small HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").body == "small");
    CHECK(client.at_end());
}

TEST_CASE("a document that was swapped in is served on the same connection") {
    ServedSite site;
    Client client(site.address());
    const std::string before = client.ask(get_small).field("ETag");
    site.put("/small", "other");
    const Answer answer = client.ask(get_small);
    CHECK(answer.body == "other");
    CHECK(answer.field("ETag") != before);
}

TEST_CASE("coded forms are swapped in while a document is served, and each answer is whole and its tag's") {
    ServedSite site({}, 2);
    const auto text_of = [](int version) { return "<rss>" + std::to_string(version) + std::string(2000, ' '); };
    site.put("/feed", text_of(0));
    std::atomic<bool> stop{false};
    std::atomic<int> wrong{0}, plain{0}, coded{0};
    std::vector<std::thread> readers;
    for (const char* accepted : {"br, zstd, gzip", "gzip", "zstd;q=0.5"}) {
        readers.emplace_back([&, accepted] {
            const std::string get =
                std::string("GET /feed HTTP/1.1\r\nHost: h\r\nAccept-Encoding: ") + accepted + "\r\n";
            std::map<std::string, std::string> seen;  // the bytes of each tag
            Client client(site.address());
            while (!stop) {
                const Answer full = client.ask(get + "\r\n");
                const std::string tag = full.field("ETag");
                const bool is_coded = full.field("Content-Encoding") != "-";
                ++(is_coded ? coded : plain);
                if (full.status != 200 || full.field("Vary") != "Accept-Encoding") ++wrong;
                if ((tag.size() > 34) != is_coded) ++wrong;  // quotes and 32 digits, then the coder
                if (seen.emplace(tag, full.body).first->second != full.body) ++wrong;
            }
        });
    }
    for (int version = 1; version <= 100 || (version < 250 && (plain == 0 || coded == 0)); ++version) {
        site.put_forms("/feed");
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
        site.put("/feed", text_of(version));
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    stop = true;
    for (auto& reader : readers) reader.join();
    CHECK(wrong == 0);
    CHECK(plain > 0);
    CHECK(coded > 0);
}

TEST_CASE("requests sent all at once are answered in order") {
    ServedSite site;
    Client client(site.address());
    std::string all;
    constexpr int rounds = 300;
    for (int i = 0; i < rounds; ++i) all += get_small + "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n";
    REQUIRE(client.send(all));
    for (int i = 0; i < rounds; ++i) {
        REQUIRE(client.read().body == "small");
        REQUIRE(client.read().body == "ok\n");
    }
}

TEST_CASE("a request is understood however its bytes come") {
    ServedSite site;
    Client client(site.address());
    const std::string request =
        "\r\nPOST /small HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    for (const char c : request) REQUIRE(client.send({&c, 1}));
    CHECK(client.read().status == 405);
    CHECK(client.ask(get_small).status == 200);
}

TEST_CASE("HTTP/1.0 ends the connection unless it asks not to") {
    ServedSite site;
    Client client(site.address());
    const Answer kept = client.ask("GET /small HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(kept.body == "small");
    CHECK(kept.field("Connection") == "keep-alive");
    CHECK(client.ask("GET /small HTTP/1.0\r\n\r\n").body == "small");
    CHECK(client.at_end());
}

TEST_CASE("a client that has sent all and closed its side gets its answers") {
    ServedSite site;
    site.put_big();
    Client client(site.address());
    client.send(get_small + get_big);
    client.half_close();
    CHECK(client.read().body == "small");
    CHECK(client.read().body.size() == big_bytes);
    CHECK(client.at_end());
}

// What comes to a connection that waits is told once: what one turn leaves, and the end behind it, must not be missed.
TEST_CASE("more than one turn reads, and the end right behind it, are not missed") {
    ServedSite site;
    const int count = GENERATE(1, 2, 1000);
    CAPTURE(count);
    Client client(site.address());
    REQUIRE(client.ask(get_small).body == "small");
    std::string all;
    for (int i = 0; i < count; ++i) all += get_small;
    std::jthread sender([&] {
        client.send(all);
        client.half_close();
    });
    for (int i = 0; i < count; ++i) REQUIRE(client.read().body == "small");
    CHECK(client.at_end());
}

TEST_CASE("the last answer of a connection arrives whole, whatever is sent behind its request") {
    ServedSite site;
    site.put_big();
    Client client(site.address());
    client.send("GET /big HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    REQUIRE(client.readable(10000));
    client.send(get_small);
    CHECK(client.read().body.size() == big_bytes);
    CHECK(client.at_end());
}

TEST_CASE("small bodies are read past, large ones refused") {
    Limits limits;
    limits.body_bytes = 1000;
    ServedSite site(limits);
    Client client(site.address());
    const std::string post = "POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: ";
    CHECK(client.ask(post + "1000\r\n\r\n" + std::string(1000, 'x')).status == 405);
    CHECK(client.ask(get_small).status == 200);
    // Refused before the body came, all of which the client sends nevertheless.
    CHECK(client.ask(post + "200000\r\n\r\n" + std::string(200000, 'x')).status == 413);
    CHECK(client.at_end());
    Client chunked(site.address());
    const std::string chunk = "100\r\n" + std::string(256, 'x') + "\r\n";
    std::string body;
    for (int i = 0; i < 10; ++i) body += chunk;
    CHECK(chunked.ask("POST /small HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + body).status == 413);
    Client broken(site.address());
    CHECK(broken.ask("POST /small HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n").status == 400);
}

TEST_CASE("no refusal of a HEAD has content, whatever is refused") {
    Limits limits;
    limits.body_bytes = 10;
    const std::string head = "HEAD /small HTTP/1.1\r\nHost: h\r\n";
    const std::vector<std::pair<std::string, int>> rows{
        {head + "Content-Length: 11\r\n\r\n", 413},
        {head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400},
        {head + "Transfer-Encoding: gzip\r\n\r\n", 501},
        {"\r\n" + head + "Host: h\r\n\r\n", 400},
    };
    ServedSite site(limits);
    for (const auto& [request, status] : rows) {
        CAPTURE(request);
        Client client(site.address());
        CHECK(client.ask(request, true).status == status);
        client.half_close();
        CHECK(client.at_end());
    }
}

TEST_CASE("who waits for 100 Continue gets the final answer") {
    ServedSite site;
    Client client(site.address());
    const Answer answer =
        client.ask("PUT /small HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
    CHECK(answer.status == 405);
    CHECK(answer.field("Connection") == "close");
    client.half_close();
    CHECK(client.at_end());
}

TEST_CASE("what is no request gets its status and the connection ends") {
    struct Row {
        std::string bytes;
        int status;
    };
    const std::vector<Row> rows{
        {std::string("\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03", 11), 400},
        {std::string(100000, '\0'), 400},
        {std::string(100000, 'A'), 400},
        {"GET /\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\nHost: h\n\n", 400},
        {"GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n c\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", 400},
        {"GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"GET /" + std::string(10000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n", 414},
        {"GET /" + std::string(100000, 'a'), 414},
        {"GET / HTTP/1.1\r\nHost: h\r\nA: " + std::string(100000, 'a') + "\r\n\r\n", 431},
        {"GET /small HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n" + get_small, 400},
        {"GET /%FF HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    };
    ServedSite site;
    for (const Row& row : rows) {
        CAPTURE(row.bytes.substr(0, 60));
        Client client(site.address());
        client.send(row.bytes);
        const Answer answer = client.read();
        CHECK(answer.status == row.status);
        CHECK(answer.field("Connection") == "close");
        CHECK(client.at_end());
    }
    CHECK(Client(site.address()).ask(get_small).status == 200);
}

TEST_CASE("many clients on several threads all get their answers") {
    const int threads = GENERATE(1, 2, 4);
    ServedSite site({}, threads);
    const std::int64_t before = value_of(Counter::http_2xx);
    std::atomic<int> good{0};
    std::vector<std::thread> clients;
    for (int t = 0; t < 8; ++t) {
        clients.emplace_back([&site, &good] {
            for (int i = 0; i < 10; ++i) {
                Client client(site.address());
                for (int n = 0; n < 10; ++n) good += client.ask(get_small).body == "small" ? 1 : 0;
            }
        });
    }
    for (int i = 0; i < 200; ++i) site.put("/changing", std::to_string(i));
    for (auto& client : clients) client.join();
    CHECK(good == 800);
    CHECK(value_of(Counter::http_2xx) - before == 800);
    site.server().stop();
    CHECK(value_of(Counter::http_connections) == 0);
}

TEST_CASE("256 connections of one client are served at once") {
    ServedSite site;
    std::vector<Client> clients;
    for (int i = 0; i < 256; ++i) clients.emplace_back(site.address());
    for (Client& client : clients) REQUIRE(client.send(get_small));
    for (Client& client : clients) REQUIRE(client.read().status == 200);
}

TEST_CASE("a port that is taken is one line with the address and what to do") {
    ServedSite site;
    publish::Publication publication;
    const SystemClock clock;
    Options options;
    options.listen = {site.address()};
    const auto second = Server::start(options, publication, {}, clock);
    REQUIRE(second.has_error());
    CHECK(second.error().code == Errc::unavailable);
    CHECK(second.error().detail == "cannot listen on \"" + site.address() +
                                       "\": another program listens there already; stop it, or choose another port in "
                                       "[http] listen");
}

TEST_CASE("addresses that cannot be listened on are named") {
    struct Row {
        const char* where;
        Errc code;
    };
    const std::vector<Row> rows{
        {"", Errc::invalid_input},
        {"8080", Errc::invalid_input},
        {":8080", Errc::invalid_input},
        {"127.0.0.1", Errc::invalid_input},
        {"127.0.0.1:", Errc::invalid_input},
        {"127.0.0.1:x", Errc::invalid_input},
        {"::1:80", Errc::invalid_input},
        {"127.0.0.1:65536", Errc::invalid_input},
        {"127.0.0.1:-1", Errc::invalid_input},
        {"192.0.2.1:0", Errc::unavailable},
        {"[2001:db8::1]:0", Errc::unavailable},
        {"999.0.0.1:0", Errc::unavailable},
    };
    publish::Publication publication;
    const SystemClock clock;
    for (const Row& row : rows) {
        CAPTURE(row.where);
        Options options;
        options.listen = {row.where};
        const auto server = Server::start(options, publication, {}, clock);
        REQUIRE(server.has_error());
        CHECK(server.error().code == row.code);
        CHECK(server.error().detail.find("cannot listen on \"" + std::string(row.where) + "\": ") == 0);
        CHECK(server.error().detail.find('\n') == std::string::npos);
    }
}

TEST_CASE("several addresses are listened on, and named as bound") {
    publish::Publication publication;
    const SystemClock clock;
    Options options;
    options.listen = {"127.0.0.1:0", "localhost:0", "0.0.0.0:0"};
    const auto server = Server::start(options, publication, {}, clock).value();
    REQUIRE(server->addresses().size() >= 3);
    CHECK(server->addresses().front().find("127.0.0.1:") == 0);
    CHECK(server->addresses().front() != "127.0.0.1:0");
    CHECK(Client(server->addresses().front()).ask(get_small).status == 404);
    CHECK(Client(server->addresses().back()).ask(get_small).status == 404);
}
