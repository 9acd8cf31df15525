#include "http/head_end.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated::http;
using State = HeadEnd::State;

namespace {

constexpr std::size_t header_limit = 1000;
constexpr std::size_t target_limit = 500;

struct Outcome {
    State state;
    int status;
    std::string head;
};

Outcome look_at_once(const std::string& bytes) {
    HeadEnd end(header_limit, target_limit);
    const State state = end.look(bytes);
    const bool complete = state == State::complete;
    return {state, end.status(), complete ? bytes.substr(0, end.end()) : ""};
}

Outcome look_byte_by_byte(const std::string& bytes) {
    HeadEnd end(header_limit, target_limit);
    for (std::size_t n = 0; n <= bytes.size(); ++n) {
        const State state = end.look(std::string_view(bytes).substr(0, n));
        if (state == State::complete) return {state, end.status(), bytes.substr(0, end.end())};
        if (state == State::refused) return {state, end.status(), ""};
    }
    return {State::more, 0, ""};
}

}  // namespace

TEST_CASE("the end of a head is found, however its bytes come") {
    const std::string head = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    for (const std::string behind : {"", "\r\n", "GET / HTTP/1.1\r\n", "body"}) {
        const std::string bytes = head + behind;
        CAPTURE(bytes);
        for (const Outcome& outcome : {look_at_once(bytes), look_byte_by_byte(bytes)}) {
            CHECK(outcome.state == State::complete);
            CHECK(outcome.head == head);
        }
    }
    CHECK(look_at_once("GET / HTTP/1.1\r\n\r\n").head == "GET / HTTP/1.1\r\n\r\n");
    for (std::size_t n = 0; n < head.size(); ++n) CHECK(look_at_once(head.substr(0, n)).state == State::more);
}

TEST_CASE("what can never become a request is refused before its end, and however its bytes come") {
    struct Row {
        std::string bytes;
        int status;
    };
    const std::vector<Row> rows{
        {"\x16\x03\x01", 400},
        {std::string("\0", 1), 400},
        {" GET / HTTP/1.1\r\n", 400},
        {"GET /\r\n", 400},
        {"GET\r\n", 400},
        {"GET / HTTP/1.1\n", 400},
        {"\n", 400},
        {"\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: h\n", 400},
        {"GET / HTTP/1.1\r\nHost: h\r\n folded\r\n", 400},
        {"GET / HTTP/1.1\r\n\tfolded\r\n", 400},
        {"GET / HTTP/2.0\r\n", 505},
        {"PRI * HTTP/2.0\r\n", 505},
        {"GET / HTTP/0.9\r\n", 505},
        {"GET / HTTP/11\r\n", 400},
        {"GET / HTTP/1.11\r\n", 400},
        {"GET / FTP/1.1\r\n", 400},
        {"SSH-2.0-OpenSSH_9.2p1 Debian\r\n", 400},
        {std::string(100, 'A'), 400},
        {"GET /" + std::string(target_limit, 'a') + " HTTP/1.1\r\n", 414},
        {"GET /" + std::string(target_limit + 20, 'a'), 414},
        {"GET /" + std::string(2 * header_limit, 'a'), 414},
        {"GET / HTTP/1.1\r\nA: " + std::string(header_limit, 'a'), 431},
        {"GET / HTTP/1.1\r\nA: " + std::string(header_limit, 'a') + "\r\n\r\n", 431},
    };
    for (const Row& row : rows) {
        CAPTURE(row.bytes.substr(0, 60));
        for (const Outcome& outcome : {look_at_once(row.bytes), look_byte_by_byte(row.bytes)}) {
            CHECK(outcome.state == State::refused);
            CHECK(outcome.status == row.status);
        }
    }
}

TEST_CASE("limits are what is still let through") {
    const std::string longest = "GET /" + std::string(target_limit - 1, 'a') + " HTTP/1.1\r\n\r\n";
    CHECK(look_at_once(longest).state == State::complete);
    CHECK(look_byte_by_byte(longest).state == State::complete);
    const std::string start = "GET / HTTP/1.1\r\nA: ";
    const std::string largest = start + std::string(header_limit - start.size() - 4, 'a') + "\r\n\r\n";
    REQUIRE(largest.size() == header_limit);
    CHECK(look_byte_by_byte(largest).state == State::complete);
    CHECK(look_byte_by_byte(start + "a" + largest.substr(start.size())).status == 431);
}
