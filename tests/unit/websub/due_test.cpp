#include "websub/due.hpp"

#include "websub/retry.hpp"

#include <catch2/catch.hpp>

using namespace syndicated;
using namespace syndicated::websub;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

const Debounce debounce{500ms, 5000ms};
const sys_seconds wall_start{1741579591s};

Instants at(milliseconds since) {
    return {SteadyTime(100s) + since, wall_start + since};
}

// Published at instant 0, coded.
Topic topic(Revision revision) {
    Topic made;
    note(made, revision, true, at(0ms).steady, debounce);
    return made;
}

PingState state(Revision told, Revision tried, int attempts = 0) {
    PingState made;
    made.ping.told = told;
    made.ping.tried = tried;
    made.ping.attempts = attempts;
    return made;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a ping is due while the hub was told less than the feed's revision") {
    const struct {
        const char* what;
        Revision told;
        bool due;
    } rows[] = {{"never told", 0, true}, {"told less", 6, true}, {"told this one", 7, false}, {"told more", 8, false}};
    for (const auto& row : rows) {
        CAPTURE(row.what);
        Lane lane;
        if (row.told > 0) lane["t"] = state(row.told, row.told);
        const Plan plan = plan_lane({{"t", topic(7)}}, lane, debounce, at(1s), 4);
        CHECK(plan.topics == (row.due ? Names{"t"} : Names{}));
        CHECK(plan.untold == (row.due ? 1 : 0));
        CHECK_FALSE(plan.wait);
    }
}

TEST_CASE("a change waits for quiet") {
    const Topics topics{{"t", topic(7)}};
    Plan plan = plan_lane(topics, {}, debounce, at(0ms), 4);
    CHECK(plan.topics.empty());
    CHECK(plan.wait == 500ms);
    plan = plan_lane(topics, {}, debounce, at(499ms), 4);
    CHECK(plan.topics.empty());
    CHECK(plan.wait == 1ms);
    CHECK(plan_lane(topics, {}, debounce, at(500ms), 4).topics == Names{"t"});
}

TEST_CASE("changes that never pause are told of after the longest wait, once") {
    Topics topics;
    Lane lane;
    int sent = 0;
    Revision revision = 0;
    for (milliseconds time = 0ms; time < 20s; time += 100ms) {
        note(topics["t"], ++revision, true, at(time).steady, debounce);
        for (const std::string& name : plan_lane(topics, lane, debounce, at(time), 4).topics) {
            lane[name] = state(revision, revision);
            ++sent;
        }
    }
    CHECK(sent >= 3);
    CHECK(sent <= 4);
}

TEST_CASE("the same Snapshot seen again does not prolong the wait") {
    Topics topics{{"t", topic(7)}};
    note(topics["t"], 7, true, at(400ms).steady, debounce);
    CHECK(plan_lane(topics, {}, debounce, at(500ms), 4).topics == Names{"t"});
}

TEST_CASE("what is settled leaves when every coding is there, or when they are not there for long") {
    Topics topics{{"t", topic(7)}};
    const Lane lane{{"t", state(7, 7)}};
    note(topics["t"], 8, false, at(10s).steady, {0ms, 0ms});
    Plan plan = plan_lane(topics, lane, {0ms, 0ms}, at(10s), 4);
    CHECK(plan.topics.empty());
    CHECK(plan.wait == 1s);
    CHECK(plan.untold == 1);
    SECTION("they come") {
        note(topics["t"], 8, true, at(10s + 50ms).steady, {0ms, 0ms});
        CHECK(plan_lane(topics, lane, {0ms, 0ms}, at(10s + 50ms), 4).topics == Names{"t"});
    }
    SECTION("they do not come") {
        CHECK(plan_lane(topics, lane, {0ms, 0ms}, at(11s), 4).topics == Names{"t"});
    }
}

TEST_CASE("changes that come faster than codings are made are told as often as any others") {
    Topics topics{{"t", topic(7)}};
    const Lane lane{{"t", state(7, 7)}};
    for (Revision revision = 8; revision < 160; ++revision) {
        const milliseconds now = 10s + 50ms * (revision - 8);
        note(topics["t"], revision, false, at(now).steady, debounce);
        CHECK(plan_lane(topics, lane, debounce, at(now), 4).topics == (now >= 15s ? Names{"t"} : Names{}));
    }
}

TEST_CASE("what is in flight is not sent twice; a change meanwhile needs a further ping") {
    Topics topics{{"t", topic(7)}};
    Lane lane{{"t", state(6, 6)}};
    lane["t"].in_flight = true;
    CHECK(plan_lane(topics, lane, debounce, at(1s), 4).topics.empty());
    note(topics["t"], 8, true, at(1s).steady, debounce);
    CHECK(plan_lane(topics, lane, debounce, at(2s), 4).topics.empty());
    lane["t"] = state(7, 7);  // the one in flight was for 7
    CHECK(plan_lane(topics, lane, debounce, at(2s), 4).topics == Names{"t"});
}

TEST_CASE("a repeated attempt waits for its instant, a newer revision does not") {
    Topics topics{{"t", topic(7)}};
    Lane lane{{"t", state(6, 7, 5)}};
    lane["t"].retry_at = at(30s).steady;
    Plan plan = plan_lane(topics, lane, debounce, at(10s), 4);
    CHECK(plan.topics.empty());
    CHECK(plan.wait == 20s);
    CHECK(plan_lane(topics, lane, debounce, at(30s), 4).topics == Names{"t"});

    note(topics["t"], 8, true, at(11s).steady, debounce);
    plan = plan_lane(topics, lane, debounce, at(11s), 4);
    CHECK(plan.topics.empty());
    CHECK(plan.wait == 500ms);
    CHECK(plan_lane(topics, lane, debounce, at(11500ms), 4).topics == Names{"t"});
}

TEST_CASE("after a restart the recorded instant counts") {
    const Topics topics{{"t", topic(7)}};
    Lane lane{{"t", state(6, 7, 3)}};
    lane["t"].ping.next_try = wall_start + 8s;
    Plan plan = plan_lane(topics, lane, debounce, at(1s), 4);
    CHECK(plan.topics.empty());
    CHECK(plan.wait == 7s);
    CHECK(plan_lane(topics, lane, debounce, at(8s), 4).topics == Names{"t"});
}

TEST_CASE("an instant out of reach means that the clock was set back, and is not waited for") {
    const Topics topics{{"t", topic(7)}};
    Lane lane{{"t", state(6, 7, 3)}};
    lane["t"].ping.next_try = wall_start + 24h * 365;
    CHECK(plan_lane(topics, lane, debounce, at(1s), 4).topics == Names{"t"});
    lane["t"].ping.next_try = wall_start + longest_retry_after + 1s;  // as far as the retry rule goes
    CHECK(plan_lane(topics, lane, debounce, at(0ms), 4).topics.empty());
}

TEST_CASE("what was given up rests until the feed changes") {
    Topics topics{{"t", topic(7)}};
    Lane lane{{"t", state(6, 7, 3)}};
    lane["t"].ping.given_up = true;
    Plan plan = plan_lane(topics, lane, debounce, at(1h), 4);
    CHECK(plan.topics.empty());
    CHECK_FALSE(plan.wait);
    CHECK(plan.untold == 1);
    note(topics["t"], 8, true, at(1h).steady, debounce);
    CHECK(plan_lane(topics, lane, debounce, at(1h + 500ms), 4).topics == Names{"t"});
}

TEST_CASE("a hub that lags behind is not put off by the next burst") {
    Topics topics{{"t", topic(7)}};
    const Lane lane{{"t", state(6, 6)}};
    note(topics["t"], 8, true, at(10s).steady, debounce);  // 7 was never sent: the lane was full
    CHECK(plan_lane(topics, lane, debounce, at(10s), 4).topics == Names{"t"});
    // One that knows 7 waits for the new burst to end.
    CHECK(plan_lane(topics, {{"t", state(7, 7)}}, debounce, at(10s), 4).wait == 500ms);
}

TEST_CASE("first attempts go before repeated ones, the longest waiting first, as many as there are slots") {
    Topics topics;
    note(topics["a"], 1, true, at(30ms).steady, debounce);
    note(topics["b"], 1, true, at(10ms).steady, debounce);
    note(topics["c"], 1, true, at(20ms).steady, debounce);
    note(topics["d"], 1, true, at(0ms).steady, debounce);
    note(topics["e"], 1, true, at(0ms).steady, debounce);
    Lane lane{{"d", state(0, 1, 1)}, {"e", state(0, 1, 1)}};
    lane["d"].retry_at = at(3s).steady;
    lane["e"].retry_at = at(2s).steady;
    CHECK(plan_lane(topics, lane, debounce, at(4s), 9).topics == Names{"b", "c", "a", "e", "d"});
    CHECK(plan_lane(topics, lane, debounce, at(4s), 2).topics == Names{"b", "c"});
    const Plan none = plan_lane(topics, lane, debounce, at(4s), 0);
    CHECK(none.topics.empty());
    CHECK(none.untold == 5);
}

TEST_CASE("pings of feeds that are gone are left alone") {
    const Plan plan = plan_lane({{"m", topic(2)}}, {{"a", state(0, 1, 1)}, {"z", state(0, 1, 1)}}, debounce, at(1s), 4);
    CHECK(plan.topics == Names{"m"});
    CHECK(plan.untold == 1);
}

TEST_CASE("without debounce a change is told at once") {
    const Debounce none{0ms, 0ms};
    Topic made;
    note(made, 1, true, at(0ms).steady, none);
    CHECK(plan_lane({{"t", made}}, {}, none, at(0ms), 4).topics == Names{"t"});
}
