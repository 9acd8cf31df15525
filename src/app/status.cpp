#include "app/status.hpp"

#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"

#include <fmt/format.h>

#include <utility>

namespace syndicated::app {

namespace {

// Every ping that there ever was is read: some 20 ms for 15,000.
constexpr std::chrono::seconds hubs_every{5};

MinuteCounts totals() {
    MinuteCounts out;
    for (const Counter counter : {Counter::http_2xx, Counter::http_226, Counter::http_304, Counter::http_3xx,
                                  Counter::http_4xx, Counter::http_5xx}) {
        out.requests += value_of(counter);
    }
    out.deliveries_taken = value_of(Counter::deliveries_taken);
    out.deliveries_failed = value_of(Counter::deliveries_failed);
    return out;
}

}  // namespace

Status::Status(std::unique_ptr<ledger::Ledger> ledger, const publish::Publication& publication, const Clock& clock,
               HubSummaryNow hub)
    : ledger_(std::move(ledger)),
      publication_(publication),
      clock_(clock),
      hub_(std::move(hub)),
      started_(clock.steady()),
      look_at_hubs_at_(started_),
      history_(started_, totals()) {}

void Status::look() {
    const auto now = clock_.steady();
    history_.look(now, totals());
    if (now < look_at_hubs_at_) return;
    look_at_hubs_at_ = now + hubs_every;
    look_at_hubs();
}

void Status::look_at_hubs() {
    std::vector<HubStanding> standing;
    if (!hubs_.empty()) {
        const auto pings = ledger_->pings();
        if (!pings) {
            if (!std::exchange(failing_, true)) log::error("app", pings.error().detail);
            return;
        }
        failing_ = false;
        standing = standing_of(hubs_, *publication_.current(), *pings);
    }
    const std::lock_guard lock(mutex_);
    standing_ = std::move(standing);
}

void Status::reconfigure(std::vector<std::string> hubs, const Zone& zone) {
    look_at_hubs_at_ = clock_.steady();
    const std::lock_guard lock(mutex_);
    hubs_ = std::move(hubs);
    zone_ = zone;
}

http::HandlerResponse Status::page() const {
    StatusView view;
    view.at = clock_.now_s();
    view.uptime = std::chrono::floor<std::chrono::seconds>(clock_.steady() - started_);
    view.hour = history_.last_hour(totals());
    view.hub = hub_();
    {
        const std::lock_guard lock(mutex_);
        view.zone = zone_;
        view.hubs = standing_;
    }
    return {200,
            "text/html; charset=utf-8",
            render_status(view),
            {},
            {{"Content-Security-Policy",
              "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
              "frame-ancestors 'none'"},
             {"Referrer-Policy", "no-referrer"},
             {"X-Robots-Tag", "noindex"}}};
}

}  // namespace syndicated::app
