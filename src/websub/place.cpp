#include "websub/place.hpp"

#include <algorithm>

namespace syndicated::websub {

void Breaker::failed(SteadyTime now) {
    if (++failures_ < trips_after) return;
    if (!open_until_) {
        pause_ = shortest;
    } else if (now >= *open_until_) {
        pause_ = std::min(pause_ * 2, longest);
    } else {
        return;  // one of those that were on their way when it tripped
    }
    open_until_ = now + pause_;
}

std::optional<SteadyTime> Breaker::closed_until(SteadyTime now) const {
    return open_until_ && now < *open_until_ ? open_until_ : std::nullopt;
}

double TokenBucket::level(SteadyTime now) const {
    const std::chrono::duration<double> gone = now - at_;
    return std::min(most_, tokens_ + std::max(0.0, gone.count()) * per_second_);
}

bool TokenBucket::take(SteadyTime now) {
    tokens_ = level(now);
    at_ = now;
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
}

SteadyTime TokenBucket::next(SteadyTime now) const {
    const double missing = 1 - level(now);
    if (missing <= 0) return now;
    return now + std::chrono::ceil<std::chrono::milliseconds>(std::chrono::duration<double>(missing / per_second_));
}

}  // namespace syndicated::websub
