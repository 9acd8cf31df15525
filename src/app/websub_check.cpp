#include "app/callback_listener.hpp"
#include "app/commands.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/feed/render.hpp"
#include "syndicated/websub/site_check.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace syndicated::app {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds ended_within{3'000};
constexpr milliseconds activated_within{500};  // the hub has to read our answer, too

std::vector<websub::SiteTopic> topics_of(const std::vector<ledger::FeedHead>& heads, const Site& site) {
    std::vector<websub::SiteTopic> out;
    for (const auto& head : heads) {
        for (const Format format : all_formats) {
            out.push_back({feed::self_url(site, head.category.slug, format), format, site.hubs});
        }
    }
    return out;
}

// How many topics have something wrong.
int check_topics(const std::vector<websub::SiteTopic>& topics, const std::string& user_agent) {
    int wrong = 0;
    for (const auto& topic : topics) {
        const auto lines = websub::check_topic(topic, user_agent);
        for (const auto& line : lines) print(fmt::format("{}: {}\n", topic.url, line));
        if (!lines.empty()) ++wrong;
    }
    print(fmt::format("{} feed documents looked at, {} with something wrong\n", topics.size(), wrong));
    return wrong;
}

// One hub, from the subscription to what it delivers.
class HubTrial {
public:
    HubTrial(const WebsubCheckOptions& options, CallbackListener& listener, std::string topic, std::string user_agent)
        : listener_(listener),
          callback_(options.callback.empty() ? fmt::format("http://127.0.0.1:{}/websub-check", listener.port())
                                             : options.callback),
          callback_is_local_(options.callback.empty()),
          patience_(options.patience),
          topic_(std::move(topic)),
          user_agent_(std::move(user_agent)) {}

    // One line of what it does; `good`: all that it should. The built-in hub takes no pings, and delivers what changes;
    // a callback on this machine it refuses, unless [hub] allow_callbacks has it.
    std::string run(const std::string& hub, bool is_built_in, bool& good) {
        good = false;
        listener_.expect("subscribe", topic_);
        const auto asked = websub::ask_hub(hub, "subscribe", topic_, callback_, user_agent_);
        good = is_built_in && callback_is_local_ && asked.text.starts_with("403");
        if (good) return "answers, and refuses a callback on this machine; --callback lets it verify one";
        if (!asked.accepted) return "refuses a subscription: " + asked.text;
        if (!listener_.wait_verified(patience_)) {
            return fmt::format("accepts a subscription ({}) and never verifies it: can it reach {}?", asked.text,
                               callback_);
        }
        good = is_built_in;
        std::string line = is_built_in ? "verifies" : ping(hub, good);
        listener_.expect("unsubscribe", topic_);
        if (websub::ask_hub(hub, "unsubscribe", topic_, callback_, user_agent_).accepted) {
            (void)listener_.wait_verified(ended_within);
        }
        return line;
    }

private:
    std::string ping(const std::string& hub, bool& good) {
        std::this_thread::sleep_for(activated_within);
        const auto told = websub::tell_hub(hub, topic_, user_agent_);
        if (!told.accepted) return "refuses a ping: " + told.text;
        good = listener_.wait_delivered(patience_);
        if (good) return "verifies, takes pings and delivers";
        return fmt::format("accepts a ping ({}) and delivers nothing within {} s", told.text, patience_.count());
    }

    CallbackListener& listener_;
    std::string callback_;
    bool callback_is_local_;
    std::chrono::seconds patience_;
    std::string topic_, user_agent_;
};

}  // namespace

int run_websub_check(const Settings& settings, const WebsubCheckOptions& options) {
    const auto ledger = ledger::open_ledger(settings.ledger_url, settings.folder, ledger::Access::read_only);
    if (!ledger) return failure(ledger.error());
    const auto heads = (*ledger)->feeds();
    if (!heads) return failure(heads.error());
    const auto topics = topics_of(*heads, settings.site);
    bool all_good = check_topics(topics, settings.websub.user_agent) == 0;
    if (settings.site.hubs.empty() || topics.empty()) return all_good ? Exit::done : Exit::failed;

    auto listener = CallbackListener::open(options.listen);
    if (!listener) return failure(listener.error());
    HubTrial trial(options, **listener, topics.front().url, settings.websub.user_agent);
    for (const auto& hub : settings.site.hubs) {
        bool good = false;
        const std::string line = trial.run(hub, settings.hub_enabled && hub == settings.hub.url, good);
        print(fmt::format("hub {}: {}\n", hub, line));
        all_good = all_good && good;
    }
    return all_good ? Exit::done : Exit::failed;
}

}  // namespace syndicated::app
