#include "syndicated/base/priority.hpp"

#include <sys/resource.h>
#include <unistd.h>
#include <catch2/catch.hpp>

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
        stand_back();
        there = niceness();
    }).join();
    CHECK(there == 19);
    CHECK(niceness() == before);
}

TEST_CASE("who comes at once is as nice as it was") {
    int there = 0;
    std::thread([&there] {
        (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 7);
        come_at_once();
        there = niceness();
    }).join();
    CHECK(there == 7);
}
