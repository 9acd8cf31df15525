#include "syndicated/base/priority.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>

namespace syndicated {

namespace {

// sched_attr of sched_setattr(2), which glibc has from 2.41, and whose kernel header cannot be included beside glibc's.
struct Attributes {
    std::uint32_t size = sizeof(Attributes);
    std::uint32_t policy = 0;
    std::uint64_t flags = 0x08;  // SCHED_FLAG_KEEP_POLICY: what an administrator gave stays
    std::int32_t nice = 0;
    std::uint32_t priority = 0;
    std::uint64_t runtime_ns = 0;  // for SCHED_OTHER: the slice
    std::uint64_t deadline_ns = 0;
    std::uint64_t period_ns = 0;
};
static_assert(sizeof(Attributes) == 48, "SCHED_ATTR_SIZE_VER0");

void take_turns(std::chrono::nanoseconds slice) {
    Attributes wanted;
    wanted.nice = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));  // likewise
    wanted.runtime_ns = static_cast<std::uint64_t>(slice.count());
    (void)::syscall(SYS_sched_setattr, 0, &wanted, 0);
}

}  // namespace

void stand_back(int niceness) {
    (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
    take_turns(std::chrono::milliseconds{100});  // the longest that there are
}

void take_short_turns() {
    take_turns(std::chrono::microseconds{500});  // a request takes some 100
}

}  // namespace syndicated
