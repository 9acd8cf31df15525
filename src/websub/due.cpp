#include "websub/due.hpp"

#include "websub/retry.hpp"

#include <algorithm>
#include <tuple>

namespace syndicated::websub {

namespace {

using std::chrono::milliseconds;

struct Candidate {
    bool retried;      // a first attempt goes before a repeated one: a topic in trouble holds up no other
    SteadyTime since;  // then the longest waiting
    const std::string* topic;

    bool operator<(const Candidate& other) const {
        return std::tie(retried, since, *topic) < std::tie(other.retried, other.since, *other.topic);
    }
};

}  // namespace

SteadyTime settles_at(const Topic& topic, const Debounce& debounce) {
    return std::min(topic.changed + debounce.quiet, topic.burst_began + debounce.most);
}

void note(Topic& topic, Revision revision, bool coded, SteadyTime now, const Debounce& debounce) {
    if (coded || topic.coded || topic.revision == 0) topic.coded_last = now;
    topic.coded = coded;
    if (topic.revision == revision) return;
    if (topic.revision == 0) {
        topic.burst_began = now;
    } else if (now >= settles_at(topic, debounce)) {
        topic.settled = topic.revision;
        topic.burst_began = now;
    }
    topic.revision = revision;
    topic.changed = now;
}

namespace {

std::optional<milliseconds> wait_of_coded(const Topic& topic, const PingState& state, const Debounce& debounce,
                                          const Instants& now) {
    const Ping& ping = state.ping;
    if (state.in_flight || ping.told >= topic.revision) return std::nullopt;
    if (ping.tried != topic.revision) {
        // Left over from a burst that is past: the next burst must not delay it once more.
        if (std::max(ping.told, ping.tried) < topic.settled) return milliseconds(0);
        return std::chrono::ceil<milliseconds>(settles_at(topic, debounce) - now.steady);
    }
    if (ping.given_up) return std::nullopt;
    if (state.retry_at) return std::chrono::ceil<milliseconds>(*state.retry_at - now.steady);
    const auto wait = std::chrono::ceil<milliseconds>(ping.next_try - now.wall);
    // Further ahead than any delay: the wall clock was set back meanwhile.
    return wait > longest_retry_after + std::chrono::seconds(1) ? milliseconds(0) : wait;
}

}  // namespace

std::optional<milliseconds> wait_of(const Topic& topic, const PingState& state, const Debounce& debounce,
                                    const Instants& now) {
    const auto wait = wait_of_coded(topic, state, debounce, now);
    if (!wait || topic.coded) return wait;
    return std::max(*wait, std::chrono::ceil<milliseconds>(topic.coded_last + longest_uncoded - now.steady));
}

Plan plan_lane(const Topics& topics, const Lane& lane, const Debounce& debounce, const Instants& now,
               std::size_t slots) {
    static const PingState never_told;
    Plan plan;
    std::vector<Candidate> candidates;
    auto known = lane.begin();
    for (const auto& [name, topic] : topics) {  // both are sorted: one pass over each
        while (known != lane.end() && known->first < name) ++known;
        const PingState& state = known != lane.end() && known->first == name ? known->second : never_told;
        if (state.ping.told >= topic.revision) continue;
        ++plan.untold;
        const auto wait = wait_of(topic, state, debounce, now);
        if (!wait) continue;
        if (*wait > milliseconds(0)) {
            plan.wait = std::min(plan.wait.value_or(*wait), *wait);
        } else {
            const bool retried = state.ping.tried == topic.revision;
            candidates.push_back({retried, retried ? state.retry_at.value_or(now.steady) : topic.burst_began, &name});
        }
    }
    const auto count = static_cast<std::ptrdiff_t>(std::min(slots, candidates.size()));
    std::partial_sort(candidates.begin(), candidates.begin() + count, candidates.end());
    for (auto it = candidates.begin(); it != candidates.begin() + count; ++it) plan.topics.push_back(*it->topic);
    return plan;
}

}  // namespace syndicated::websub
