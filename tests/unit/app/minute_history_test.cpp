#include "app/minute_history.hpp"

#include <catch2/catch.hpp>

#include <chrono>

namespace syndicated::app {

namespace {

using namespace std::chrono_literals;

constexpr MinuteHistory::Time start{};

}  // namespace

TEST_CASE("the minute that runs is there from the beginning, and what was before the start is not") {
    MinuteHistory history(start, {100, 10, 1});
    CHECK(history.last_hour({103, 12, 1}) == std::vector<MinuteCounts>{{3, 2, 0}});
}

TEST_CASE("each minute has what was gained in it") {
    MinuteHistory history(start, {});
    history.look(start + 59s, {5, 0, 0});
    history.look(start + 60s, {6, 1, 0});
    history.look(start + 61s, {7, 1, 0});
    history.look(start + 120s, {10, 1, 2});
    CHECK(history.last_hour({11, 1, 2}) == std::vector<MinuteCounts>{{6, 1, 0}, {4, 0, 2}, {1, 0, 0}});
}

TEST_CASE("minutes in which nobody looked are empty, and begin when they would have") {
    MinuteHistory history(start, {});
    history.look(start + 200s, {9, 0, 0});
    history.look(start + 239s, {11, 0, 0});
    CHECK(history.last_hour({11, 0, 0}) == std::vector<MinuteCounts>{{9, 0, 0}, {}, {}, {2, 0, 0}});
    history.look(start + 240s, {11, 0, 0});
    CHECK(history.last_hour({11, 0, 0}).size() == 5);
}

TEST_CASE("only the last hour is kept, however long it went on or slept") {
    MinuteHistory history(start, {});
    for (int minute = 1; minute <= 150; ++minute) history.look(start + minute * 1min, {minute, 0, 0});
    auto hour = history.last_hour({150, 0, 0});
    REQUIRE(hour.size() == MinuteHistory::minutes);
    for (std::size_t i = 0; i + 1 < hour.size(); ++i) CHECK(hour[i].requests == 1);
    CHECK(hour.back().requests == 0);
    history.look(start + 1'000'000min, {155, 0, 0});
    hour = history.last_hour({156, 0, 0});
    REQUIRE(hour.size() == MinuteHistory::minutes);
    CHECK(hour[0] == MinuteCounts{});
    CHECK(hour.back().requests == 1);
}

TEST_CASE("totals that are older than the minute are no loss") {
    MinuteHistory history(start, {});
    history.look(start + 60s, {5, 5, 5});
    CHECK(history.last_hour({4, 3, 2}).back() == MinuteCounts{});
}

}  // namespace syndicated::app
