#include "websub/announce_rules.hpp"

#include <algorithm>

namespace syndicated::websub {

using std::chrono::milliseconds;

std::optional<milliseconds> announce_in(const PingState& state, const Topic& burst, const Debounce& debounce,
                                        const Instants& now) {
    const Ping& ping = state.ping;
    if (ping.told >= burst.revision || (ping.given_up && ping.tried >= burst.revision)) return std::nullopt;
    const auto settles = std::chrono::ceil<milliseconds>(settles_at(burst, debounce) - now.steady);
    // The wall clock may have been set back since an earlier process wrote next_try.
    const auto asked = std::chrono::ceil<milliseconds>(ping.next_try - now.wall);
    const auto recorded = asked > longest_retry_after + std::chrono::seconds(1) ? milliseconds(0) : asked;
    const auto pause = state.retry_at ? std::chrono::ceil<milliseconds>(*state.retry_at - now.steady) : recorded;
    return ping.attempts > 0 ? pause : std::max(pause, settles);
}

Next after_announcing(const Ping& ping, const Batch& batch, const Answer& answer, std::chrono::seconds pause,
                      std::chrono::sys_time<milliseconds> now, double jitter) {
    Ping before = ping;
    if (!before.given_up) before.tried = batch.newest;  // attempts count on, whatever came meanwhile
    Next next = next_state(before, batch.newest, answer, now, jitter);
    switch (next.verdict) {
        case Verdict::accepted:
            next.ping.told = std::max(ping.told, batch.last);
            next.delay = pause;
            break;
        case Verdict::again:
            if (pause == std::chrono::seconds(0)) return next;
            next.ping.attempts = 1;  // no trouble that grows: when it is over is known
            next.delay = pause;
            break;
        case Verdict::given_up: next.delay = refused_pause; break;
    }
    if (next.delay > milliseconds(0)) next.ping.next_try = std::chrono::ceil<std::chrono::seconds>(now + next.delay);
    return next;
}

std::size_t room_after(int status, std::size_t sent, std::size_t room, std::size_t most) {
    if (status >= 200 && status < 300) return most;
    const bool perhaps_too_many = status == 0 || status == 400 || status == 413 || status == 422;
    return perhaps_too_many ? std::max<std::size_t>(sent / 2, 1) : room;
}

void forgive(PingState& state) {
    state.ping.attempts = 0;
    state.ping.given_up = false;
    state.ping.next_try = {};
    state.retry_at.reset();
}

}  // namespace syndicated::websub
