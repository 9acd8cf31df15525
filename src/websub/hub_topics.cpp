#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"
#include "websub/hub_impl.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace syndicated::websub {

namespace {

constexpr std::chrono::seconds missing_grace{5};  // before a topic that went away counts as gone for good

}  // namespace

void Hub::Impl::look_at_snapshot() {
    const auto now = publication_.current();
    if (!now->complete()) return;
    const auto before = std::exchange(snapshot_, now);
    if (!before->complete()) {
        subscribers_.for_each_topic([&](HubTopic& topic) {
            const auto resource = find_topic(*now, topic.url, options_->base_url);
            resource ? show(topic, resource) : missing_.push_back(topic.url);
            for (const SubscriberPtr& subscriber : topic.subscribers) deliveries_.look_at(subscriber);
        });
        return;
    }
    now->for_each_change(*before, [&](const publish::Resource* was, const publish::Resource* is) {
        for (const publish::Resource* one : {was, is}) {
            if (one == nullptr || one->head.topic.empty()) continue;
            HubTopic* topic = subscribers_.topic(one->head.topic);
            if (topic == nullptr) continue;
            const auto resource = find_topic(*now, topic->url, options_->base_url);
            resource ? show(*topic, resource) : missing_.push_back(topic->url);
        }
    });
}

void Hub::Impl::show(HubTopic& topic, const std::shared_ptr<const publish::Resource>& resource) {
    topic.missing_since.reset();
    if (resource->body.forms[publish::Coding::identity]) return deliveries_.publish(topic, resource);
    const bool known = topic.version && topic.version->revision >= resource->head.revision;
    if (!resource->body.cold || known || topic.fetching) return;
    topic.fetching = true;
    const std::string path = percent_decode(std::string_view(topic.url).substr(options_->base_url.size()));
    fetch_(path, [this, inbox = inbox_, url = topic.url](std::shared_ptr<const publish::Resource> made) {
        inbox->post([this, url, made = std::move(made)] {
            HubTopic* const asked = subscribers_.topic(url);
            if (asked == nullptr) return;
            asked->fetching = false;
            if (made && made->body.forms[publish::Coding::identity] && made->head.topic == url) {
                deliveries_.publish(*asked, made);
            }
            again_.push_back(url);  // it may have been out of date already, or could not be made now
        });
    });
}

// Topics of which nothing was published when last looked at. A feed that was removed does not come back; another
// base_url may, so its topics wait for that until their leases end.
void Hub::Impl::look_for_missing() {
    if (missing_.empty()) return;
    const SteadyTime now = clock_.steady();
    std::vector<std::string> still;
    std::sort(missing_.begin(), missing_.end());
    missing_.erase(std::unique(missing_.begin(), missing_.end()), missing_.end());
    for (std::string& url : missing_) {
        HubTopic* topic = subscribers_.topic(url);
        if (topic == nullptr || !url.starts_with(options_->base_url + "/")) continue;
        if (const auto resource = find_topic(*snapshot_, url, options_->base_url)) {
            show(*topic, resource);
        } else if (!topic->missing_since || now < *topic->missing_since + missing_grace) {
            if (!topic->missing_since) topic->missing_since = now;
            still.push_back(std::move(url));
        } else {
            deny_all(*topic);
        }
    }
    missing_ = std::move(still);
}

void Hub::Impl::deny(SubscriptionRequest denial, ledger::HubChanges& changes) {
    const auto callback = read_callback(denial.callback);
    if (!callback) return;  // of another version's making
    denial.id = ++last_request_id_;
    denial.came = clock_.now_s();
    changes.requests.push_back(denial);
    verifications_.add(std::move(denial), places_.enter(callback->place, is_limited(*callback, *options_)));
}

void Hub::Impl::deny_all(HubTopic& topic) {
    log::info("hub", fmt::format("{} is gone, its {} subscribers are told", topic.url, topic.subscribers.size()));
    ledger::HubChanges changes;
    const auto all = topic.subscribers;
    for (const SubscriberPtr& subscriber : all) {
        deny(denial_of(subscriber->row, "the topic is gone"), changes);
        changes.ended.push_back(subscriber->row.id);
        deliveries_.let_go(subscriber);
    }
    recorder_->write(std::move(changes));
    set_gauge(Counter::subscriptions, static_cast<std::int64_t>(subscribers_.size()));
}

}  // namespace syndicated::websub
