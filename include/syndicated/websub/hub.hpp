// A WebSub hub for the site's own feeds (W3C Recommendation 2018-01-23, sections 5 and 7): takes subscriptions, has
// their callbacks confirm them, and delivers each new version of a feed until every subscriber has it or its lease
// ends. It shares the Snapshot with what serves the feeds, so no version is fetched, and none is told too early.
// Three threads of its own: "hub" decides and signs, "hub-courier" has libcurl's multi loop, "hub-ledger" a ledger
// connection, so that no delivery waits for the disk. It connects to the open Internet and to blocks that the settings
// allow, to nothing else.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/base/network.hpp"
#include "syndicated/ledger/ledger.hpp"
#include "syndicated/publish/publication.hpp"
#include "syndicated/websub/hub_summary.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace syndicated::websub {

struct LeaseLimits {
    std::chrono::seconds least = std::chrono::minutes(5);
    std::chrono::seconds usual = std::chrono::days(10);  // when none is asked for (8.2)
    std::chrono::seconds most = std::chrono::days(30);
};

enum class SignatureMethod : std::uint8_t { sha1, sha256, sha384, sha512 };

struct HubOptions {
    std::string url;         // of the hub itself
    std::string base_url;    // every topic is below it
    std::string user_agent;  // "syndicated/1.2.3"
    LeaseLimits lease;
    std::chrono::milliseconds first_retry{2000};  // after a failed delivery; doubled for each further one
    std::chrono::milliseconds timeout{10000};     // a whole request
    std::vector<Network> allow_callbacks;         // beside the open Internet
    std::vector<int> callback_ports;              // empty: any
    SignatureMethod signature = SignatureMethod::sha256;
    std::int64_t max_subscriptions = 100'000;
    std::int64_t max_pending = 10'000;    // requests that wait for their callbacks
    int max_pending_at_place = 1'000;     // of them at one host and port of the open Internet
    std::int64_t per_client_limit = 600;  // requests a minute; 0: any number
    bool delta = true;                    // whether subscribers may ask for new entries alone
    std::vector<std::string> resolve;     // "NAME:PORT:ADDRESS", in the place of DNS; for tests
};

struct HubRequest {
    std::string content_type, body;
    std::optional<std::uint64_t> client;  // whoever is limited together; absent: no limit
};

struct HubAnswer {
    int status = 202;
    std::string text;                     // one line; empty: accepted
    std::chrono::seconds retry_after{0};  // 0: nothing is said
};

class Hub {
public:
    using Answered = std::function<void(HubAnswer)>;
    using Fetched = std::function<void(std::shared_ptr<const publish::Resource>)>;  // null: it cannot be had now
    // Has a document made whose body is not in memory; calls back once, on any thread. `path` is decoded.
    using Fetch = std::function<void(const std::string& path, Fetched fetched)>;

    // Starts the threads. `publication` and `clock` outlive it, `fetch` is not called after its end.
    Hub(HubOptions options, const publish::Publication& publication, std::unique_ptr<ledger::Ledger> ledger,
        const Clock& clock, Fetch fetch);
    ~Hub();  // stops and joins; what was delivered is written down, what is on its way is sent again at the next start
    Hub(const Hub&) = delete;
    Hub& operator=(const Hub&) = delete;

    // A POST came. Calls back once: at once with what is wrong, or when the ledger has it (202), on the hub's thread.
    // Does not block; any thread.
    void accept(const HubRequest& request, Answered answered);
    // A new Snapshot was swapped in. Any thread.
    void wake();
    // New settings after a reload. Any thread.
    void reconfigure(HubOptions options);
    // As it was a moment ago, some seconds where there are tens of thousands of topics; not null. Any thread; does not
    // block.
    [[nodiscard]] std::shared_ptr<const HubSummary> summary() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace syndicated::websub
