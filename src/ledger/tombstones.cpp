#include "ledger/tombstones.hpp"

#include <algorithm>

namespace syndicated::ledger {

namespace {

constexpr std::int64_t most_shown = 100;

}  // namespace

void bury(Connection& connection, const std::string& guid, const std::vector<FeedName>& feeds, sys_seconds now) {
    std::string slugs;
    for (const auto& feed : feeds) {
        if (!feed.slug.empty()) slugs.append(slugs.empty() ? "" : " ").append(feed.slug);
        connection.query("INSERT OR REPLACE INTO tombstone_feed (feed, withdrawn_at, guid) VALUES (?, ?, ?)")
            .bind(feed.id, now, guid)
            .run();
    }
    connection.query("INSERT OR REPLACE INTO tombstone (guid, withdrawn_at, feeds) VALUES (?, ?, ?)")
        .bind(guid, now, slugs)
        .run();
}

std::optional<sys_seconds> withdrawn_at(Connection& connection, const std::string& guid) {
    Query query = connection.query("SELECT withdrawn_at FROM tombstone WHERE guid = ?");
    query.bind(guid);
    if (!query.step()) return std::nullopt;
    return query.instant(0);
}

std::vector<std::int64_t> exhume(Connection& connection, const std::string& guid) {
    std::vector<std::int64_t> out;
    if (connection.query("DELETE FROM tombstone WHERE guid = ?").bind(guid).run() == 0) return out;
    Query feeds = connection.query("SELECT feed FROM tombstone_feed WHERE guid = ?");
    feeds.bind(guid);
    while (feeds.step()) out.push_back(feeds.number(0));
    connection.query("DELETE FROM tombstone_feed WHERE guid = ?").bind(guid).run();
    return out;
}

void forget_tombstones_of(Connection& connection, std::int64_t feed) {
    connection.query("DELETE FROM tombstone_feed WHERE feed = ?").bind(feed).run();
}

std::vector<Tombstone> read_tombstones(Connection& connection, std::int64_t feed, std::int64_t most) {
    std::vector<Tombstone> out;
    if (most == 0) return out;
    Query query = connection.query(
        "SELECT guid, withdrawn_at FROM tombstone_feed WHERE feed = ? ORDER BY withdrawn_at DESC, guid LIMIT ?");
    query.bind(feed, most);
    while (query.step()) {
        Tombstone tombstone;
        tombstone.guid = query.text(0);
        tombstone.when = query.instant(1);
        out.push_back(std::move(tombstone));
    }
    return out;
}

std::vector<Tombstone> live_tombstones(Connection& connection, std::int64_t feed, const FeedLimits& limits,
                                       sys_seconds updated) {
    if (!limits.tombstones) return {};
    auto out = read_tombstones(connection, feed, most_shown);
    if (out.empty()) return out;
    const sys_seconds oldest = std::max(updated, out.front().when) - limits.tombstones_keep;
    const auto is_too_old = [oldest](const Tombstone& tombstone) { return tombstone.when < oldest; };
    out.erase(std::find_if(out.begin(), out.end(), is_too_old), out.end());
    return out;
}

void note_gone(Connection& connection, const std::string& slug, sys_seconds now) {
    connection.query("INSERT OR REPLACE INTO gone_slug (slug, since) VALUES (?, ?)").bind(slug, now).run();
}

void note_in_use(Connection& connection, const std::string& slug) {
    connection.query("DELETE FROM gone_slug WHERE slug = ?").bind(slug).run();
}

std::vector<std::string> read_gone_slugs(Connection& connection) {
    Query query = connection.query(
        "SELECT g.slug FROM gone_slug g WHERE NOT EXISTS (SELECT 1 FROM feed f WHERE f.slug = g.slug) AND NOT EXISTS "
        "(SELECT 1 FROM former_slug o JOIN feed f ON f.slug = o.slug WHERE o.old_slug = g.slug) "
        "ORDER BY g.since DESC, g.slug LIMIT 1000");
    std::vector<std::string> out;
    while (query.step()) out.push_back(query.text(0));
    return out;
}

}  // namespace syndicated::ledger
