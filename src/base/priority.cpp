#include "syndicated/base/priority.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

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

}  // namespace

void stand_back(int niceness) {
    (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
}

void take_short_turns() {
    constexpr std::uint64_t slice_ns = 500'000;  // of a request are some 100 us
    Attributes wanted;
    wanted.nice = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));  // likewise
    wanted.runtime_ns = slice_ns;
    (void)::syscall(SYS_sched_setattr, 0, &wanted, 0);
}

}  // namespace syndicated
