#include "app/metrics.hpp"

#include "syndicated/base/counters.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <sstream>
#include <string>

namespace syndicated::app {

TEST_CASE("every metric is described once, before its values, and counters end in _total") {
    websub::HubSummary hub;
    hub.topics.resize(1);
    std::istringstream lines(metrics_text(&hub));
    std::set<std::string> described;
    std::string current, type;
    for (std::string line; std::getline(lines, line);) {
        INFO(line);
        if (line.rfind("# HELP ", 0) == 0) {
            current = line.substr(7, line.find(' ', 7) - 7);
            CHECK(current.rfind("syndicated_", 0) == 0);
            CHECK(described.insert(current).second);
        } else if (line.rfind("# TYPE ", 0) == 0) {
            type = line.substr(line.rfind(' ') + 1);
            const bool total = current.size() > 6 && current.substr(current.size() - 6) == "_total";
            CHECK((type == "counter") == total);
        } else {
            const std::string name = line.substr(0, line.find_first_of("{ "));
            CHECK((type == "histogram" ? name.substr(0, name.rfind('_')) : name) == current);
        }
    }
    CHECK(described.count("syndicated_build_info") == 1);
    CHECK(described.count("syndicated_store_up") == 1);
    CHECK(described.count("syndicated_hub_topic_lag_versions") == 1);
}

TEST_CASE("topics have their numbers, with whatever stands in their addresses") {
    websub::HubSummary hub;
    hub.topics = {{"https://a/\"x\\y\nz", 12, 0, 3, 1, 2, 7}, {"https://a/feeds/all.rss", 4}};
    const std::string text = metrics_text(&hub);
    const auto has = [&text](const std::string& line) { return text.find("\n" + line + "\n") != std::string::npos; };
    CHECK(has(R"(syndicated_hub_topic_subscriptions{topic="https://a/\"x\\y\nz"} 12)"));
    CHECK(has(R"(syndicated_hub_topic_subscriptions_behind{topic="https://a/\"x\\y\nz"} 2)"));
    CHECK(has(R"(syndicated_hub_topic_lag_versions{topic="https://a/\"x\\y\nz"} 7)"));
    CHECK(has(R"(syndicated_hub_topic_subscriptions{topic="https://a/feeds/all.rss"} 4)"));
    CHECK(metrics_text(nullptr).find("hub_topic") == std::string::npos);
}

TEST_CASE("readiness says degraded, filling and renormalising, and is 200 all the same") {
    const auto handlers = metrics_handlers([] { return nullptr; });
    set_gauge(Counter::store_up, 0);
    CHECK(handlers.at("/readyz")().body == "degraded: the article store does not answer\n");
    CHECK(handlers.at("/readyz")().status == 200);
    set_gauge(Counter::store_up, 1);
    set_gauge(Counter::filling, 1);
    set_gauge(Counter::scan_progress, 42);
    CHECK(handlers.at("/readyz")().body == "filling 42 %\n");
    set_gauge(Counter::renormalising, 1);
    CHECK(handlers.at("/readyz")().body == "filling 42 %\n");
    set_gauge(Counter::filling, 0);
    CHECK(handlers.at("/readyz")().body == "renormalising 42 %\n");
    set_gauge(Counter::renormalising, 0);
    CHECK(handlers.at("/readyz")().body == "ready\n");
    CHECK(handlers.at("/metrics")().content_type == "text/plain; version=0.0.4; charset=utf-8");
}

}  // namespace syndicated::app
