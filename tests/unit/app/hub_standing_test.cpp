#include "app/hub_standing.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

namespace syndicated::app {

namespace {

const std::string near = "https://hub.example/", far = "https://far.example/";

// Topics t0 ... with revision 5, and a page that hubs are not told about.
std::shared_ptr<const publish::Snapshot> snapshot_of(int topics) {
    std::vector<publish::Change> changes;
    for (int i = 0; i < topics; ++i) {
        auto resource = std::make_shared<publish::Resource>();
        resource->head.topic = fmt::format("t{}", i);
        resource->head.revision = 5;
        changes.push_back({fmt::format("/t{}", i), std::move(resource)});
    }
    changes.push_back({"/", std::make_shared<publish::Resource>()});
    return publish::Snapshot().with(changes, true);
}

Ping ping(const std::string& hub, const std::string& topic, Revision told, std::string answer) {
    Ping out;
    out.hub = hub;
    out.topic = topic;
    out.told = out.tried = told;
    out.last_answer = std::move(answer);
    return out;
}

}  // namespace

TEST_CASE("a hub is told, waited for, or given up for this revision alone") {
    Ping one = ping(near, "t0", 5, "204");
    CHECK(state_of(one, 5) == PingState::told);
    CHECK(state_of(one, 6) == PingState::waiting);
    one.tried = 6;
    one.given_up = true;
    CHECK(state_of(one, 6) == PingState::given_up);
    CHECK(state_of(one, 7) == PingState::waiting);
}

TEST_CASE("each hub of the settings is counted by itself, others are left out") {
    std::vector<Ping> pings{ping(near, "t0", 5, "204"), ping(near, "t1", 4, "timed out after 10 s"),
                            ping(near, "gone", 4, "204"), ping("https://left.example/", "t0", 1, "500"),
                            ping(near, "t2", 5, "204")};
    pings[1].tried = 5;
    pings[1].given_up = true;
    const auto all = standing_of(std::vector<std::string>{far, near}, *snapshot_of(4), pings);
    REQUIRE(all.size() == 2);
    CHECK(all[0] == HubStanding{far, 4, 0, 4, 0, {}});
    CHECK(all[1] == HubStanding{near, 4, 2, 1, 1, {{"204", 2}, {"timed out after 10 s", 1}}});
}

TEST_CASE("only the most frequent answers are kept") {
    std::vector<Ping> pings;
    for (int i = 0; i < 20; ++i) pings.push_back(ping(near, fmt::format("t{}", i), 1, std::to_string(500 + i % 8)));
    const auto all = standing_of(std::vector<std::string>{near}, *snapshot_of(20), pings);
    REQUIRE(all[0].answers.size() == 5);
    CHECK(all[0].answers[0] == std::pair<std::string, std::int64_t>{"500", 3});
    CHECK(all[0].answers[4] == std::pair<std::string, std::int64_t>{"504", 2});
}

}  // namespace syndicated::app
