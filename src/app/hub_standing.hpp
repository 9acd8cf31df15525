// How far the hubs of the settings have been told. Pure.
#pragma once

#include "syndicated/model/ping.hpp"
#include "syndicated/publish/publication.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace syndicated::app {

enum class PingState : std::uint8_t {
    told,
    waiting,
    given_up  // this revision was refused for good
};
// `wanted`: the revision that the hub is to know of.
[[nodiscard]] PingState state_of(const Ping& ping, Revision wanted);

struct HubStanding {
    std::string hub;
    std::int64_t topics = 0, told = 0, waiting = 0, given_up = 0;
    // What it last said of a topic, and of how many: the most frequent answers.
    std::vector<std::pair<std::string, std::int64_t>> answers;

    friend bool operator==(const HubStanding&, const HubStanding&) = default;
};

// In the order of `hubs`. Topics are those of the Snapshot.
[[nodiscard]] std::vector<HubStanding> standing_of(std::span<const std::string> hubs, const publish::Snapshot& snapshot,
                                                   std::span<const Ping> pings);

}  // namespace syndicated::app
