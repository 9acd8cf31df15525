#include "websub/delivery_rules.hpp"

#include "websub/retry.hpp"

#include <algorithm>

namespace syndicated::websub {

using std::chrono::milliseconds;

milliseconds retry_delay(int failures, milliseconds first_retry, double jitter) {
    milliseconds delay = first_retry;
    for (int i = 1; i < failures && delay < longest_delay; ++i) delay *= 2;
    const auto exact = static_cast<double>(std::min<milliseconds>(delay, longest_delay).count());
    const auto spread = static_cast<std::int64_t>(exact * (1.0 + jitter_share * std::clamp(jitter, -1.0, 1.0)));
    return std::min<milliseconds>(milliseconds(spread), longest_delay);
}

NextDelivery next_delivery(const Progress& before, Revision revision, const DeliveryAnswer& answer,
                           std::chrono::sys_time<milliseconds> now, milliseconds first_retry, double jitter) {
    NextDelivery next{before, DeliveryVerdict::taken, milliseconds(0), false};
    Progress& after = next.progress;
    after.last_answer = answer.text;
    if (answer.status >= 200 && answer.status < 300) {
        after.delivered = std::max(before.delivered, revision);
        after.attempts = 0;
        after.next_try = after.failing = {};
        return next;
    }
    if (answer.status == 410) {
        next.verdict = DeliveryVerdict::ended;
        return next;
    }
    next.verdict = DeliveryVerdict::again;
    after.attempts = before.attempts + 1;
    if (before.attempts == 0) after.failing = std::chrono::floor<std::chrono::seconds>(now);
    const auto asked = read_retry_after(answer.retry_after, now).value_or(std::chrono::seconds(0));
    next.told_to_wait = asked > std::chrono::seconds(0);
    next.delay = std::max<milliseconds>(retry_delay(after.attempts, first_retry, jitter), asked);
    after.next_try = std::chrono::ceil<std::chrono::seconds>(now + next.delay);
    return next;
}

}  // namespace syndicated::websub
