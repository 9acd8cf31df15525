#include "syndicated/base/priority.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <thread>

using namespace syndicated;

namespace {

int niceness() {
    return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));
}

}  // namespace

TEST_CASE("who stands back makes only its own thread nicer") {
    const int before = niceness();
    int there = 0;
    std::thread([&there] {
        stand_back(19);
        there = niceness();
    }).join();
    CHECK(there == 19);
    CHECK(niceness() == before);
}

TEST_CASE("who takes short turns is as nice as it was, and of the same policy") {
    int before = 0, after = 0, policy = -1;
    bool set = false;
    std::thread([&] {
        const sched_param none{};
        set = ::sched_setscheduler(0, SCHED_BATCH, &none) == 0;
        stand_back(std::min(niceness() + 3, 19));
        before = niceness();
        take_short_turns();
        after = niceness();
        policy = ::sched_getscheduler(0);
    }).join();
    REQUIRE(set);
    CHECK(before > 0);
    CHECK(after == before);
    CHECK(policy == SCHED_BATCH);
}
