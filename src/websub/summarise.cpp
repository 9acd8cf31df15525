#include "websub/summarise.hpp"

#include "websub/delivery_rules.hpp"

#include <algorithm>
#include <utility>

namespace syndicated::websub {

namespace {

// Without its URL, which only the topics that are shown need.
TopicSummary count(const HubTopic& topic, sys_seconds now) {
    TopicSummary out;
    const Revision newest = topic.version ? topic.version->revision : 0;
    for (const SubscriberPtr& subscriber : topic.subscribers) {
        if (subscriber->has_lapsed(now)) continue;
        const Progress& progress = subscriber->row.progress;
        ++out.subscriptions;
        if (progress.attempts > 0) ++out.failing;
        if (subscriber->is_slow()) ++out.quarantined;
        if (subscriber->row.paused) {
            ++out.paused;
        } else if (progress.delivered < newest) {
            ++out.behind;
            out.lag = std::max(out.lag, newest - progress.delivered);
        }
    }
    return out;
}

void add(TopicSummary& all, const TopicSummary& one) {
    all.subscriptions += one.subscriptions;
    all.paused += one.paused;
    all.failing += one.failing;
    all.quarantined += one.quarantined;
    all.behind += one.behind;
    all.lag = std::max(all.lag, one.lag);
}

}  // namespace

HubSummary summarise(const Subscribers& subscribers, sys_seconds now) {
    HubSummary out;
    std::vector<std::pair<TopicSummary, const HubTopic*>> counted;
    subscribers.for_each_topic([&](const HubTopic& topic) {
        TopicSummary one = count(topic, now);
        out.lapsed += static_cast<std::int64_t>(topic.subscribers.size()) - one.subscriptions;
        if (one.subscriptions == 0) return;
        add(out.all, one);
        counted.emplace_back(std::move(one), &topic);
    });
    out.topic_count = static_cast<std::int64_t>(counted.size());
    const std::size_t shown = std::min(counted.size(), most_summarised);
    std::partial_sort(counted.begin(), counted.begin() + static_cast<std::ptrdiff_t>(shown), counted.end(),
                      [](const auto& a, const auto& b) {
                          if (a.first.subscriptions != b.first.subscriptions)
                              return a.first.subscriptions > b.first.subscriptions;
                          return a.second->url < b.second->url;
                      });
    counted.resize(shown);
    out.topics.reserve(shown);
    for (auto& [one, topic] : counted) {
        one.topic = topic->url;
        out.topics.push_back(std::move(one));
    }
    return out;
}

}  // namespace syndicated::websub
