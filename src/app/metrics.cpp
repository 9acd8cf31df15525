#include "app/metrics.hpp"

#include "syndicated/base/counters.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace syndicated::app {

namespace {

http::HandlerResponse text(std::string body) {
    return {200, "text/plain; charset=utf-8", std::move(body)};
}

// What HELP and TYPE speak of: a histogram's rows are of one, with endings of their own.
std::string_view family_of(const CounterRow& row) {
    return row.type == "histogram" ? row.name.substr(0, row.name.rfind('_')) : row.name;
}

std::string escape_label(std::string_view value) {
    std::string out;
    for (const char c : value) {
        switch (c) {
            case '\\': out += "\\\\"; break;
            case '"': out += "\\\""; break;
            case '\n': out += "\\n"; break;
            default: out += c;
        }
    }
    return out;
}

template <class Value>
void add_by_topic(std::string& out, const websub::HubSummary& hub, std::string_view name, std::string_view help,
                  Value websub::TopicSummary::*value) {
    out += fmt::format("# HELP syndicated_{0} {1}\n# TYPE syndicated_{0} gauge\n", name, help);
    for (const auto& topic : hub.topics) {
        out += fmt::format("syndicated_{}{{topic=\"{}\"}} {}\n", name, escape_label(topic.topic), topic.*value);
    }
}

// Of the topics with the most subscriptions: a name that grows without end would be no metric.
void add_topics(std::string& out, const websub::HubSummary& hub) {
    using websub::TopicSummary;
    add_by_topic(out, hub, "hub_topic_subscriptions", "Subscriptions whose leases run, by topic.",
                 &TopicSummary::subscriptions);
    add_by_topic(out, hub, "hub_topic_subscriptions_behind", "Those of them that lack the newest version.",
                 &TopicSummary::behind);
    add_by_topic(out, hub, "hub_topic_lag_versions", "Versions that the slowest of them lacks.", &TopicSummary::lag);
}

}  // namespace

std::string readiness_text() {
    if (value_of(Counter::store_up) == 0) return "degraded: the article store does not answer\n";
    if (value_of(Counter::filling) == 1) return fmt::format("filling {} %\n", value_of(Counter::scan_progress));
    if (value_of(Counter::renormalising) == 1)
        return fmt::format("renormalising {} %\n", value_of(Counter::scan_progress));
    return "ready\n";
}

std::string metrics_text(const websub::HubSummary* hub) {
    std::string out;
    std::string_view described;
    const auto& rows = counter_rows();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& row = rows[i];
        if (const auto family = family_of(row); family != described) {
            out +=
                fmt::format("# HELP syndicated_{} {}\n# TYPE syndicated_{} {}\n", family, row.help, family, row.type);
            described = family;
        }
        const auto labels = row.labels.empty() ? std::string{} : fmt::format("{{{}}}", row.labels);
        out += fmt::format("syndicated_{}{} {}\n", row.name, labels, value_of(static_cast<Counter>(i)));
    }
    if (hub != nullptr && !hub->topics.empty()) add_topics(out, *hub);
    out += "# HELP syndicated_build_info The program's version.\n# TYPE syndicated_build_info gauge\n";
    out += "syndicated_build_info{version=\"" SYNDICATED_VERSION "\"} 1\n";
    return out;
}

http::Handlers metrics_handlers(HubSummaryNow hub) {
    http::Handlers handlers;
    handlers["/healthz"] = [] { return text("ok\n"); };
    handlers["/readyz"] = [] { return text(readiness_text()); };
    handlers["/metrics"] = [hub = std::move(hub)] {
        return http::HandlerResponse{200, "text/plain; version=0.0.4; charset=utf-8", metrics_text(hub().get())};
    };
    return handlers;
}

}  // namespace syndicated::app
