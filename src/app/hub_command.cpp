#include "app/commands.hpp"
#include "syndicated/base/clock.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/model/site.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <string>

namespace syndicated::app {

namespace {

std::string instant(sys_seconds at, const Zone& zone) {
    return at == sys_seconds{} ? std::string() : format_rfc3339(at, zone);
}

std::string state_of(const Subscription& subscription, sys_seconds now) {
    if (subscription.lease_end <= now) return "lapsed";
    if (subscription.paused) return "paused";
    return subscription.progress.attempts > 0 ? fmt::format("failing {}", subscription.progress.attempts) : "ok";
}

std::string as_line(const Subscription& subscription, sys_seconds now, const Zone& zone) {
    return fmt::format("{:>6}  {:<10}  until {}  {}  {}\n", subscription.id, state_of(subscription, now),
                       instant(subscription.lease_end, zone), subscription.topic,
                       drop_forbidden(subscription.callback));
}

std::string as_text(const Subscription& subscription, sys_seconds now, const Zone& zone) {
    const Progress& progress = subscription.progress;
    std::string out;
    const auto row = [&out](std::string_view name, const std::string& value) {
        if (!value.empty()) out += fmt::format("{:<13} {}\n", name, value);
    };
    row("id", std::to_string(subscription.id));
    row("topic", subscription.topic);
    row("callback", drop_forbidden(subscription.callback));
    row("state", state_of(subscription, now));
    row("lease ends", instant(subscription.lease_end, zone));
    row("signed", subscription.secret.empty() ? "no" : "yes");
    row("new entries alone", subscription.delta ? "yes" : "no");
    row("has version", std::to_string(progress.delivered));
    row("last answer", progress.last_answer);
    row("failing since", instant(progress.failing, zone));
    row("next try", instant(progress.next_try, zone));
    return out;
}

// Without the secret, which is nobody's but the subscriber's.
boost::json::object as_json(const Subscription& subscription, sys_seconds now, const Zone& zone) {
    const Progress& progress = subscription.progress;
    boost::json::object out;
    out["id"] = subscription.id;
    out["topic"] = subscription.topic;
    out["callback"] = subscription.callback;
    out["state"] = state_of(subscription, now);
    out["lease_end"] = instant(subscription.lease_end, zone);
    out["signed"] = !subscription.secret.empty();
    out["delta"] = subscription.delta;
    out["paused"] = subscription.paused;
    out["delivered"] = progress.delivered;
    out["attempts"] = progress.attempts;
    out["last_answer"] = progress.last_answer;
    out["failing_since"] = instant(progress.failing, zone);
    out["next_try"] = instant(progress.next_try, zone);
    return out;
}

int show(ledger::Ledger& ledger, const Settings& settings, const HubCommand& command) {
    auto rows = ledger.subscriptions();
    if (!rows) return failure(rows.error());
    if (command.action == "show") {
        std::erase_if(*rows, [&](const Subscription& row) { return row.id != command.id; });
        if (rows->empty()) return failure({Errc::not_found, fmt::format("there is no subscription {}", command.id)});
    }
    const Zone& zone = settings.site.zone;
    const sys_seconds now = SystemClock().now_s();
    std::string out;
    boost::json::array all;
    for (const Subscription& row : *rows) {
        if (command.json) all.push_back(as_json(row, now, zone));
        out += command.action == "show" ? as_text(row, now, zone) : as_line(row, now, zone);
    }
    print(command.json ? boost::json::serialize(all) + "\n" : out);
    return Exit::done;
}

}  // namespace

// Beside a daemon that runs: it looks at what was done here within a second.
int run_hub(const Settings& settings, const HubCommand& command) {
    const bool looks = command.action == "list" || command.action == "show";
    const auto ledger = ledger::open_ledger(settings.ledger_url, settings.folder,
                                            looks ? ledger::Access::read_only : ledger::Access::push);
    if (!ledger) return failure(ledger.error());
    if (looks) return show(**ledger, settings, command);
    const auto done = command.action == "remove" ? (*ledger)->remove_subscription(command.id)
                                                 : (*ledger)->pause_subscription(command.id, command.action == "pause");
    return done ? int{Exit::done} : failure(done.error());
}

}  // namespace syndicated::app
