#include "app/hub_standing.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>

namespace syndicated::app {

namespace {

constexpr std::size_t most_answers = 5;

struct Told {
    HubStanding standing;
    std::unordered_map<std::string_view, const Ping*> pings;  // by topic
    std::map<std::string_view, std::int64_t> answers;
};

void look_at(Told& hub, const std::string& topic, Revision wanted) {
    HubStanding& standing = hub.standing;
    ++standing.topics;
    const auto found = hub.pings.find(topic);
    const Ping none;
    const Ping& ping = found == hub.pings.end() ? none : *found->second;
    switch (state_of(ping, wanted)) {
        case PingState::told: ++standing.told; break;
        case PingState::waiting: ++standing.waiting; break;
        case PingState::given_up: ++standing.given_up; break;
    }
    if (!ping.last_answer.empty()) ++hub.answers[ping.last_answer];
}

HubStanding finish(Told hub) {
    auto& answers = hub.standing.answers;
    answers.assign(hub.answers.begin(), hub.answers.end());
    std::stable_sort(answers.begin(), answers.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    if (answers.size() > most_answers) answers.resize(most_answers);
    return std::move(hub.standing);
}

}  // namespace

PingState state_of(const Ping& ping, Revision wanted) {
    if (ping.told >= wanted) return PingState::told;
    return ping.given_up && ping.tried >= wanted ? PingState::given_up : PingState::waiting;
}

std::vector<HubStanding> standing_of(std::span<const std::string> hubs, const publish::Snapshot& snapshot,
                                     std::span<const Ping> pings) {
    std::vector<Told> all(hubs.size());
    for (std::size_t i = 0; i < hubs.size(); ++i) all[i].standing.hub = hubs[i];
    for (const Ping& ping : pings) {
        for (Told& hub : all) {
            if (hub.standing.hub == ping.hub) hub.pings.emplace(ping.topic, &ping);
        }
    }
    snapshot.for_each([&all](const std::string&, const publish::Resource& resource) {
        if (resource.head.topic.empty()) return;
        for (Told& hub : all) look_at(hub, resource.head.topic, resource.head.revision);
    });
    std::vector<HubStanding> out;
    for (Told& hub : all) out.push_back(finish(std::move(hub)));
    return out;
}

}  // namespace syndicated::app
