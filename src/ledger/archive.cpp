#include "ledger/archive.hpp"

#include "ledger/archive_key.hpp"
#include "ledger/feeds.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace syndicated::ledger {

namespace {

constexpr std::int64_t crowd = 500;
constexpr std::int64_t most_entries = 20'000;  // of a range that no link leads to

// Of more entries than an archive that is linked to; not all of them are counted.
bool is_crowded(Connection& connection, FeedId feed, const ArchiveRange& range) {
    return connection
        .query("SELECT 1 FROM membership WHERE feed = ? AND published >= ? AND published < ? LIMIT 1 OFFSET ?")
        .bind(feed, range.begin, range.end, crowd)
        .step();
}

// Counted from the oldest one on: what is new changes the last part only.
ArchiveRange part_with(Connection& connection, FeedId feed, const Position& entry, ArchiveRange hour) {
    Query older = connection.query(
        "SELECT count(*) FROM membership WHERE feed = ?1 AND published >= ?2 AND published <= ?3 "
        "AND NOT (published = ?3 AND guid <= ?4)");
    older.bind(feed, hour.begin, entry.published, entry.guid).step();
    return part_of(std::move(hour), older.number(0) / crowd + 1);
}

// The longest range around the entry that is not crowded and ends by `latest`, or else its hour or a part of that.
ArchiveRange archive_around(Connection& connection, FeedId feed, const Position& entry, const Zone& zone,
                            sys_seconds latest) {
    for (const Span span : {Span::month, Span::day}) {
        ArchiveRange out = range_around(entry.published, span, zone);
        if (out.end <= latest && !is_crowded(connection, feed, out)) return out;
    }
    ArchiveRange hour = range_around(entry.published, Span::hour, zone);
    if (!is_crowded(connection, feed, hour)) return hour;
    return part_with(connection, feed, entry, std::move(hour));
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

struct Archived {
    std::vector<EntryRef> entries;  // those behind `live`
    std::optional<Position> cut;    // the first one that is left out
};

Archived read_range(Connection& connection, FeedId feed, const ArchiveRange& range, const Position& live) {
    Query query = connection.query(
        "SELECT entry, digest, content, published, updated, guid FROM membership WHERE feed = ?1 AND published >= ?2 "
        "AND published <= ?3 AND NOT (published = ?4 AND guid <= ?5) ORDER BY published DESC, guid");
    const sys_seconds last = std::min(range.end - std::chrono::seconds{1}, live.published);
    query.bind(feed, range.begin, last, live.published, live.guid);
    Archived out;
    while (query.step()) {
        if (std::cmp_equal(out.entries.size(), most_entries)) {
            out.cut = {query.instant(3), query.text(5)};
            break;
        }
        out.entries.push_back(read_ref(query));
    }
    return out;
}

Archived read_part(Connection& connection, FeedId feed, const ArchiveRange& part, const Position& live) {
    Query query = connection.query(
        "SELECT entry, digest, content, published, updated FROM (SELECT * FROM membership WHERE feed = ?1 "
        "AND published >= ?2 AND published < ?3 ORDER BY published, guid DESC LIMIT ?6 OFFSET ?7) "
        "WHERE published <= ?4 AND NOT (published = ?4 AND guid <= ?5) ORDER BY published DESC, guid");
    query.bind(feed, part.begin, part.end, live.published, live.guid, crowd, (part.part - 1) * crowd);
    Archived out;
    while (query.step()) out.entries.push_back(read_ref(query));
    return out;
}

std::string archive_before(Connection& connection, FeedId feed, const ArchiveRange& range, const Zone& zone) {
    if (range.part > 1) return part_of(range_around(range.begin, Span::hour, zone), range.part - 1).key;
    Query query = connection.query(
        "SELECT published, guid FROM membership WHERE feed = ? AND published < ? ORDER BY published DESC, guid "
        "LIMIT 1");
    if (!query.bind(feed, range.begin).step()) return {};
    return archive_around(connection, feed, {query.instant(0), query.text(1)}, zone, range.begin).key;
}

// Where a link goes on that leads to a range of which all was withdrawn: to what is left of its hour, else to what ends
// before it. Empty: nowhere, or nothing is as late.
std::string archive_instead(Connection& connection, FeedId feed, const ArchiveRange& range, const Zone& zone) {
    const auto newest = [&](sys_seconds before) -> std::optional<Position> {
        Query query = connection.query(
            "SELECT published, guid FROM membership WHERE feed = ? AND published < ? ORDER BY published DESC, guid "
            "LIMIT 1");
        if (!query.bind(feed, before).step()) return std::nullopt;
        return Position{query.instant(0), query.text(1)};
    };
    const auto last = newest(sys_seconds::max());
    if (!last || last->published < range.begin) return {};
    if (range.part > 1) {
        const auto left = newest(range.end);
        if (left && left->published >= range.begin) {
            std::string key = archive_around(connection, feed, *left, zone, range.end).key;
            if (key != range.key) return key;
        }
    }
    return archive_before(connection, feed, part_of(range, 0), zone);
}

}  // namespace

std::string archive_holding(Connection& connection, FeedId feed, const Position& entry, const Zone& zone) {
    return archive_around(connection, feed, entry, zone, sys_seconds::max()).key;
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
    Archived archived;
    if (live) archived = (range->part == 0 ? read_range : read_part)(connection, stored.id, *range, *live);
    Feed out;
    if (archived.entries.empty()) {
        out.previous_archive = archive_instead(connection, stored.id, *range, zone);
        if (out.previous_archive.empty())
            throw Failure({Errc::not_found, "the feed " + quote(slug) + " has no archive " + quote(key)});
        return out;
    }
    out.entries = std::move(archived.entries);
    out.category = std::move(stored.feed.category);
    out.updated = out.entries.front().updated;
    out.previous_archive = archived.cut ? archive_holding(connection, stored.id, *archived.cut, zone)
                                        : archive_before(connection, stored.id, *range, zone);
    out.digest = Digester().add(range->key).add(digest_of(out)).finish();
    out.content = Digester().add(range->key).add(content_of(out)).finish();
    return out;
}

}  // namespace syndicated::ledger
