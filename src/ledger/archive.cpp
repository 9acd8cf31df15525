#include "ledger/archive.hpp"

#include "ledger/archive_key.hpp"
#include "ledger/feeds.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace syndicated::ledger {

namespace {

constexpr std::int64_t most_entries = 20'000;

// The last entry that the live feed shows.
struct Position {
    sys_seconds published{};
    std::string guid;
};

// Of more than 500 entries; the statement says so, so that it need not count them all.
bool is_crowded(Connection& connection, FeedId feed, const ArchiveRange& range) {
    return connection
        .query("SELECT 1 FROM membership WHERE feed = ? AND published >= ? AND published < ? LIMIT 1 OFFSET 500")
        .bind(feed, range.begin, range.end)
        .step();
}

// The longest range around the instant that is not crowded and ends by `latest`, or else the hour.
ArchiveRange archive_around(Connection& connection, FeedId feed, sys_seconds instant, const Zone& zone,
                            sys_seconds latest) {
    for (const Span span : {Span::month, Span::day}) {
        ArchiveRange out = range_around(instant, span, zone);
        if (out.end <= latest && !is_crowded(connection, feed, out)) return out;
    }
    return range_around(instant, Span::hour, zone);
}

Zone stored_zone(Connection& connection) {
    Query query = connection.query("SELECT value FROM meta WHERE name = 'time_zone'");
    const auto zone = Zone::parse(query.step() ? query.text(0) : Site{}.time_zone);
    return zone ? *zone : Site{}.zone;
}

std::optional<Position> last_shown(Connection& connection, const StoredFeed& stored) {
    if (stored.shown == 0) return std::nullopt;
    Query query = connection.query(
        "SELECT published, guid FROM membership WHERE feed = ? ORDER BY published DESC, guid LIMIT 1 OFFSET ?");
    if (!query.bind(stored.id, stored.shown - 1).step()) return std::nullopt;
    return Position{query.instant(0), query.text(1)};
}

// Those behind `live`.
std::vector<EntryRef> read_range(Connection& connection, FeedId feed, const ArchiveRange& range, const Position& live) {
    Query query = connection.query(
        "SELECT entry, digest, content, published, updated FROM membership WHERE feed = ?1 AND published >= ?2 "
        "AND published <= ?3 AND NOT (published = ?4 AND guid <= ?5) ORDER BY published DESC, guid LIMIT ?6");
    const sys_seconds last = std::min(range.end - std::chrono::seconds{1}, live.published);
    query.bind(feed, range.begin, last, live.published, live.guid, most_entries);
    std::vector<EntryRef> out;
    while (query.step()) out.push_back(read_ref(query));
    return out;
}

std::string archive_before(Connection& connection, FeedId feed, const ArchiveRange& range, const Zone& zone) {
    Query query = connection.query(
        "SELECT published FROM membership WHERE feed = ? AND published < ? ORDER BY published DESC LIMIT 1");
    if (!query.bind(feed, range.begin).step()) return {};
    return archive_around(connection, feed, query.instant(0), zone, range.begin).key;
}

}  // namespace

std::string archive_holding(Connection& connection, FeedId feed, sys_seconds instant, const Zone& zone) {
    return archive_around(connection, feed, instant, zone, sys_seconds::max()).key;
}

void store_time_zone(Connection& connection, const std::string& name) {
    connection.query("INSERT OR REPLACE INTO meta (name, value) VALUES ('time_zone', ?)").bind(name).run();
}

Feed read_archive(Connection& connection, std::string_view slug, std::string_view key) {
    Transaction transaction(connection, Transaction::Kind::read);
    const Zone zone = stored_zone(connection);
    const auto range = range_named(key, zone);
    if (!range) throw Failure({Errc::invalid_input, quote(key) + " names no archive, expected one such as 2025-03"});
    StoredFeed stored = find_feed(connection, slug);
    const auto live = last_shown(connection, stored);
    Feed out;
    if (live) out.entries = read_range(connection, stored.id, *range, *live);
    if (out.entries.empty()) {
        throw Failure({Errc::not_found, "the feed " + quote(slug) + " has no archive " + quote(key)});
    }
    out.category = std::move(stored.feed.category);
    out.updated = out.entries.front().updated;
    out.previous_archive = archive_before(connection, stored.id, *range, zone);
    out.digest = Digester().add(range->key).add(digest_of(out)).finish();
    out.content = Digester().add(range->key).add(content_of(out)).finish();
    return out;
}

}  // namespace syndicated::ledger
