#include "websub/retry.hpp"

#include "syndicated/base/text.hpp"

#include <curl/curl.h>

#include <algorithm>

namespace syndicated::websub {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// The hub may take the same ping later.
bool passes(const Answer& answer) {
    if (answer.unusable) return false;
    const int status = answer.status;
    return status == 0 || status >= 500 || status == 408 || status == 425 || status == 429;
}

milliseconds delay_after(int attempts, double jitter) {
    seconds delay = first_delay;
    for (int i = 1; i < attempts && delay < longest_delay; ++i) delay *= 2;
    delay = std::min(delay, longest_delay);
    const auto exact = static_cast<double>(milliseconds(delay).count());
    const auto spread = static_cast<std::int64_t>(exact * (1.0 + jitter_share * std::clamp(jitter, -1.0, 1.0)));
    return std::min<milliseconds>(milliseconds(spread), longest_delay);
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<seconds> read_retry_after(std::string_view value, std::chrono::sys_time<milliseconds> now) {
    const std::string text(trim(value));
    if (all_digits(text)) {
        std::int64_t count = 0;
        for (const char c : text) count = std::min<std::int64_t>(count * 10 + (c - '0'), longest_retry_after.count());
        return seconds(count);
    }
    const time_t date = text.empty() ? -1 : curl_getdate(text.c_str(), nullptr);
    if (date == -1) return std::nullopt;
    const auto wait = std::chrono::ceil<seconds>(sys_seconds(seconds(date)) - now);
    return std::clamp(wait, seconds(0), longest_retry_after);
}

Next next_state(const Ping& ping, Revision revision, const Answer& answer, std::chrono::sys_time<milliseconds> now,
                double jitter) {
    Next next{ping, Verdict::accepted, milliseconds(0)};
    Ping& after = next.ping;
    const int attempts = (ping.tried == revision ? ping.attempts : 0) + 1;
    after.tried = revision;
    after.last_answer = answer.text;
    after.attempts = 0;
    after.next_try = {};
    after.given_up = false;
    if (!answer.unusable && answer.status >= 200 && answer.status < 300) {
        after.told = std::max(ping.told, revision);
        return next;
    }
    after.attempts = attempts;
    if (!passes(answer) && attempts >= refusals) {
        after.given_up = true;
        next.verdict = Verdict::given_up;
        return next;
    }
    next.verdict = Verdict::again;
    // Never sooner than the hub asks for, nor than it would be without the header: "Retry-After: 0" is no invitation.
    const auto asked = read_retry_after(answer.retry_after, now).value_or(seconds(0));
    next.delay = std::max<milliseconds>(delay_after(attempts, jitter), asked);
    after.next_try = std::chrono::ceil<seconds>(now + next.delay);
    return next;
}

}  // namespace syndicated::websub
