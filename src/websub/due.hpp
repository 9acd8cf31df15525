// Which pings leave now, and when to look again. Levels are compared (what a hub was told, what is published), no
// events are kept, so that nothing can be lost or invented. Pure.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/model/ping.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace syndicated::websub {

using SteadyTime = std::chrono::steady_clock::time_point;

struct Instants {
    SteadyTime steady;                                      // spans: debounce, delays decided by this process
    std::chrono::sys_time<std::chrono::milliseconds> wall;  // next_try that an earlier process recorded
};

struct Debounce {
    std::chrono::milliseconds quiet{500};  // without a change
    std::chrono::milliseconds most{5000};  // since the first change of a burst
};

// A feed document that hubs are told about, as the current Snapshot shows it.
struct Topic {
    Revision revision = 0;
    bool coded = false;  // all its codings are there for a hub that fetches at once
    SteadyTime burst_began{}, changed{};
    SteadyTime coded_last{};  // when they were last seen to be, or the topic first
    Revision settled = 0;     // the newest revision whose burst was over when the next one began
};

// A ping waits this long for the codings. Where changes come faster than those are made they are never there: then it
// leaves all the same, as who asks for a coding gets the same revision without.
inline constexpr std::chrono::seconds longest_uncoded{1};

// The Snapshot shows the topic at `revision`.
void note(Topic& topic, Revision revision, bool coded, SteadyTime now, const Debounce& debounce);
// When the topic's burst counts as over.
[[nodiscard]] SteadyTime settles_at(const Topic& topic, const Debounce& debounce);

struct PingState {
    Ping ping;
    bool in_flight = false;
    bool unsaved = false;                // the ledger does not have it yet
    std::optional<SteadyTime> retry_at;  // next_try as this process decided it, exactly; absent after a restart
};

using Topics = std::map<std::string, Topic>;
using Lane = std::map<std::string, PingState>;  // one hub's pings, by topic

struct Plan {
    std::vector<std::string> topics;                // to be sent now, at most `slots`, the most urgent first
    std::optional<std::chrono::milliseconds> wait;  // until the next one is due; absent: nothing waits for time
    std::int64_t untold = 0;                        // topics that the hub does not know the newest revision of
};

// How long until the ping may leave, not above 0: now; absent: never, as things are.
[[nodiscard]] std::optional<std::chrono::milliseconds> wait_of(const Topic& topic, const PingState& state,
                                                               const Debounce& debounce, const Instants& now);

// A ping without a state is one that the hub was never told of.
[[nodiscard]] Plan plan_lane(const Topics& topics, const Lane& lane, const Debounce& debounce, const Instants& now,
                             std::size_t slots);

}  // namespace syndicated::websub
