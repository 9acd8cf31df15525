#include "ledger/views.hpp"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace syndicated::ledger {

namespace {

// No window holds more, whatever a row says: sums stay far from the end of their type.
constexpr std::int64_t most_views = 1'000'000'000'000;
// What was gained in one span is forgotten at once: the window is as long as the settings say, give or take one.
constexpr int spans_in_a_window = 24;
constexpr std::chrono::seconds least_span{60};

struct Change {
    ViewCounts::Row row;
    std::int64_t before = -1;  // the row's last count; -1: not met before
};

struct Changes {
    std::vector<Change> rows;
    std::vector<std::int64_t> gone;  // positions
    [[nodiscard]] bool empty() const { return rows.empty() && gone.empty(); }
};

struct Viewed {
    std::int64_t entry = 0;
    sys_seconds published{};
};

Changes changes_of(Connection& connection, const ViewCounts& counts) {
    std::unordered_map<std::int64_t, std::int64_t> stored;
    Query query =
        connection.query("SELECT position, views FROM view_count WHERE store = ? AND position BETWEEN ? AND ?");
    query.bind(counts.store, counts.low, counts.high);
    while (query.step()) stored[query.number(0)] = query.number(1);
    Changes out;
    for (auto row : counts.rows) {
        row.views = std::clamp<std::int64_t>(row.views, 0, most_views);
        const auto found = stored.find(row.position);
        const bool is_new = found == stored.end();
        if (is_new || found->second != row.views) out.rows.push_back({row, is_new ? -1 : found->second});
        if (!is_new) stored.erase(found);
    }
    for (const auto& [position, views] : stored) out.gone.push_back(position);
    return out;
}

std::optional<Viewed> viewed_at(Connection& connection, const std::string& store, std::int64_t position) {
    Query query = connection.query("SELECT id, published FROM entry WHERE store = ? AND position = ?");
    if (!query.bind(store, position).step()) return std::nullopt;
    return Viewed{query.number(0), query.instant(1)};
}

std::int64_t rank_of(Connection& connection, std::int64_t entry) {
    Query query = connection.query("SELECT views FROM view_rank WHERE entry = ?");
    return query.bind(entry).step() ? query.number(0) : 0;
}

// A count that went down was set anew. What was published within the window was viewed within it: all of its count is
// a gain, less what it gained under another row.
std::int64_t gain_of(Connection& connection, const Change& change, const Viewed& viewed, sys_seconds window_begin) {
    if (change.before >= 0) return std::max<std::int64_t>(change.row.views - change.before, 0);
    if (viewed.published < window_begin) return 0;
    return std::max<std::int64_t>(change.row.views - rank_of(connection, viewed.entry), 0);
}

void add_gain(Connection& connection, std::int64_t entry, std::int64_t gain, sys_seconds since) {
    connection
        .query(
            "INSERT INTO view_gain (since, entry, views) VALUES (?, ?, ?) "
            "ON CONFLICT (since, entry) DO UPDATE SET views = views + excluded.views")
        .bind(since, entry, gain)
        .run();
    connection
        .query(
            "INSERT INTO view_rank (entry, views) VALUES (?, ?) "
            "ON CONFLICT (entry) DO UPDATE SET views = views + excluded.views")
        .bind(entry, gain)
        .run();
}

}  // namespace

void count_views(Connection& connection, const ViewCounts& counts, std::chrono::seconds window, sys_seconds now) {
    const Changes changes = changes_of(connection, counts);
    if (changes.empty()) return;
    const auto span = std::max(window / spans_in_a_window, least_span);
    const sys_seconds since = now - now.time_since_epoch() % span;
    Transaction transaction(connection, Transaction::Kind::write);
    for (const auto& change : changes.rows) {
        // A row that is no entry yet is met again.
        const auto viewed = viewed_at(connection, counts.store, change.row.position);
        if (!viewed) continue;
        const std::int64_t gain = gain_of(connection, change, *viewed, now - window);
        if (gain > 0) add_gain(connection, viewed->entry, gain, since);
        connection.query("INSERT OR REPLACE INTO view_count (store, position, views) VALUES (?, ?, ?)")
            .bind(counts.store, change.row.position, change.row.views)
            .run();
    }
    for (const auto position : changes.gone) {
        connection.query("DELETE FROM view_count WHERE store = ? AND position = ?").bind(counts.store, position).run();
    }
    transaction.commit();
}

bool forget_views(Connection& connection, sys_seconds before, std::int64_t most) {
    struct Gain {
        sys_seconds since{};
        std::int64_t entry = 0, views = 0;
    };
    std::vector<Gain> old;
    {
        Query query =
            connection.query("SELECT since, entry, views FROM view_gain WHERE since < ? ORDER BY since LIMIT ?");
        query.bind(before, most);
        while (query.step()) old.push_back({query.instant(0), query.number(1), query.number(2)});
    }
    if (old.empty()) return false;
    Transaction transaction(connection, Transaction::Kind::write);
    for (const auto& gain : old) {
        connection.query("UPDATE view_rank SET views = views - ? WHERE entry = ?").bind(gain.views, gain.entry).run();
        connection.query("DELETE FROM view_rank WHERE entry = ? AND views <= 0").bind(gain.entry).run();
        connection.query("DELETE FROM view_gain WHERE since = ? AND entry = ?").bind(gain.since, gain.entry).run();
    }
    transaction.commit();
    return static_cast<std::int64_t>(old.size()) == most;
}

bool has_ranks(Connection& connection) {
    return connection.query("SELECT 1 FROM view_rank LIMIT 1").step();
}

}  // namespace syndicated::ledger
