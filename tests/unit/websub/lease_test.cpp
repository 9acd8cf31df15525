#include "websub/lease.hpp"

#include <catch2/catch.hpp>

using namespace syndicated::websub;
using namespace std::chrono_literals;

TEST_CASE("leases are granted within limits, and spread") {
    const LeaseLimits limits{300s, 864000s, 2592000s};
    CHECK(grant_lease(std::nullopt, limits, 0) == 864000s);
    CHECK(grant_lease(7200s, limits, 0) == 7200s);
    CHECK(grant_lease(7200s, limits, 1) == 6840s);
    CHECK(grant_lease(1s, limits, 1) == 300s);
    CHECK(grant_lease(0s, limits, 0) == 864000s);
    CHECK(grant_lease(1000000000s, limits, 0) == 2592000s);
    CHECK(grant_lease(std::nullopt, limits, 0.5) == 842400s);
    CHECK(grant_lease(std::nullopt, {600s, 300s, 100s}, 0) == 600s);  // the settings contradict each other
}
