// What the tests of the Hub share: a site with a ledger of its own, and somebody who subscribes.
#pragma once

#include "syndicated/websub/hub.hpp"

#include "syndicated/base/text.hpp"

#include "support/fake_hub.hpp"
#include "support/ledger_builders.hpp"
#include "support/temp_dir.hpp"
#include "unit/websub/bench.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace syndicated::testing {

inline const std::string base = "https://example.cn";
inline const std::string topic = base + "/feeds/all.rss";

// Somebody who subscribes: confirms, and takes what comes.
class Subscriber {
public:
    Subscriber() : server_([this](const HubRequest& request) { return answer(request); }) {}

    [[nodiscard]] std::string url(const std::string& path = "/callback") const { return server_.url(path); }
    [[nodiscard]] std::vector<HubRequest> of(const std::string& method) const {
        std::vector<HubRequest> out;
        for (const auto& request : server_.requests()) {
            if (request.method == method) out.push_back(request);
        }
        return out;
    }
    [[nodiscard]] std::string last_body() const {
        const auto all = of("POST");
        return all.empty() ? std::string() : all.back().body;
    }
    [[nodiscard]] static std::string query(const HubRequest& request, std::string_view name) {
        HubRequest as_form = request;
        as_form.body = request.target.substr(std::min(request.target.size(), request.target.find('?') + 1));
        return as_form.field(name);
    }

    std::atomic<bool> confirms{true};
    std::atomic<int> status{204}, status_of_get{200};
    std::atomic<std::chrono::milliseconds> wait{0ms};  // before it confirms
    std::atomic<const char*> agrees_to{""};            // one mode; empty: all
    std::atomic<const char*> token{""};                // empty: whatever comes

private:
    HubAnswer answer(const HubRequest& request) {
        if (request.method == "POST") return {status};
        const std::string mode = agrees_to.load(), own = token.load();
        const bool agrees = confirms && (mode.empty() || query(request, "hub.mode") == mode) &&
                            (own.empty() || query(request, "hub.verify_token") == own);
        return {status_of_get, {}, agrees ? query(request, "hub.challenge") : "no", agrees ? wait.load() : 0ms};
    }

    FakeHub server_;
};

inline std::string port_of(const std::string& url) {
    const auto colon = url.find(':', 7) + 1;
    return url.substr(colon, url.find('/', colon) - colon);
}

// "http://NAME:PORT/callback": a subscriber's address by a name that leads to it.
inline std::string at_name(const Subscriber& subscriber, const std::string& name) {
    const std::string url = subscriber.url();
    return "http://" + name + url.substr(url.find(':', 7));
}

struct HubBench {
    TempDir dir;
    SystemClock clock;
    publish::Publication publication;
    std::unique_ptr<ledger::Ledger> owner = ledger_in(dir.path());
    websub::HubOptions options;
    websub::Hub::Fetch fetch = [](const std::string&, const websub::Hub::Fetched& fetched) { fetched(nullptr); };
    std::unique_ptr<websub::Hub> hub;

    HubBench() {
        options.url = base + "/hub";
        options.base_url = base;
        options.user_agent = "syndicated/1.2.3";
        options.first_retry = 50ms;
        options.allow_callbacks = {parse_network("127.0.0.1").value()};
        publish("first", 1);
    }
    void start() {
        hub.reset();
        hub = std::make_unique<websub::Hub>(options, publication, ledger_in(dir.path(), ledger::Access::push), clock,
                                            fetch);
    }
    void publish(const std::string& bytes, Revision revision, const std::string& url = topic) {
        auto resource = std::make_shared<publish::Resource>();
        resource->head.topic = url;
        resource->head.content_type = "application/rss+xml; charset=utf-8";
        resource->head.revision = revision;
        resource->body.forms[publish::Coding::identity] = std::make_shared<std::string>(bytes);
        put(url, std::move(resource));
    }
    void put(const std::string& url, std::shared_ptr<const publish::Resource> resource) {
        const std::vector<publish::Change> changes{{url.substr(base.size()), std::move(resource)}};
        publication.swap_in(publication.current()->with(changes, true));
        if (hub) hub->wake();
    }
    websub::HubAnswer ask(const std::string& mode, const std::string& callback, const std::string& more = {},
                          const std::string& url = topic) {
        std::promise<websub::HubAnswer> promise;
        hub->accept({"application/x-www-form-urlencoded",
                     "hub.mode=" + mode + "&hub.topic=" + percent_encode(url) +
                         "&hub.callback=" + percent_encode(callback) + more,
                     1},
                    [&](const websub::HubAnswer& answer) { promise.set_value(answer); });
        return promise.get_future().get();
    }
    [[nodiscard]] std::vector<Subscription> rows() const { return owner->subscriptions().value(); }
    [[nodiscard]] bool holds(std::size_t count) const {
        return eventually([&] { return rows().size() == count && owner->subscription_requests().value().empty(); });
    }
};

}  // namespace syndicated::testing
