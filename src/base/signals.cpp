#include "syndicated/base/signals.hpp"

#include <pthread.h>
#include <signal.h>

namespace syndicated {

void block_signals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

}  // namespace syndicated
