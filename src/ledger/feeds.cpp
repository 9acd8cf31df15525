#include "ledger/feeds.hpp"

#include "ledger/archive.hpp"
#include "ledger/live_limit.hpp"
#include "ledger/tombstones.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <utility>

namespace syndicated::ledger {

namespace {

struct Live {
    std::vector<EntryRef> entries;
    std::optional<Position> behind;  // the first entry that is not shown
};

Live read_live(Connection& connection, FeedId feed, const FeedLimits& limits) {
    Query query = connection.query(
        "SELECT entry, digest, content, published, updated, bytes, guid FROM membership WHERE feed = ? "
        "ORDER BY published DESC, guid");
    query.bind(feed);
    LiveLimit limit(limits);
    Live out;
    while (query.step()) {
        if (!limit.takes(query.instant(3), query.number(5))) {
            out.behind = {query.instant(3), query.text(6)};
            break;
        }
        out.entries.push_back(read_ref(query));
    }
    return out;
}

Category read_category(const Query& query) {
    Category out;
    out.slug = query.text(1);
    out.name = query.text(2);
    out.title = query.text(3);
    out.description = query.text(4);
    out.language = query.text(5);
    out.parent = query.text(6);
    out.path = query.list(7);
    out.position = static_cast<int>(query.number(8));
    out.first = query.text(9);
    return out;
}

// Of a feed, or of one in former times.
Named find_slug(Connection& connection, const std::string& word) {
    Query slug = connection.query("SELECT 1 FROM feed WHERE slug = ?");
    slug.bind(word);
    if (slug.step()) return {Named::Kind::feed, word};
    Query former = connection.query(
        "SELECT o.slug FROM former_slug o WHERE o.old_slug = ? AND EXISTS (SELECT 1 FROM feed f WHERE f.slug = "
        "o.slug)");
    former.bind(word);
    if (former.step()) return {Named::Kind::former, former.text(0)};
    Query gone = connection.query(
        "SELECT 1 FROM gone_slug WHERE slug = ?1 OR slug = (SELECT slug FROM former_slug WHERE old_slug = ?1)");
    gone.bind(word);
    return gone.step() ? Named{Named::Kind::gone, {}} : Named{};
}

// Until Writer notes that it is in use again.
bool was_gone(Connection& connection, const std::string& slug) {
    Query query = connection.query("SELECT 1 FROM gone_slug WHERE slug = ?");
    query.bind(slug);
    return query.step();
}

}  // namespace

void FeedStates::load() {
    states_.clear();
    sequence_ = 0;
    Query query = connection_.query("SELECT slug, revision, digest, content, last_modified, sequence FROM feed_state");
    while (query.step()) {
        State& state = states_[query.text(0)];
        state.revision = static_cast<Revision>(query.number(1));
        state.digest = query.digest(2);
        state.content = query.digest(3);
        state.last_modified = query.instant(4);
        state.sequence = static_cast<std::uint64_t>(query.number(5));
        sequence_ = std::max(sequence_, state.sequence);
    }
}

bool FeedStates::refresh(Node& node, const Configuration& configuration, Cause cause, bool rewritten, sys_seconds now) {
    auto live = read_live(connection_, node.id, configuration.limits);
    const auto updated = live.entries.empty() ? sys_seconds{} : live.entries.front().updated;
    Feed feed;
    feed.category = node.category;
    feed.entries = std::move(live.entries);
    if (live.behind) {
        feed.previous_archive = archive_holding(connection_, node.id, *live.behind, configuration.site.zone);
    }
    feed.tombstones = live_tombstones(connection_, node.id, configuration.limits, updated);
    node.shown = static_cast<std::int64_t>(feed.entries.size());
    node.previous_archive = feed.previous_archive;
    node.tombstones = static_cast<std::int64_t>(feed.tombstones.size());

    const auto found = states_.find(node.category.slug);
    const bool is_new = found == states_.end();
    State next = is_new ? State{} : found->second;
    const State before = std::exchange(next, {next.revision, digest_of(feed), content_of(feed), next.last_modified});
    const bool differs = is_new || next.content != before.content;
    // Clients were told that it is gone: they have to hear of one that comes back as it was.
    if (!differs && !rewritten && !was_gone(connection_, node.category.slug)) return false;

    if (is_new || (next.digest != before.digest && cause == Cause::entries)) ++next.revision;
    next.sequence = ++sequence_;
    if (differs || rewritten) {
        next.last_modified = next_last_modified(is_new ? std::nullopt : std::optional(next.last_modified), now,
                                                sent_.may_have_sent(node.category.slug));
        sent_.wrote(node.category.slug);
    }
    put(node.category.slug, next);
    return differs;
}

void FeedStates::put(const std::string& slug, const State& state) {
    connection_
        .query(
            "INSERT OR REPLACE INTO feed_state (slug, revision, digest, content, last_modified, sequence) "
            "VALUES (?, ?, ?, ?, ?, ?)")
        .bind(slug, static_cast<std::int64_t>(state.revision), state.digest, state.content, state.last_modified,
              static_cast<std::int64_t>(state.sequence))
        .run();
    states_[slug] = state;
}

EntryRef read_ref(const Query& query) {
    EntryRef out;
    out.id = query.number(0);
    out.digest = query.digest(1);
    out.content = query.digest(2);
    out.published = query.instant(3);
    out.updated = query.instant(4);
    return out;
}

void fill_contents(Connection& connection) {
    connection.run("UPDATE membership SET content = digest");
    Query rows = connection.query(
        "SELECT m.feed, m.published, m.guid, e.digest, e.link FROM membership m JOIN entry e ON e.id = m.entry "
        "WHERE e.link_from_settings = 1");
    while (rows.step()) {
        connection.query("UPDATE membership SET content = ? WHERE feed = ? AND published = ? AND guid = ?")
            .bind(content_of(rows.digest(3), rows.text(4), true), rows.number(0), rows.number(1), rows.text(2))
            .run();
    }
}

std::vector<EntryRef> read_shown(Connection& connection, FeedId feed, std::int64_t shown) {
    Query query = connection.query(
        "SELECT entry, digest, content, published, updated FROM membership WHERE feed = ? "
        "ORDER BY published DESC, guid LIMIT ?");
    query.bind(feed, shown);
    std::vector<EntryRef> out;
    while (query.step()) out.push_back(read_ref(query));
    return out;
}

std::vector<FeedHead> read_feeds(Connection& connection) {
    Query query = connection.query(
        "SELECT f.id, f.slug, f.name, f.title, f.description, f.language, f.parent, f.path, f.position, f.first, "
        "f.entries, s.revision, s.digest, s.last_modified, e.title, e.published, s.content, s.sequence FROM feed f "
        "JOIN feed_state s ON s.slug = f.slug LEFT JOIN entry e ON e.id = (SELECT m.entry FROM membership m WHERE "
        "m.feed = f.id "
        "ORDER BY m.published DESC, m.guid LIMIT 1) ORDER BY f.place");
    std::vector<FeedHead> out;
    while (query.step()) {
        FeedHead head;
        head.category = read_category(query);
        head.entries = query.number(10);
        head.revision = static_cast<Revision>(query.number(11));
        head.digest = query.digest(12);
        head.last_modified = query.instant(13);
        if (!query.is_null(14)) head.newest_title = query.text(14);
        if (!query.is_null(15)) head.newest_published = query.instant(15);
        head.sequence = static_cast<std::uint64_t>(query.number(17));
        head.content = query.digest(16);
        out.push_back(std::move(head));
    }
    return out;
}

StoredFeed find_feed(Connection& connection, std::string_view slug) {
    Query query = connection.query(
        "SELECT f.id, f.slug, f.name, f.title, f.description, f.language, f.parent, f.path, f.position, f.first, "
        "f.shown, s.revision, s.digest, s.content, s.last_modified, f.previous_archive, f.tombstones, s.sequence "
        "FROM feed f JOIN feed_state s ON s.slug = f.slug WHERE f.slug = ?");
    query.bind(slug);
    if (!query.step()) throw Failure({Errc::not_found, "no feed has the slug " + quote(slug)});
    StoredFeed out;
    out.id = query.number(0);
    out.feed.category = read_category(query);
    out.shown = query.number(10);
    out.feed.revision = static_cast<Revision>(query.number(11));
    out.feed.digest = query.digest(12);
    out.feed.content = query.digest(13);
    out.feed.last_modified = query.instant(14);
    out.feed.previous_archive = query.text(15);
    out.tombstones = query.number(16);
    out.feed.sequence = static_cast<std::uint64_t>(query.number(17));
    return out;
}

Feed read_feed(Connection& connection, std::string_view slug) {
    Transaction transaction(connection, Transaction::Kind::read);
    StoredFeed stored = find_feed(connection, slug);
    Feed out = std::move(stored.feed);
    out.entries = read_shown(connection, stored.id, stored.shown);
    out.tombstones = read_tombstones(connection, stored.id, stored.tombstones);
    if (!out.entries.empty()) out.updated = out.entries.front().updated;
    if (!out.tombstones.empty()) out.updated = std::max(out.updated, out.tombstones.front().when);
    return out;
}

std::optional<Category> find_category(Connection& connection, std::string_view name) {
    Query query = connection.query(
        "SELECT id, slug, name, title, description, language, parent, path, position, first FROM feed "
        "WHERE name = ? AND name <> ''");
    query.bind(name);
    return query.step() ? std::optional(read_category(query)) : std::nullopt;
}

Named find_named(Connection& connection, const std::string& word) {
    Named out = find_slug(connection, word);
    if (out.kind == Named::Kind::feed || out.kind == Named::Kind::former) return out;
    if (const std::optional<Category> category = find_category(connection, word))
        return {Named::Kind::feed, category->slug, true};
    if (out.kind == Named::Kind::gone) return out;
    Query before = connection.query(
        "SELECT coalesce((SELECT slug FROM former_name WHERE name = ?1), (SELECT slug FROM slug WHERE name = ?1), '')");
    before.bind(word);
    if (before.step()) out = find_slug(connection, before.text(0));
    out.by_name = out.kind != Named::Kind::nothing;
    if (out.kind == Named::Kind::feed) out.kind = Named::Kind::former;
    return out;
}

std::vector<FormerSlug> read_former_slugs(Connection& connection) {
    Query query = connection.query(
        "SELECT o.old_slug, o.slug FROM former_slug o WHERE EXISTS (SELECT 1 FROM feed f WHERE f.slug = o.slug) "
        "AND NOT EXISTS (SELECT 1 FROM feed f WHERE f.slug = o.old_slug) ORDER BY o.since DESC, o.old_slug LIMIT 1000");
    std::vector<FormerSlug> out;
    while (query.step()) {
        FormerSlug former;
        former.old_slug = query.text(0);
        former.slug = query.text(1);
        out.push_back(std::move(former));
    }
    return out;
}

}  // namespace syndicated::ledger
