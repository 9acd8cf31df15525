#include "websub/announce_rules.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace syndicated;
using namespace syndicated::websub;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

const Instants now{SteadyTime(1h), std::chrono::sys_time<milliseconds>(1741579591s)};
const Debounce debounce{500ms, 5000ms};

// Number 7 waits; it came `ago`.
Topic waiting(milliseconds ago = 1s) {
    Topic out;
    note(out, 7, true, now.steady - ago, debounce);
    return out;
}

PingState told(Revision revision) {
    PingState out;
    out.ping.told = revision;
    return out;
}

Next after(const Ping& ping, int status, Revision last = 7, Revision newest = 7, std::chrono::seconds pause = 0s) {
    return after_announcing(ping, {last, newest}, {status, false, std::to_string(status), ""}, pause, now.wall, 0);
}

}  // namespace

TEST_CASE("what waits leaves when the burst is over") {
    CHECK_FALSE(announce_in(told(7), waiting(), debounce, now));
    CHECK_FALSE(announce_in(told(0), Topic{}, debounce, now));
    CHECK(announce_in(told(6), waiting(200ms), debounce, now) == 300ms);
    CHECK(announce_in(told(6), waiting(1s), debounce, now).value() <= 0ms);
}

TEST_CASE("a service in trouble is not asked sooner because more came") {
    PingState state = told(3);
    state.ping = after(state.ping, 503, 5, 5).ping;
    CHECK(announce_in(state, waiting(), debounce, now) == 2000ms);
    const Next second = after(state.ping, 503);
    CHECK(second.delay == 4s);
    CHECK(second.ping.attempts == 2);
    CHECK(second.ping.told == 3);
    state.retry_at = now.steady + 1500ms;  // this process decided it, to the millisecond
    CHECK(announce_in(state, waiting(), debounce, now) == 1500ms);
}

TEST_CASE("a wall clock that was set back holds nothing up for longer than a day") {
    PingState state = told(3);
    state.ping.attempts = 1;
    state.ping.next_try = std::chrono::floor<std::chrono::seconds>(now.wall) + 24h;
    CHECK(announce_in(state, waiting(), debounce, now) == 24h);
    state.ping.next_try += 1h;
    CHECK(announce_in(state, waiting(), debounce, now) == 0ms);
}

TEST_CASE("a success tells up to the last of the batch, and the rest follows at once") {
    PingState state = told(3);
    state.ping.attempts = 2;
    state.ping.tried = 5;
    state.ping = after(state.ping, 202, 5, 7).ping;
    CHECK(state.ping.told == 5);
    CHECK(state.ping.attempts == 0);
    CHECK(state.ping.next_try == sys_seconds{});
    CHECK(announce_in(state, waiting(), debounce, now).value() <= 0ms);
}

TEST_CASE("a success may be followed by a pause") {
    PingState state = told(3);
    state.ping = after(state.ping, 200, 5, 7, 3600s).ping;
    CHECK(state.ping.told == 5);
    CHECK(announce_in(state, waiting(), debounce, now) == 3600s);
    CHECK_FALSE(announce_in(told(7), waiting(), debounce, now));
}

TEST_CASE("a service that says when it has room again is asked then, however often it was asked") {
    PingState state = told(3);
    state.ping.attempts = 20;
    state.ping.tried = 7;
    const Next next = after(state.ping, 429, 7, 7, 600s);
    CHECK(next.verdict == Verdict::again);
    CHECK(next.delay == 600s);
    state.ping = next.ping;
    CHECK(announce_in(state, waiting(), debounce, now) == 600s);
    CHECK(after(state.ping, 429).delay == 4s);
}

TEST_CASE("a refusal ends after three attempts, until an hour has passed and more has come") {
    PingState state = told(3);
    state.ping = after(state.ping, 403, 5, 5).ping;
    state.ping = after(state.ping, 403, 6, 6).ping;  // more came in between: it counts on
    const Next third = after(state.ping, 403, 6, 6);
    CHECK(third.verdict == Verdict::given_up);
    CHECK(third.ping.given_up);
    CHECK(third.ping.attempts == 3);
    state.ping = third.ping;
    Topic nothing_new;
    note(nothing_new, 6, true, now.steady - 1s, debounce);
    Instants tomorrow = now;
    tomorrow.wall += 24h;
    tomorrow.steady += 24h;
    CHECK_FALSE(announce_in(state, nothing_new, debounce, tomorrow));
    CHECK(announce_in(state, waiting(), debounce, now) == 1h);
    CHECK(announce_in(state, waiting(), debounce, tomorrow).value() <= 0ms);

    const Next anew = after(state.ping, 403);
    CHECK(anew.verdict == Verdict::again);
    CHECK(anew.ping.attempts == 1);
    CHECK_FALSE(anew.ping.given_up);
}

TEST_CASE("a request that may have been too large is halved, one that was taken restores it") {
    for (const int status : {0, 400, 413, 422}) {
        CAPTURE(status);
        CHECK(room_after(status, 1000, 2000, 10'000) == 500);
        CHECK(room_after(status, 1, 2000, 10'000) == 1);
    }
    for (const int status : {403, 429, 500, 503}) CHECK(room_after(status, 1000, 2000, 10'000) == 2000);
    CHECK(room_after(200, 500, 500, 10'000) == 10'000);
    CHECK(room_after(202, 500, 500, 10'000) == 10'000);
}

TEST_CASE("who is forgiven is asked at once, and has three attempts again") {
    PingState state = told(3);
    state.ping = after(after(after(state.ping, 403).ping, 403).ping, 403).ping;
    REQUIRE(state.ping.given_up);
    state.retry_at = now.steady + 1h;
    forgive(state);
    CHECK(announce_in(state, waiting(), debounce, now).value() <= 0ms);
    CHECK(after(state.ping, 403).ping.attempts == 1);
}
