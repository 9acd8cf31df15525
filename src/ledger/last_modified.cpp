#include "ledger/last_modified.hpp"

namespace syndicated::ledger {

sys_seconds next_last_modified(std::optional<sys_seconds> previous, sys_seconds now, bool previous_was_sent) {
    if (!previous || now > *previous) return now;
    return previous_was_sent ? *previous + std::chrono::seconds{1} : *previous;
}

void SentHeaders::see(sys_seconds now) {
    if (now < highest_) unsent_.clear();
    highest_ = now;
}

}  // namespace syndicated::ledger
