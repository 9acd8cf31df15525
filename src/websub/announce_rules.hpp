// When a search engine is told of what waits for it, and what becomes of that after an answer. Its state is a Ping of
// the topic articles_topic, whose revisions are numbers of announcements. Pure.
#pragma once

#include "websub/due.hpp"
#include "websub/retry.hpp"

#include <chrono>
#include <cstddef>
#include <optional>

namespace syndicated::websub {

// How long a service that refused for good is left alone, whatever is new.
inline constexpr std::chrono::hours refused_pause{1};

// How long until the service may be told, not above 0: now; absent: there is nothing to tell, or nothing that it did
// not refuse. `burst.revision` is the newest number that waits. A service in trouble, or without quota, is not asked
// sooner because more came.
[[nodiscard]] std::optional<std::chrono::milliseconds> announce_in(const PingState& state, const Topic& burst,
                                                                   const Debounce& debounce, const Instants& now);

// The numbers of a request.
struct Batch {
    Revision last = 0;    // that it told
    Revision newest = 0;  // that waited when it left
};

// The state after an answer to `batch`. `pause`: above 0, nothing more before that, and no doubling.
[[nodiscard]] Next after_announcing(const Ping& ping, const Batch& batch, const Answer& answer,
                                    std::chrono::seconds pause, std::chrono::sys_time<std::chrono::milliseconds> now,
                                    double jitter);

// How many addresses the next request has at most, after an answer to `sent` of them that does not say so itself: half
// as many when there may have been too many, or one that the service can't bear. `room`: before; `most`: of any
// request.
[[nodiscard]] std::size_t room_after(int status, std::size_t sent, std::size_t room, std::size_t most);

// As if it had never been asked.
void forgive(PingState& state);

}  // namespace syndicated::websub
