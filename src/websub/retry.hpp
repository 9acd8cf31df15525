// What becomes of a ping after an attempt: this is the place that decides when and how often a hub is told. Pure.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/model/ping.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace syndicated::websub {

// How an attempt ended.
struct Answer {
    int status = 0;         // the final HTTP status; 0: none came (refused, reset, timed out, no such name, TLS)
    bool unusable = false;  // nothing was or could be asked: the address is no http(s) URL, a redirect was not followed
    std::string text;       // one line for the operator: "204", "timed out after 10 s"
    std::string retry_after;  // the header's value as it came; empty: none
};

inline constexpr std::chrono::seconds first_delay{2};
inline constexpr std::chrono::seconds longest_delay{3600};         // of the doubling
inline constexpr std::chrono::seconds longest_retry_after{86400};  // a hub that says "next year" is asked tomorrow
inline constexpr double jitter_share = 0.2;
inline constexpr int refusals = 3;  // attempts at one revision that a hub refuses
inline constexpr int most_hops = 5;

enum class Verdict : std::uint8_t { accepted, again, given_up };

struct Next {
    Ping ping;  // to be recorded
    Verdict verdict = Verdict::again;
    std::chrono::milliseconds delay{0};  // for `again`: from now; next_try is the same, rounded up to seconds
};

// jitter: evenly spread in [-1, 1].
// 2xx: accepted. No answer, 5xx, 408, 425, 429: again, for ever. Everything else: again, given up at the third time.
[[nodiscard]] Next next_state(const Ping& ping, Revision revision, const Answer& answer,
                              std::chrono::sys_time<std::chrono::milliseconds> now, double jitter);

// 307 and 308 keep method and body (RFC 9110, 15.4.8 and 15.4.9); all other redirects would turn the ping into a GET.
[[nodiscard]] constexpr bool repeats_elsewhere(int status) {
    return status == 307 || status == 308;
}

// RFC 9110, 10.2.3: seconds or an HTTP date. Never negative, at most longest_retry_after.
[[nodiscard]] std::optional<std::chrono::seconds> read_retry_after(
    std::string_view value, std::chrono::sys_time<std::chrono::milliseconds> now);

}  // namespace syndicated::websub
