#include "http/body_skipper.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated::http;
using State = BodySkipper::State;

namespace {

constexpr std::uint64_t limit = 100;

Request with(Framing framing, std::uint64_t bytes = 0) {
    Request request;
    request.framing = framing;
    request.body_bytes = bytes;
    return request;
}

struct Outcome {
    State state;
    std::string left;
};

Outcome skip(const Request& request, const std::string& bytes, std::size_t step) {
    BodySkipper body(request, limit);
    std::string_view rest = bytes;
    while (body.state() == State::more && !rest.empty()) {
        std::string_view piece = rest.substr(0, step);
        const std::size_t before = piece.size();
        body.skip(piece);
        rest.remove_prefix(before - piece.size());
    }
    return {body.state(), std::string(rest)};
}

}  // namespace

TEST_CASE("a body of known length is skipped and nothing behind it") {
    CHECK(BodySkipper(with(Framing::none), limit).state() == State::done);
    CHECK(BodySkipper(with(Framing::length, 0), limit).state() == State::done);
    CHECK(BodySkipper(with(Framing::length, limit), limit).state() == State::more);
    CHECK(BodySkipper(with(Framing::length, limit + 1), limit).state() == State::too_large);
    CHECK(BodySkipper(with(Framing::length, ~0ULL), limit).state() == State::too_large);
    for (const std::size_t step : {1UL, 3UL, 100UL}) {
        const Outcome outcome = skip(with(Framing::length, 5), "helloGET", step);
        CHECK(outcome.state == State::done);
        CHECK(outcome.left == "GET");
        CHECK(skip(with(Framing::length, 5), "hell", step).state == State::more);
    }
}

TEST_CASE("a chunked body is skipped and nothing behind it") {
    const auto body =
        GENERATE(as<std::string>(), "0\r\n\r\n", "000\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n",
                 "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", "5;ext=1;b=\"x\"\r\nhello\r\n0;last\r\n\r\n",
                 "5 ;e\r\nhello\r\n0\r\n\r\n", "5 \t;e\r\nhello\r\n0\r\n\r\n", "0\r\nTrailer: x\r\nB:\r\n\r\n",
                 "2\r\n\r\n\r\n0\r\n\r\n");
    CAPTURE(body);
    for (const std::size_t step : {1UL, 3UL, 100UL}) {
        const Outcome outcome = skip(with(Framing::chunked), body + "GET /", step);
        CHECK(outcome.state == State::done);
        CHECK(outcome.left == "GET /");
    }
    for (std::size_t n = 0; n < body.size(); ++n) {
        CHECK(skip(with(Framing::chunked), body.substr(0, n), 7).state == State::more);
    }
}

TEST_CASE("malformed chunks are refused") {
    const auto body =
        GENERATE(as<std::string>(), "\r\n", "x\r\n", "-1\r\n", "+1\r\n", "0x1\r\n", " 5\r\nhello\r\n", "5\nhello\n",
                 "5\r\nhello0\r\n", "5\r\nhello\n0\r\n\r\n", "5\r\nhello\r\r\n", "5\rhello", ";\r\n", "5g\r\nhello",
                 "0\r\n\n", "0\r\n\r\r", "0\r\nA: b\n\r\n", "5;a\nhello\r\n", "5\r\nhello\r\n\r\n", "5 x\r\nhello\r\n",
                 "5 \r\nhello\r\n", "0\r\nGET / HTTP/1.1\r\n\r\n", "0\r\nA\r\n\r\n", "0\r\nA : b\r\n\r\n",
                 "0\r\nA: b\r\n c\r\n\r\n", "0\r\n: b\r\n\r\n");
    CAPTURE(body);
    for (const std::size_t step : {1UL, 100UL})
        CHECK(skip(with(Framing::chunked), body, step).state == State::malformed);
}

TEST_CASE("chunks, their extensions and trailers end at the limit") {
    std::string many;
    for (int i = 0; i < 60; ++i) many += "1\r\na\r\n";
    const std::vector<std::string> bodies{
        "65\r\n",
        "ffffffffffffffff\r\n",
        "10000000000000000000\r\n",
        std::string(200, '0'),
        "1;" + std::string(200, 'x'),
        "0\r\nA: " + std::string(200, 'x'),
        many,
    };
    for (const std::string& body : bodies) {
        CAPTURE(body);
        for (const std::size_t step : {1UL, 1000UL}) {
            CHECK(skip(with(Framing::chunked), body, step).state == State::too_large);
        }
    }
}
