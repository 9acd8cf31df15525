#include "websub/delivery_rules.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated;
using namespace syndicated::websub;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

const std::chrono::sys_time<milliseconds> now{1741579591500ms};

NextDelivery after(int failures, const DeliveryAnswer& answer, milliseconds first = 2s, double jitter = 0) {
    Progress before;
    before.delivered = 3;
    before.attempts = failures;
    return next_delivery(before, 5, answer, now, first, jitter);
}

}  // namespace

TEST_CASE("what a subscriber takes is done, and it has failed no more") {
    for (const int status : {200, 202, 204, 299}) {
        const auto next = after(4, {status, std::to_string(status), ""});
        CHECK(next.verdict == DeliveryVerdict::taken);
        CHECK(next.progress.delivered == 5);
        CHECK(next.progress.attempts == 0);
        CHECK(next.progress.failing == sys_seconds{});
        CHECK(next.progress.last_answer == std::to_string(status));
    }
}

TEST_CASE("410 ends a subscription, everything else is tried again") {
    CHECK(after(0, {410, "410", ""}).verdict == DeliveryVerdict::ended);
    for (const int status : {0, 301, 302, 307, 400, 401, 403, 404, 409, 429, 500, 503}) {
        const auto next = after(0, {status, "x", ""});
        CHECK(next.verdict == DeliveryVerdict::again);
        CHECK(next.progress.delivered == 3);
        CHECK(next.progress.attempts == 1);
        CHECK(next.progress.failing == std::chrono::floor<std::chrono::seconds>(now));
    }
}

TEST_CASE("pauses double up to an hour, and are spread") {
    CHECK(after(0, {500, "", ""}).delay == 2s);
    CHECK(after(1, {500, "", ""}).delay == 4s);
    CHECK(after(5, {500, "", ""}).delay == 64s);
    CHECK(after(11, {500, "", ""}).delay == 3600s);
    CHECK(after(1000000, {500, "", ""}).delay == 3600s);
    CHECK(after(0, {500, "", ""}, 2s, 1).delay == 2400ms);
    CHECK(after(0, {500, "", ""}, 2s, -1).delay == 1600ms);
    CHECK(after(0, {500, "", ""}, 2s).progress.next_try == sys_seconds{1741579594s});
}

TEST_CASE("a subscriber that names a time is not asked before it") {
    CHECK(after(0, {503, "", "120"}).delay == 120s);
    CHECK(after(0, {503, "", "0"}).delay == 2s);
    CHECK(after(0, {503, "", "99999999"}).delay == 24h);
    CHECK(after(9, {503, "", "5"}).delay == 1024s);
}
