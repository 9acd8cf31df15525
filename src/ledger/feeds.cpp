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
    std::optional<sys_seconds> behind;  // `published` of the first entry that is not shown
};

Live read_live(Connection& connection, FeedId feed, const FeedLimits& limits) {
    Query query = connection.query(
        "SELECT entry, digest, published, updated, bytes FROM membership WHERE feed = ? ORDER BY published DESC, guid");
    query.bind(feed);
    LiveLimit limit(limits);
    Live out;
    while (query.step()) {
        if (!limit.takes(query.instant(2), query.number(4))) {
            out.behind = query.instant(2);
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
    return out;
}

std::optional<ContentDigests> unpack_contents(std::string_view blob) {
    ContentDigests out;
    if (blob.size() != sizeof out) return std::nullopt;
    for (Digest& digest : out) {
        std::copy_n(blob.begin(), digest.bytes.size(), digest.bytes.begin());
        blob.remove_prefix(digest.bytes.size());
    }
    return out;
}

}  // namespace

void FeedStates::load() {
    states_.clear();
    sequence_ = 0;
    Query query = connection_.query("SELECT slug, revision, digest, last_modified, sequence FROM feed_state");
    while (query.step()) {
        State& state = states_[query.text(0)];
        state.revision = static_cast<Revision>(query.number(1));
        state.digest = query.digest(2);
        state.last_modified = query.instant(3);
        state.sequence = static_cast<std::uint64_t>(query.number(4));
        sequence_ = std::max(sequence_, state.sequence);
    }
}

bool FeedStates::refresh(Node& node, const Configuration& configuration, Cause cause, bool rewritten, sys_seconds now) {
    const auto live = read_live(connection_, node.id, configuration.limits);
    node.shown = static_cast<std::int64_t>(live.entries.size());
    node.previous_archive =
        live.behind ? archive_holding(connection_, node.id, *live.behind, configuration.site.zone) : std::string();
    const auto updated = live.entries.empty() ? sys_seconds{} : live.entries.front().updated;
    const auto tombstones = live_tombstones(connection_, node.id, configuration.limits, updated);
    node.tombstones = static_cast<std::int64_t>(tombstones.size());
    const Digest digest = digest_of(node.category, live.entries, node.previous_archive, tombstones);
    const std::string& slug = node.category.slug;
    const auto found = states_.find(slug);
    const bool is_new = found == states_.end();
    const bool differs = is_new || found->second.digest != digest;
    if (!differs && !rewritten) return false;

    State next = is_new ? State{} : found->second;
    if (is_new || (differs && cause == Cause::entries)) ++next.revision;
    next.digest = digest;
    next.sequence = ++sequence_;
    next.last_modified =
        next_last_modified(is_new ? std::nullopt : std::optional(next.last_modified), now, sent_.may_have_sent(slug));
    sent_.wrote(slug);
    connection_.query("DELETE FROM document WHERE slug = ?").bind(slug).run();
    connection_
        .query(
            "INSERT OR REPLACE INTO feed_state (slug, revision, digest, last_modified, sequence) "
            "VALUES (?, ?, ?, ?, ?)")
        .bind(slug, static_cast<std::int64_t>(next.revision), next.digest, next.last_modified,
              static_cast<std::int64_t>(next.sequence))
        .run();
    states_[slug] = next;
    return differs;
}

EntryRef read_ref(const Query& query) {
    EntryRef out;
    out.id = query.number(0);
    out.digest = query.digest(1);
    out.published = query.instant(2);
    out.updated = query.instant(3);
    return out;
}

std::vector<EntryRef> read_shown(Connection& connection, FeedId feed, std::int64_t shown) {
    Query query = connection.query(
        "SELECT entry, digest, published, updated FROM membership WHERE feed = ? ORDER BY published DESC, guid LIMIT "
        "?");
    query.bind(feed, shown);
    std::vector<EntryRef> out;
    while (query.step()) out.push_back(read_ref(query));
    return out;
}

std::vector<FeedHead> read_feeds(Connection& connection) {
    Query query = connection.query(
        "SELECT f.id, f.slug, f.name, f.title, f.description, f.language, f.parent, f.path, f.position, f.entries, "
        "s.revision, s.digest, s.last_modified, e.title, e.published, d.contents, s.sequence FROM feed f "
        "JOIN feed_state s ON s.slug = f.slug LEFT JOIN document d ON d.slug = f.slug "
        "LEFT JOIN entry e ON e.id = (SELECT m.entry FROM membership m WHERE m.feed = f.id "
        "ORDER BY m.published DESC, m.guid LIMIT 1) ORDER BY f.place");
    std::vector<FeedHead> out;
    while (query.step()) {
        FeedHead head;
        head.category = read_category(query);
        head.entries = query.number(9);
        head.revision = static_cast<Revision>(query.number(10));
        head.digest = query.digest(11);
        head.last_modified = query.instant(12);
        if (!query.is_null(13)) head.newest_title = query.text(13);
        if (!query.is_null(14)) head.newest_published = query.instant(14);
        head.sequence = static_cast<std::uint64_t>(query.number(16));
        if (!query.is_null(15)) head.contents = unpack_contents(query.text(15));
        out.push_back(std::move(head));
    }
    return out;
}

StoredFeed find_feed(Connection& connection, std::string_view slug) {
    Query query = connection.query(
        "SELECT f.id, f.slug, f.name, f.title, f.description, f.language, f.parent, f.path, f.position, f.shown, "
        "s.revision, s.digest, s.last_modified, f.previous_archive, f.tombstones, s.sequence FROM feed f "
        "JOIN feed_state s ON s.slug = f.slug WHERE f.slug = ?");
    query.bind(slug);
    if (!query.step()) throw Failure({Errc::not_found, "no feed has the slug " + quote(slug)});
    StoredFeed out;
    out.id = query.number(0);
    out.feed.category = read_category(query);
    out.shown = query.number(9);
    out.feed.revision = static_cast<Revision>(query.number(10));
    out.feed.digest = query.digest(11);
    out.feed.last_modified = query.instant(12);
    out.feed.previous_archive = query.text(13);
    out.tombstones = query.number(14);
    out.feed.sequence = static_cast<std::uint64_t>(query.number(15));
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

Named find_named(Connection& connection, const std::string& word) {
    Query slug = connection.query("SELECT 1 FROM feed WHERE slug = ?");
    slug.bind(word);
    if (slug.step()) return {Named::Kind::feed, word};
    Query former = connection.query(
        "SELECT o.slug FROM former_slug o WHERE o.old_slug = ? AND EXISTS (SELECT 1 FROM feed f WHERE f.slug = "
        "o.slug)");
    former.bind(word);
    if (former.step()) return {Named::Kind::former, former.text(0)};
    Query name = connection.query("SELECT slug FROM feed WHERE name = ? AND name <> ''");
    name.bind(word);
    if (name.step()) return {Named::Kind::name, name.text(0)};
    Query gone = connection.query("SELECT 1 FROM gone_slug WHERE slug = ?");
    gone.bind(word);
    return gone.step() ? Named{Named::Kind::gone, {}} : Named{};
}

void write_contents(Connection& connection, const std::string& slug, const ContentDigests& contents) {
    std::string blob;
    for (const Digest& digest : contents) blob.append(digest.bytes.begin(), digest.bytes.end());
    connection.query("INSERT OR REPLACE INTO document (slug, contents) VALUES (?, CAST(? AS BLOB))")
        .bind(slug, blob)
        .run();
}

void forget_contents(Connection& connection) {
    connection.run("DELETE FROM document");
}

std::vector<FormerSlug> read_former_slugs(Connection& connection) {
    Query query = connection.query(
        "SELECT o.old_slug, o.slug FROM former_slug o WHERE EXISTS (SELECT 1 FROM feed f WHERE f.slug = o.slug) "
        "AND NOT EXISTS (SELECT 1 FROM feed f WHERE f.slug = o.old_slug) ORDER BY o.old_slug");
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
