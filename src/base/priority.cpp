#include "syndicated/base/priority.hpp"

#include <sys/resource.h>
#include <unistd.h>

namespace syndicated {

void stand_back() {
    constexpr int niceness = 10;
    (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
}

}  // namespace syndicated
