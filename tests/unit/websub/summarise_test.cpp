#include "websub/summarise.hpp"

#include "websub/delivery_rules.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <chrono>
#include <string>

namespace syndicated::websub {

namespace {

using namespace std::chrono_literals;

constexpr sys_seconds now{1'000'000s};

struct Crowd {
    Places places;
    Subscribers subscribers;

    Subscriber& add(const std::string& topic, Revision delivered) {
        Subscription row;
        row.id = subscribers.next_id();
        row.topic = topic;
        row.callback = row.callback_key = fmt::format("https://reader.example/capability-{}", row.id);
        row.lease_end = now + 1h;
        row.progress.delivered = delivered;
        return *subscribers.add(std::move(row), places.enter("reader.example:443", true), true);
    }
    void publish(const std::string& topic, Revision revision) {
        auto version = std::make_shared<Version>();
        version->revision = revision;
        subscribers.topic(topic)->version = std::move(version);
    }
};

}  // namespace

TEST_CASE("nobody subscribed: the summary is empty") {
    CHECK(summarise(Subscribers{}, now) == HubSummary{});
}

TEST_CASE("a topic's lag is that of its slowest subscription, paused and lapsed ones left out") {
    Crowd crowd;
    crowd.add("https://a/feeds/all.rss", 9);
    crowd.add("https://a/feeds/all.rss", 7);
    crowd.add("https://a/feeds/all.rss", 4).row.progress.attempts = attempts_until_slow;
    crowd.add("https://a/feeds/all.rss", 8).row.progress.attempts = 1;
    crowd.add("https://a/feeds/all.rss", 1).row.paused = true;
    crowd.add("https://a/feeds/all.rss", 0).row.lease_end = now;
    crowd.publish("https://a/feeds/all.rss", 9);
    const HubSummary summary = summarise(crowd.subscribers, now);
    REQUIRE(summary.topics.size() == 1);
    const TopicSummary wanted{"https://a/feeds/all.rss", 5, 1, 2, 1, 3, 5};
    CHECK(summary.topics[0] == wanted);
    CHECK(summary.all.behind == 3);
    CHECK(summary.all.lag == 5);
    CHECK(summary.lapsed == 1);
}

TEST_CASE("a topic whose bytes are not at hand has no lag") {
    Crowd crowd;
    crowd.add("https://a/feeds/all.rss", 3);
    CHECK(summarise(crowd.subscribers, now).all.behind == 0);
}

TEST_CASE("the topics with the most subscriptions come first, and only so many are listed") {
    Crowd crowd;
    for (std::size_t i = 0; i < most_summarised + 5; ++i) crowd.add(fmt::format("https://a/feeds/{:04}.rss", i), 1);
    crowd.add("https://a/feeds/0900.rss", 1);
    const HubSummary summary = summarise(crowd.subscribers, now);
    REQUIRE(summary.topics.size() == most_summarised);
    CHECK(summary.topics[0].topic == "https://a/feeds/0900.rss");
    CHECK(summary.topics[1].topic == "https://a/feeds/0000.rss");
    CHECK(summary.topics.back().topic == "https://a/feeds/0999.rss");
    CHECK(summary.topic_count == static_cast<std::int64_t>(most_summarised) + 5);
    CHECK(summary.all.subscriptions == static_cast<std::int64_t>(most_summarised) + 6);
}

}  // namespace syndicated::websub
