#include "ledger/catalogue.hpp"

#include "ledger/pack.hpp"
#include "ledger/sources.hpp"

#include <algorithm>
#include <tuple>

namespace syndicated::ledger {

namespace {

Node read_node(const Query& query) {
    Node out;
    out.id = query.number(0);
    out.name = query.text(1);
    out.slug = query.text(2);
    out.carried = query.flag(3);
    out.ceded = query.flag(4);
    out.live = query.flag(5);
    out.first = query.text(9);
    if (query.is_null(6)) return out;
    Evidence evidence;
    evidence.first_seen = query.instant(6);
    evidence.guid = query.text(7);
    evidence.path = query.list(8);
    out.evidence = std::move(evidence);
    return out;
}

// Where an entry stands in a feed.
sys_seconds rank_of(const Member& member, FeedId feed) {
    return feed == featured_feed ? member.updated : member.published;
}

void read_feed_row(const Query& query, Node& node) {
    node.placed = true;
    node.place = static_cast<int>(query.number(1));
    Category& category = node.category;
    category.slug = query.text(2);
    category.name = query.text(3);
    category.title = query.text(4);
    category.description = query.text(5);
    category.language = query.text(6);
    category.parent = query.text(7);
    category.path = query.list(8);
    category.position = static_cast<int>(query.number(9));
    node.entries = query.number(10);
    node.direct = query.number(11);
    node.shown = query.number(12);
    node.previous_archive = query.text(13);
    node.tombstones = query.number(14);
    category.first = query.text(15);
}

}  // namespace

void Catalogue::load() {
    nodes_.clear();
    by_name_.clear();
    unsure_.clear();
    touched_.clear();
    tree_is_stale_ = false;
    places_.reset();
    nodes_[all_feed].slug = "all";
    Query slugs = connection_.query(
        "SELECT id, name, coalesce(slug, ''), carried, ceded, live, seen_first, seen_guid, path, first "
        "FROM slug");
    while (slugs.step()) {
        Node node = read_node(slugs);
        if (is_category(node.id)) by_name_[node.name] = node.id;
        nodes_[node.id] = std::move(node);
    }
    Query feeds = connection_.query(
        "SELECT id, place, slug, name, title, description, language, parent, path, position, entries, direct, shown, "
        "previous_archive, tombstones, first FROM feed");
    while (feeds.step()) {
        const auto found = nodes_.find(feeds.number(0));
        if (found != nodes_.end()) read_feed_row(feeds, found->second);
    }
    for (auto& [id, node] : nodes_) {
        const auto& path = node.category.path;
        for (auto i = path.size(); i > 1; --i) {
            const auto above = by_name_.find(path[i - 2]);
            if (above != by_name_.end()) node.above.push_back(above->second);
        }
    }
}

FeedId Catalogue::id_of(const std::string& name, sys_seconds now) {
    const auto found = by_name_.find(name);
    if (found != by_name_.end()) return found->second;
    connection_  // ids below 1 are no category's
        .query("INSERT INTO slug (id, name, since) SELECT max(max(id), 0) + 1, ?, ? FROM slug")
        .bind(name, now)
        .run();
    Node node;
    node.id = connection_.last_id();
    node.name = name;
    by_name_[name] = node.id;
    return nodes_.emplace(node.id, node).first->first;
}

std::map<FeedId, bool> Catalogue::feeds_of(const Member& member, sys_seconds now) {
    std::map<FeedId, bool> out;
    out[all_feed] = true;
    if (member.featured) out[featured_feed] = true;
    for (const auto& name : member.categories) {
        if (name.empty()) continue;
        const FeedId id = id_of(name, now);
        out[id] = true;
        for (const FeedId above : nodes_.at(id).above) out.try_emplace(above, false);
    }
    return out;
}

void Catalogue::add_row(FeedId feed, bool direct, const Member& member) {
    connection_
        .query(
            "INSERT OR REPLACE INTO membership (feed, published, guid, entry, direct, digest, content, updated, bytes) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(feed, rank_of(member, feed), member.guid, member.entry, direct, member.digest, member.content,
              member.updated, member.bytes)
        .run();
    Node& node = nodes_.at(feed);
    ++node.entries;
    touched_.insert(feed);
    if (!direct || ++node.direct > 1) return;
    tree_is_stale_ = tree_is_stale_ || !node.placed;
    if (node.carried || feed == all_feed) return;
    node.carried = true;
    connection_.query("UPDATE slug SET carried = 1 WHERE id = ?").bind(feed).run();
}

bool Catalogue::remove_row(FeedId feed, bool direct, const Member& member) {
    const int removed = connection_.query("DELETE FROM membership WHERE feed = ? AND published = ? AND guid = ?")
                            .bind(feed, rank_of(member, feed), member.guid)
                            .run();
    if (removed == 0) return false;
    Node& node = nodes_.at(feed);
    --node.entries;
    touched_.insert(feed);
    if (direct && --node.direct == 0 && node.ceded) tree_is_stale_ = true;
    return true;
}

void Catalogue::join(const Member& member, sys_seconds now) {
    count_source(connection_, member.source);
    for (const auto& [feed, direct] : feeds_of(member, now)) add_row(feed, direct, member);
    if (member.main.empty()) return;
    const Node& main = nodes_.at(by_name_.at(member.main));
    const bool decides =
        !main.live || !main.evidence ||
        std::tie(member.first_seen, member.guid) <= std::tie(main.evidence->first_seen, main.evidence->guid);
    if (decides) unsure_.insert(member.main);
}

void Catalogue::rewrite(const Member& member, sys_seconds now) {
    for (const auto& feed : feeds_of(member, now)) {
        connection_.query("UPDATE membership SET content = ? WHERE feed = ? AND published = ? AND guid = ?")
            .bind(member.content, feed.first, rank_of(member, feed.first), member.guid)
            .run();
        touched_.insert(feed.first);
    }
}

void Catalogue::flag(const Member& member) {
    if (member.featured) {
        add_row(featured_feed, true, member);
    } else {
        remove_row(featured_feed, true, member);
    }
}

void Catalogue::leave(const Member& member, sys_seconds now) {
    for (const auto& [feed, direct] : feeds_of(member, now)) {
        const bool removed = remove_row(feed, direct, member);
        if (removed && feed == all_feed) discount_source(connection_, member.source);
    }
    const auto main = by_name_.find(member.main);
    if (main == by_name_.end()) return;
    const Node& node = nodes_.at(main->second);
    if (node.evidence && node.evidence->guid == member.guid) unsure_.insert(member.main);
}

void Catalogue::touch(FeedId feed) {
    if (nodes_.contains(feed)) touched_.insert(feed);
}

std::vector<FeedId> Catalogue::placed() const {
    std::set<FeedId> all;
    for (const auto& entry : nodes_) all.insert(all.end(), entry.first);
    return placed_of(all);
}

std::vector<FeedId> Catalogue::placed_of(const std::set<FeedId>& feeds) const {
    std::vector<std::pair<int, FeedId>> places;
    for (const FeedId id : feeds) {
        const auto found = nodes_.find(id);
        if (found != nodes_.end() && found->second.placed) places.emplace_back(found->second.place, id);
    }
    std::sort(places.begin(), places.end());
    std::vector<FeedId> out;
    out.reserve(places.size());
    for (const auto& [place, id] : places) out.push_back(id);
    return out;
}

void Catalogue::write_counts(const Node& node) {
    connection_
        .query("UPDATE feed SET entries = ?, direct = ?, shown = ?, previous_archive = ?, tombstones = ? WHERE id = ?")
        .bind(node.entries, node.direct, node.shown, node.previous_archive, node.tombstones, node.id)
        .run();
}

void Catalogue::forget_articles() {
    for (const char* const table : {"entry", "body", "membership", "feed", "source_count"}) {
        connection_.run(std::string("DELETE FROM ") + table);
    }
    connection_.run("UPDATE slug SET live = 0");
    load();
}

}  // namespace syndicated::ledger
