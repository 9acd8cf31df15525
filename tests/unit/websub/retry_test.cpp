#include "websub/retry.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace syndicated;
using namespace syndicated::websub;
using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const std::chrono::sys_time<milliseconds> now{1741579591s + 250ms};  // 2025-03-10T04:06:31.25Z

Answer status(int code, std::string retry_after = "") {
    return {code, false, std::to_string(code), std::move(retry_after)};
}

Answer no_answer() {
    return {0, false, "the connection was refused", ""};
}

Ping after(int attempts, Revision revision = 7) {
    Ping ping{"http://hub/", "http://site/all.rss", 3, revision, attempts, {}, false, ""};
    return ping;
}

}  // namespace

TEST_CASE("any 2xx means that the hub knows the revision, and the slate is clean") {
    for (const int code : {200, 201, 202, 204, 207, 299}) {
        CAPTURE(code);
        Ping before = after(5);
        before.next_try = sys_seconds(99s);
        before.given_up = true;
        const Next next = next_state(before, 7, status(code), now, 0);
        CHECK(next.verdict == Verdict::accepted);
        CHECK(next.ping ==
              Ping{"http://hub/", "http://site/all.rss", 7, 7, 0, sys_seconds{}, false, std::to_string(code)});
    }
}

TEST_CASE("a late success for an old revision takes nothing back") {
    Ping before = after(0);
    before.told = 9;
    CHECK(next_state(before, 7, status(204), now, 0).ping.told == 9);
}

TEST_CASE("what passes is tried again for ever, after 2 seconds and twice as long each time, an hour at most") {
    const struct {
        int attempts_before;
        seconds delay;
    } rows[] = {{0, 2s}, {1, 4s}, {2, 8s}, {3, 16s}, {9, 1024s}, {10, 2048s}, {11, 3600s}, {12, 3600s}, {5000, 3600s}};
    const Answer answers[] = {no_answer(), status(500), status(502), status(503),
                              status(599), status(408), status(425), status(429)};
    for (const Answer& answer : answers) {
        for (const auto& row : rows) {
            CAPTURE(answer.text, row.attempts_before);
            const Next next = next_state(after(row.attempts_before), 7, answer, now, 0);
            CHECK(next.verdict == Verdict::again);
            CHECK(next.delay == row.delay);
            CHECK(next.ping.attempts == row.attempts_before + 1);
            CHECK(next.ping.next_try == sys_seconds(1741579592s) + row.delay);  // never before the delay is over
            CHECK_FALSE(next.ping.given_up);
            CHECK(next.ping.told == 3);
            CHECK(next.ping.last_answer == answer.text);
        }
    }
}

TEST_CASE("jitter moves a delay by a fifth at most, and never over the hour") {
    CHECK(next_state(after(0), 7, no_answer(), now, -1).delay == 1600ms);
    CHECK(next_state(after(0), 7, no_answer(), now, 1).delay == 2400ms);
    CHECK(next_state(after(3), 7, no_answer(), now, 0.5).delay == 17600ms);
    CHECK(next_state(after(20), 7, no_answer(), now, 1).delay == 3600s);
    CHECK(next_state(after(20), 7, no_answer(), now, -1).delay == 2880s);
    CHECK(next_state(after(0), 7, no_answer(), now, 12).delay == 2400ms);
}

TEST_CASE("a hub that refuses is asked three times, then at the next revision") {
    for (const int code : {300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 410, 413, 422, 451, 101}) {
        CAPTURE(code);
        const Next first = next_state(after(0), 7, status(code), now, 0);
        CHECK(first.verdict == Verdict::again);
        CHECK(first.delay == 2s);
        const Next second = next_state(first.ping, 7, status(code), now, 0);
        CHECK(second.verdict == Verdict::again);
        CHECK(second.delay == 4s);
        const Next third = next_state(second.ping, 7, status(code), now, 0);
        CHECK(third.verdict == Verdict::given_up);
        CHECK(third.ping.given_up);
        CHECK(third.ping.attempts == 3);
        CHECK(third.ping.told == 3);

        const Next newer = next_state(third.ping, 8, status(code), now, 0);
        CHECK(newer.verdict == Verdict::again);
        CHECK(newer.ping.tried == 8);
        CHECK(newer.ping.attempts == 1);
        CHECK_FALSE(newer.ping.given_up);
        CHECK(newer.delay == 2s);
    }
}

TEST_CASE("an address that can't be asked counts as a refusal, whatever its last status was") {
    const Answer answer{307, true, "more than 5 redirects", ""};
    CHECK(next_state(after(2), 7, answer, now, 0).verdict == Verdict::given_up);
    const Answer never_sent{0, true, "no http(s) URL", ""};
    CHECK(next_state(after(2), 7, never_sent, now, 0).verdict == Verdict::given_up);
}

TEST_CASE("Retry-After puts the next attempt off, never forward") {
    CHECK(next_state(after(0), 7, status(503, "120"), now, 0).delay == 120s);
    CHECK(next_state(after(0), 7, status(429, "120"), now, -1).delay == 120s);
    CHECK(next_state(after(0), 7, status(503, "120"), now, 0).ping.next_try == sys_seconds(1741579712s));
    CHECK(next_state(after(4), 7, status(503, "1"), now, 0).delay == 32s);
    CHECK(next_state(after(0), 7, status(503, "0"), now, 0).delay == 2s);
    CHECK(next_state(after(0), 7, status(503, "soon"), now, 0).delay == 2s);
    CHECK(next_state(after(0), 7, status(404, "60"), now, 0).delay == 60s);
    CHECK(next_state(after(0), 7, status(503, "7200"), now, 0).delay == 7200s);
}

TEST_CASE("Retry-After is a number of seconds or a date, and bounded") {
    const struct {
        const char* value;
        std::optional<seconds> expected;
    } rows[] = {
        {"0", 0s},
        {" 17 ", 17s},
        {"86400", 86400s},
        {"86401", 86400s},
        {"99999999999999999999999999999999", 86400s},
        {"Mon, 10 Mar 2025 04:07:31 GMT", 60s},
        {"Monday, 10-Mar-25 04:07:31 GMT", 60s},
        {"Mon Mar 10 04:07:31 2025", 60s},
        {"Mon, 10 Mar 2025 04:06:32 GMT", 1s},
        {"Mon, 10 Mar 2025 04:06:31 GMT", 0s},
        {"Sun, 09 Mar 2025 04:06:31 GMT", 0s},
        {"Mon, 10 Mar 2035 04:06:31 GMT", 86400s},
        {"", std::nullopt},
        {"-5", std::nullopt},
        {"12 s", std::nullopt},
        {"later", std::nullopt},
    };
    for (const auto& row : rows) {
        CAPTURE(row.value);
        CHECK(read_retry_after(row.value, now) == row.expected);
    }
}

TEST_CASE("only the redirects that keep the method are followed") {
    for (int code = 100; code < 600; ++code) CHECK(repeats_elsewhere(code) == (code == 307 || code == 308));
}
