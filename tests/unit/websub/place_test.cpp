// Breakers, tokens, and who goes first.
#include "websub/client_limit.hpp"
#include "websub/place_lane.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated::websub;
using namespace std::chrono_literals;

namespace {

const SteadyTime start{1000s};

const auto open_to_all = [](const Place&) -> std::optional<SteadyTime> { return std::nullopt; };

}  // namespace

TEST_CASE("a breaker trips after five attempts that find nobody, and tries again within 30 s") {
    Breaker breaker;
    for (int i = 0; i < 4; ++i) breaker.failed(start);
    CHECK_FALSE(breaker.closed_until(start));
    breaker.failed(start);
    CHECK(breaker.closed_until(start) == start + 2s);
    breaker.failed(start + 1s);  // one that was on its way
    CHECK(breaker.closed_until(start + 1s) == start + 2s);
    SteadyTime now = start + 2s;
    CHECK_FALSE(breaker.closed_until(now));
    CHECK(breaker.on_trial());
    for (const auto pause : {4s, 8s, 16s, 30s, 30s}) {
        breaker.failed(now);
        CHECK(breaker.closed_until(now) == now + pause);
        now += pause;
    }
    breaker.answered();
    CHECK_FALSE(breaker.on_trial());
    for (int i = 0; i < 4; ++i) breaker.failed(now);
    CHECK_FALSE(breaker.closed_until(now));
}

TEST_CASE("answers between failures keep a breaker open to all") {
    Breaker breaker;
    for (int i = 0; i < 100; ++i) {
        breaker.failed(start);
        if (i % 4 == 3) breaker.answered();
    }
    CHECK_FALSE(breaker.closed_until(start));
}

TEST_CASE("tokens come back with time, and never more than there were") {
    TokenBucket bucket(2, 0.5);
    CHECK(bucket.take(start));
    CHECK(bucket.take(start));
    CHECK_FALSE(bucket.take(start));
    CHECK(bucket.next(start) == start + 2s);
    CHECK(bucket.take(start + 2s));
    CHECK_FALSE(bucket.take(start + 2s));
    CHECK(bucket.is_full(start + 100s));
    CHECK(bucket.take(start + 1000s));
    CHECK(bucket.take(start + 1000s));
    CHECK_FALSE(bucket.take(start + 1000s));
}

TEST_CASE("clients are limited each by itself") {
    ClientLimit limit;
    CHECK_FALSE(limit.check(1, 1, start));
    CHECK(limit.check(1, 1, start) == 60s);
    CHECK_FALSE(limit.check(2, 1, start));
    CHECK_FALSE(limit.check(1, 1, start + 60s));
    CHECK_FALSE(limit.check(1, 0, start + 60s));
    for (std::uint64_t client = 10; client < 50'000; ++client) CHECK_FALSE(limit.check(client, 1, start + 60s));
}

TEST_CASE("places take turns, and none has more at once than it may") {
    Place a("a"), b("b");
    PlaceLane<int> lane(2, 3);
    for (int i = 0; i < 4; ++i) lane.push(a, i);
    lane.push(b, 10);
    std::vector<int> taken;
    const auto take = [&] {
        while (auto next = lane.take(start, open_to_all)) taken.push_back(next->second);
    };
    take();
    CHECK(taken == std::vector{0, 10, 1});
    lane.done(a);
    take();
    CHECK(taken == std::vector{0, 10, 1, 2});
    lane.done(b);
    take();
    CHECK(taken.size() == 4);  // b has nothing more, a has two on their way
    lane.done(a);
    take();
    CHECK(taken.back() == 3);
    CHECK(lane.waiting() == 0);
    CHECK(lane.in_flight() == 2);
}

TEST_CASE("a place that is closed holds up no other, and gets one through when it opens") {
    Place a("a"), b("b");
    PlaceLane<int> lane(4, 100);
    for (int i = 0; i < 3; ++i) lane.push(a, i);
    lane.push(b, 10);
    for (int i = 0; i < Breaker::trips_after; ++i) a.breaker.failed(start);
    const auto judge = [](SteadyTime now) {
        return [now](const Place& place) { return place.breaker.closed_until(now); };
    };
    CHECK(lane.take(start, judge(start))->second == 10);
    CHECK_FALSE(lane.take(start, judge(start)));
    CHECK(lane.next_opening() == start + 2s);
    const SteadyTime later = start + 2s;
    CHECK(lane.take(later, judge(later))->second == 0);
    CHECK_FALSE(lane.take(later, judge(later)));  // nobody knows whether it is back
    a.breaker.answered();
    lane.done(a);
    CHECK(lane.take(later, judge(later))->second == 1);
    CHECK(lane.take(later, judge(later))->second == 2);
}

TEST_CASE("who takes long makes room for others, at its own place for so many and on trial for none") {
    Place a("a"), b("b");
    PlaceLane<int> lane(2, 2);
    for (int i = 0; i < 100; ++i) lane.push(a, i);
    const auto judge = [](const Place& place) { return place.breaker.closed_until(start); };
    std::size_t taken = 0;
    while (lane.take(start, judge)) {
        lane.note_overtime(a);
        ++taken;
    }
    CHECK(taken == 64);
    lane.push(b, 100);
    CHECK(lane.take(start, judge)->second == 100);  // none of them is in its way
    lane.done_overtime(a);
    CHECK(lane.take(start, judge)->second == 64);
    lane.done(a);
    for (int i = 0; i < 63; ++i) lane.done_overtime(a);
    for (int i = 0; i < Breaker::trips_after; ++i) a.breaker.failed(start);
    const auto later = [](const Place& place) { return place.breaker.closed_until(start + 2s); };
    REQUIRE(lane.take(start + 2s, later));
    lane.note_overtime(a);
    CHECK_FALSE(lane.take(start + 2s, later));
}
