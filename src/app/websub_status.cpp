#include "app/commands.hpp"
#include "app/hub_standing.hpp"
#include "syndicated/feed/render.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace syndicated::app {

namespace {

struct Row {
    Revision wanted = 0;
    Ping ping;

    [[nodiscard]] bool is_told() const { return state_of(ping, wanted) == PingState::told; }
};

using Rows = std::vector<Row>;

// What the hub of the settings is to know, in the order of the feeds.
Rows rows_of(const std::string& hub, const std::vector<ledger::FeedHead>& heads, const std::vector<Ping>& pings,
             const Site& site) {
    std::map<std::string_view, const Ping*> known;
    for (const Ping& ping : pings) {
        if (ping.hub == hub) known.emplace(ping.topic, &ping);
    }
    Rows out;
    for (const auto& head : heads) {
        for (const Format format : all_formats) {
            Row row;
            row.wanted = head.revision;
            row.ping.hub = hub;
            row.ping.topic = feed::self_url(site, head.category.slug, format);
            const auto found = known.find(row.ping.topic);
            if (found != known.end()) row.ping = *found->second;
            out.push_back(std::move(row));
        }
    }
    return out;
}

std::string next_try_of(const Row& row, const Zone& zone) {
    switch (state_of(row.ping, row.wanted)) {
        case PingState::told: return "-";
        case PingState::given_up: return "when the feed changes";
        case PingState::waiting: break;
    }
    const bool waits = row.ping.attempts > 0 && row.ping.tried >= row.wanted;
    return waits ? format_rfc3339(row.ping.next_try, zone) : "at once";
}

std::string as_text(const std::string& hub, const Rows& rows, const Zone& zone) {
    const auto untold = std::count_if(rows.begin(), rows.end(), [](const Row& row) { return !row.is_told(); });
    std::string out = fmt::format("{}: {} topics, {} due\n", hub, rows.size(), untold);
    out += fmt::format("  {:>8} {:>8} {:>8}  {:25}  {:30}  {}\n", "wanted", "told", "attempts", "next try",
                       "last answer", "topic");
    for (const Row& row : rows) {
        out += fmt::format("  {:>8} {:>8} {:>8}  {:25}  {:30}  {}\n", row.wanted, row.ping.told, row.ping.attempts,
                           next_try_of(row, zone), row.ping.last_answer.empty() ? "-" : row.ping.last_answer,
                           row.ping.topic);
    }
    return out;
}

// What hubs and search engines have in common.
boost::json::object as_json(const Ping& ping, Revision wanted, const std::string& next_try) {
    boost::json::object object;
    object["hub"] = ping.hub;
    object["topic"] = ping.topic;
    object["wanted"] = wanted;
    object["told"] = ping.told;
    object["attempts"] = ping.attempts;
    object["last_answer"] = ping.last_answer;
    object["next_try"] = next_try;
    return object;
}

boost::json::array as_json(const Rows& rows, const Zone& zone) {
    boost::json::array out;
    for (const Row& row : rows) out.push_back(as_json(row.ping, row.wanted, next_try_of(row, zone)));
    return out;
}

// A search engine that is told of articles.
struct ServiceRow {
    std::int64_t waiting = 0;
    Revision wanted = 0;  // the newest number that waits, else the last that was told
    Ping ping;
};

Result<std::vector<ServiceRow>> service_rows(ledger::Ledger& ledger, const websub::Services& services,
                                             const std::vector<Ping>& pings) {
    std::vector<ServiceRow> out;
    for (const auto& [name, is_on] : {std::pair(websub::indexnow_name, !services.indexnow.key.empty()),
                                      std::pair(websub::baidu_name, !services.baidu.token.empty())}) {
        if (!is_on) continue;
        ServiceRow row;
        row.ping.hub = name;
        row.ping.topic = articles_topic;
        for (const Ping& ping : pings) {
            if (ping.hub == name && ping.topic == articles_topic) row.ping = ping;
        }
        const auto backlog = ledger.backlog(name, static_cast<std::int64_t>(row.ping.told));
        if (!backlog) return backlog.error();
        row.waiting = backlog->count;
        row.wanted = std::max(row.ping.told, static_cast<Revision>(backlog->newest));
        out.push_back(std::move(row));
    }
    return out;
}

std::string next_try_of(const ServiceRow& row, const Zone& zone) {
    if (row.waiting == 0) return "-";
    if (row.ping.next_try == sys_seconds{}) return "at once";
    const auto time = format_rfc3339(row.ping.next_try, zone);
    return row.ping.given_up ? "with new articles, from " + time : time;
}

std::string as_text(const ServiceRow& row, const Zone& zone) {
    return fmt::format("{}: {} articles wait, {} attempts, last answer {}, next try {}\n", row.ping.hub, row.waiting,
                       row.ping.attempts, row.ping.last_answer.empty() ? "-" : row.ping.last_answer,
                       next_try_of(row, zone));
}

boost::json::object as_json(const ServiceRow& row, const Zone& zone) {
    boost::json::object object = as_json(row.ping, row.wanted, next_try_of(row, zone));
    object["service"] = row.ping.hub;
    object["waiting"] = row.waiting;
    return object;
}

}  // namespace

int run_websub_status(const Settings& settings, bool json) {
    const auto ledger = ledger::open_ledger(settings.ledger_url, settings.folder, ledger::Access::read_only);
    if (!ledger) return failure(ledger.error());
    const auto heads = (*ledger)->feeds();
    if (!heads) return failure(heads.error());
    const auto pings = (*ledger)->pings();
    if (!pings) return failure(pings.error());
    const auto services = service_rows(**ledger, settings.websub.services, *pings);
    if (!services) return failure(services.error());
    boost::json::array all;
    for (const std::string& hub : settings.websub.hubs) {
        const Rows rows = rows_of(hub, *heads, *pings, settings.site);
        if (json) {
            for (auto& row : as_json(rows, settings.site.zone)) all.push_back(std::move(row));
        } else {
            print(as_text(hub, rows, settings.site.zone));
        }
    }
    for (const ServiceRow& row : *services) {
        if (json) {
            all.push_back(as_json(row, settings.site.zone));
        } else {
            print(as_text(row, settings.site.zone));
        }
    }
    if (json) print(boost::json::serialize(all) + "\n");
    if (!json && settings.websub.hubs.empty()) print("no hub is told: [websub] hubs is empty\n");
    return Exit::done;
}

}  // namespace syndicated::app
