// What the operator's page is made of: gathered on the main thread, which may wait for the ledger, shown by the serve
// threads, which may not.
#pragma once

#include "app/metrics.hpp"
#include "app/minute_history.hpp"
#include "app/status_page.hpp"
#include "syndicated/base/clock.hpp"
#include "syndicated/http/server.hpp"
#include "syndicated/ledger/ledger.hpp"
#include "syndicated/publish/publication.hpp"

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace syndicated::app {

inline constexpr std::string_view status_path = "/status";

class Status {
public:
    // `ledger` is its own connection. `publication` and `clock` outlive it, and what `hub` asks outlives its answers.
    Status(std::unique_ptr<ledger::Ledger> ledger, const publish::Publication& publication, const Clock& clock,
           HubSummaryNow hub);

    // Main thread, every second or so.
    void look();
    // Main thread. `hubs`: of the settings, without the built-in one.
    void reconfigure(std::vector<std::string> hubs, const Zone& zone);
    [[nodiscard]] http::HandlerResponse page() const;  // any thread; does not block

private:
    void look_at_hubs();

    std::unique_ptr<ledger::Ledger> ledger_;  // main thread's
    const publish::Publication& publication_;
    const Clock& clock_;
    HubSummaryNow hub_;
    std::chrono::steady_clock::time_point started_;
    std::chrono::steady_clock::time_point look_at_hubs_at_;
    bool failing_ = false;
    MinuteHistory history_;

    mutable std::mutex mutex_;  // guards what follows, of which the main thread is the only writer
    std::vector<std::string> hubs_;
    Zone zone_ = Zone::fixed(std::chrono::seconds(0));
    std::optional<std::vector<HubStanding>> standing_;
};

}  // namespace syndicated::app
