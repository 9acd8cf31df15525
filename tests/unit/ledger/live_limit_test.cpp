#include "ledger/live_limit.hpp"

#include "support/ledger_builders.hpp"

#include <catch2/catch.hpp>

namespace syndicated::ledger {

using testing::at;

namespace {

struct Offered {
    std::int64_t at, bytes;
};

int taken(const FeedLimits& limits, const std::vector<Offered>& offers) {
    LiveLimit limit(limits);
    int out = 0;
    for (const auto& offer : offers) {
        if (!limit.takes(at(offer.at), offer.bytes)) break;
        ++out;
    }
    return out;
}

FeedLimits limits_of(std::int64_t entries, std::int64_t window, std::int64_t max_bytes) {
    FeedLimits out;
    out.entries = entries;
    out.window = std::chrono::seconds{window};
    out.max_bytes = max_bytes;
    return out;
}

}  // namespace

TEST_CASE("a live feed holds the newest entries or those of the window, whichever is more, within max_bytes") {
    const std::vector<Offered> offers{{0, 10}, {-10, 10}, {-20, 10}, {-30, 10}, {-40, 10}};
    CHECK(taken(limits_of(2, 0, 1000), offers) == 2);
    CHECK(taken(limits_of(2, 20, 1000), offers) == 3);  // the window's edge belongs to it
    CHECK(taken(limits_of(2, 19, 1000), offers) == 2);
    CHECK(taken(limits_of(50, 0, 1000), offers) == 5);
    CHECK(taken(limits_of(50, 0, 30), offers) == 3);
    CHECK(taken(limits_of(50, 0, 29), offers) == 2);
}

TEST_CASE("a live feed never shows nothing while there is an entry") {
    CHECK(taken(limits_of(2, 0, 5), {{0, 10}, {-1, 1}}) == 1);
    CHECK(taken(limits_of(0, 0, 0), {{0, 10}, {-1, 1}}) == 1);
    CHECK(taken(limits_of(2, 0, 5), {}) == 0);
}

TEST_CASE("an entry that does not fit ends the feed, so that no older one stands in its place") {
    CHECK(taken(limits_of(9, 0, 10), {{0, 5}, {-1, 50}, {-2, 1}}) == 1);
}

}  // namespace syndicated::ledger
