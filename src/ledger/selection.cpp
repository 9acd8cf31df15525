#include "ledger/selection.hpp"

#include "ledger/feeds.hpp"
#include "ledger/search_index.hpp"
#include "ledger/search_text.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace syndicated::ledger {

namespace {

constexpr std::int64_t most_entries = 1000;
constexpr std::int64_t most_candidates = 20'000;  // matches, or ranks, that are looked up in the feed

struct Match {
    EntryRef ref;
    std::int64_t bytes = 0;
    std::string guid;
};

Match read_match(const Query& query) {
    Match out;
    out.ref = read_ref(query);
    out.bytes = query.number(5);
    out.guid = query.text(6);
    return out;
}

bool asks_the_index(const Selection& selection) {
    return !trim(selection.words).empty() || !selection.source.empty() || !selection.author.empty();
}

std::vector<Match> read_newest(Connection& connection, FeedId feed, const Selection& selection, std::int64_t limit) {
    Query query = connection.query(
        "SELECT entry, digest, content, published, updated, bytes, guid FROM membership WHERE feed = ? "
        "AND published >= ? ORDER BY published DESC, guid LIMIT ?");
    query.bind(feed, selection.since.value_or(sys_seconds::min()), limit);
    std::vector<Match> out;
    while (query.step()) out.push_back(read_match(query));
    return out;
}

std::optional<Match> find_in_feed(Connection& connection, FeedId feed, std::int64_t row) {
    Query query = connection.query(
        "SELECT m.entry, m.digest, m.content, m.published, m.updated, m.bytes, m.guid FROM search_row r "
        "JOIN entry e ON e.id = r.entry JOIN membership m ON m.feed = ?1 AND m.guid = e.guid "
        "AND m.published = CASE ?1 WHEN -1 THEN e.updated ELSE e.published END WHERE r.row = ?2");
    if (!query.bind(feed, row).step()) return std::nullopt;
    return read_match(query);
}

std::optional<Match> find_entry_in_feed(Connection& connection, FeedId feed, std::int64_t entry) {
    Query query = connection.query(
        "SELECT m.entry, m.digest, m.content, m.published, m.updated, m.bytes, m.guid FROM entry e "
        "JOIN membership m ON m.feed = ?1 AND m.guid = e.guid "
        "AND m.published = CASE ?1 WHEN -1 THEN e.updated ELSE e.published END WHERE e.id = ?2");
    if (!query.bind(feed, entry).step()) return std::nullopt;
    return read_match(query);
}

// The index gives a second's entries in any order: all of the last second are read before the list is cut. Its order is
// that of publication, so of a feed in another order every match is read.
std::vector<Match> search(Connection& connection, FeedId feed, const Selection& selection, std::int64_t limit) {
    std::vector<Match> out;
    const auto expression = search_expression({selection.words, selection.source, selection.author});
    if (!expression) return out;
    Query query =
        connection.query("SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?");
    const sys_seconds since = selection.since.value_or(sys_seconds::min());
    const bool is_ordered = feed != featured_feed;
    query.bind(*expression,
               selection.since && is_ordered ? first_row_of(since) : std::numeric_limits<std::int64_t>::min(),
               most_candidates);
    while (query.step()) {
        const std::int64_t row = query.number(0);
        const bool full = is_ordered && static_cast<std::int64_t>(out.size()) >= limit;
        if (full && row < first_row_of(out.back().ref.published)) break;
        auto match = find_in_feed(connection, feed, row);
        if (match && match->ref.published >= since) out.push_back(*std::move(match));
    }
    std::sort(out.begin(), out.end(), [](const Match& a, const Match& b) {
        return std::tie(b.ref.published, a.guid) < std::tie(a.ref.published, b.guid);
    });
    out.resize(std::min(out.size(), static_cast<std::size_t>(limit)));
    return out;
}

struct Ranked {
    Match match;
    std::int64_t views = 0;
};

// All of the last rank are read before the list is cut.
std::vector<Match> read_ranks(Connection& connection, FeedId feed, std::int64_t limit) {
    Query query = connection.query("SELECT entry, views FROM view_rank ORDER BY views DESC, entry LIMIT ?");
    query.bind(most_candidates);
    std::vector<Ranked> ranks;
    while (query.step()) {
        const std::int64_t views = query.number(1);
        if (static_cast<std::int64_t>(ranks.size()) >= limit && views < ranks.back().views) break;
        if (auto match = find_entry_in_feed(connection, feed, query.number(0))) {
            ranks.push_back({*std::move(match), views});
        }
    }
    std::sort(ranks.begin(), ranks.end(), [](const Ranked& a, const Ranked& b) {
        return std::tie(b.views, b.match.ref.published, a.match.guid) <
               std::tie(a.views, a.match.ref.published, b.match.guid);
    });
    std::vector<Match> out;
    for (auto& rank : ranks) {
        if (static_cast<std::int64_t>(out.size()) < limit) out.push_back(std::move(rank.match));
    }
    return out;
}

std::int64_t stored_max_bytes(Connection& connection) {
    Query query = connection.query("SELECT value FROM meta WHERE name = 'max_bytes'");
    return query.step() ? query.number(0) : FeedLimits{}.max_bytes;
}

// The matches, cut where a live feed would be.
Feed feed_of(Connection& connection, Category category, const std::vector<Match>& matches) {
    Feed out;
    out.category = std::move(category);
    std::int64_t room = stored_max_bytes(connection);
    for (const auto& match : matches) {
        room -= match.bytes;
        if (room < 0 && !out.entries.empty()) break;
        out.entries.push_back(match.ref);
        out.updated = std::max(out.updated, match.ref.updated);
    }
    out.digest = digest_of(out);
    out.content = content_of(out);
    return out;
}

}  // namespace

void store_max_bytes(Connection& connection, std::int64_t max_bytes) {
    connection.query("INSERT OR REPLACE INTO meta (name, value) VALUES ('max_bytes', ?)").bind(max_bytes).run();
}

Feed read_selection(Connection& connection, const Selection& selection) {
    if (count_code_points(selection.words) > longest_question) {
        throw Failure({Errc::invalid_input,
                       fmt::format("the words to search for are longer than {} characters", longest_question)});
    }
    Transaction transaction(connection, Transaction::Kind::read);
    StoredFeed stored = find_feed(connection, selection.slug);
    const std::int64_t limit = std::clamp<std::int64_t>(selection.limit, 1, most_entries);
    const auto matches = asks_the_index(selection) ? search(connection, stored.id, selection, limit)
                                                   : read_newest(connection, stored.id, selection, limit);
    return feed_of(connection, std::move(stored.feed.category), matches);
}

Feed read_hot(Connection& connection, std::string_view slug, std::int64_t limit) {
    Transaction transaction(connection, Transaction::Kind::read);
    StoredFeed stored = find_feed(connection, slug);
    const auto ranks = read_ranks(connection, stored.id, std::clamp<std::int64_t>(limit, 1, most_entries));
    return feed_of(connection, std::move(stored.feed.category), ranks);
}

}  // namespace syndicated::ledger
