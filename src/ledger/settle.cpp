// Catalogue: what happens when the tree changes. The configuration's category table is there: Writer saw to it.
#include "ledger/catalogue.hpp"
#include "ledger/pack.hpp"
#include "ledger/slugs.hpp"
#include "ledger/tombstones.hpp"

#include <algorithm>
#include <tuple>

namespace syndicated::ledger {

namespace {

template <class Row>
const Row* row_of(const std::vector<Row>& rows, const std::string& name) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&name](const Row& row) { return row.name == name; });
    return found == rows.end() ? nullptr : &*found;
}

Category category_of(const Place& place, const Configuration& configuration) {
    const auto* const setting = row_of(configuration.site.categories, place.name);
    const auto* const row = row_of(*configuration.category_table, place.name);
    Category out;
    out.name = place.name;
    out.title = setting != nullptr && !setting->title.empty() ? setting->title : place.name;
    if (row != nullptr) out.description = row->about;
    if (setting != nullptr && !setting->about.empty()) out.description = setting->about;
    out.language = configuration.site.language;
    out.path = place.path;
    out.position = place.position;
    return out;
}

Category category_of_all(const Site& site) {
    Category out;
    out.slug = "all";
    out.title = site.title;
    out.language = site.language;
    return out;
}

Category category_of_featured(const Site& site) {
    Category out;
    out.slug = "featured";
    out.title = site.language.starts_with("zh") ? "焦点" : "Featured";
    out.language = site.language;
    return out;
}

// Of words with the slugs that they lead to. All are read before any is written: of two feeds that swap their slugs,
// one would get the words of both.
void lead_on(Connection& connection, const char* select, const char* update,
             const std::map<std::string, std::string>& moved_from) {
    std::map<std::string, std::string> led_on;
    Query rows = connection.query(select);
    while (rows.step()) {
        const auto moved = moved_from.find(rows.text(1));
        if (moved != moved_from.end()) led_on[rows.text(0)] = moved->second;
    }
    for (const auto& [word, slug] : led_on) connection.query(update).bind(slug, word).run();
}

}  // namespace

Settled Catalogue::settle(const Configuration& configuration, bool configured, sys_seconds now) {
    Settled out;
    look_for_evidence();
    if (!configured && !tree_is_stale_) return out;
    tree_is_stale_ = false;
    if (configured) note_ceded(configuration);
    auto places = build_tree(tree_input(configuration));
    const Node& featured = nodes_.at(featured_feed);
    const bool same_featured = featured.placed == (configuration.featured && featured.carried);
    // Usual while a store is read: older articles, the same tree.
    if (!configured && places == places_ && same_featured) return out;
    const auto before = nodes_;
    const auto above_before = above_entries();
    choose_slugs(configuration, places, now);
    place(configuration, places);
    move_memberships(above_before);
    write_feeds();
    std::set<std::string> slugs;
    for (const auto& [id, node] : nodes_) {
        if (!node.placed) continue;
        slugs.insert(node.slug);
        const auto old = before.find(id);
        if (old == before.end() || !old->second.placed || old->second.category != node.category) out.placed.insert(id);
    }
    for (const auto& [id, node] : before) {
        if (node.placed && !slugs.contains(node.category.slug)) out.removed.push_back(node.category.slug);
    }
    places_ = std::move(places);
    return out;
}

void Catalogue::look_for_evidence() {
    for (const auto& name : std::exchange(unsure_, {})) {
        Node& node = nodes_.at(by_name_.at(name));
        Query query = connection_.query(
            "SELECT first_seen, guid, category_path FROM entry WHERE main = ? AND main <> '' AND state = 0 "
            "ORDER BY first_seen, guid LIMIT 1");
        query.bind(name);
        const bool live = query.step();
        std::optional<Evidence> found = node.evidence;  // of a category emptied: it keeps its place
        if (live) {
            found.emplace();
            found->first_seen = query.instant(0);
            found->guid = query.text(1);
            found->path = query.list(2);
            if (found->path.empty() || found->path.back() != name) found->path = {name};
        }
        if (live == node.live && found == node.evidence) continue;
        const bool says_the_same =
            found && node.evidence && found->path == node.evidence->path && found->path.size() == 1;
        tree_is_stale_ = tree_is_stale_ || (found != node.evidence && !says_the_same);
        node.live = live;
        node.evidence = std::move(found);
        store_evidence(node);
    }
}

void Catalogue::store_evidence(const Node& node) {
    if (!node.evidence) return;
    connection_.query("UPDATE slug SET live = ?, seen_first = ?, seen_guid = ?, path = ? WHERE id = ?")
        .bind(node.live, node.evidence->first_seen, node.evidence->guid, pack(node.evidence->path), node.id)
        .run();
}

void Catalogue::give_up(const std::string& name) {
    const auto found = by_name_.find(name);
    if (found != by_name_.end()) set_ceded(nodes_.at(found->second), true);
}

void Catalogue::set_ceded(Node& node, bool ceded) {
    node.ceded = ceded;
    connection_.query("UPDATE slug SET ceded = ? WHERE id = ?").bind(ceded, node.id).run();
}

// Settings and table may give a category's slug to another name: the category was renamed. One that they name is none
// of those, or no longer.
void Catalogue::note_ceded(const Configuration& configuration) {
    std::set<std::string> named;
    for (const auto& setting : configuration.site.categories) named.insert(setting.name);
    for (const auto& row : *configuration.category_table) named.insert(row.name);
    std::map<std::string, Node*> by_slug;
    for (auto& [id, node] : nodes_) {
        by_slug[node.slug] = &node;
        if (node.ceded && named.contains(node.name)) set_ceded(node, false);
    }
    const auto claim = [&](const std::string& name, const std::string& slug) {
        const auto owner = by_slug.find(slug);
        if (!is_slug(slug) || owner == by_slug.end()) return;
        Node& node = *owner->second;
        if (node.name == name || named.contains(node.name) || node.ceded) return;
        set_ceded(node, true);
    };
    for (const auto& setting : configuration.site.categories) claim(setting.name, setting.slug);
    for (const auto& row : *configuration.category_table) claim(row.name, row.slug);
}

TreeInput Catalogue::tree_input(const Configuration& configuration) const {
    TreeInput out{configuration.site.categories, *configuration.category_table, {}, {}};
    for (const auto& [id, node] : nodes_) {
        if (!is_category(id) || (node.direct == 0 && (!node.carried || node.ceded))) continue;
        out.carried.insert(node.name);
        if (node.evidence) out.evidence[node.name] = *node.evidence;
    }
    return out;
}

void Catalogue::choose_slugs(const Configuration& configuration, const std::vector<Place>& places, sys_seconds now) {
    SlugInput input{configuration.site.categories, *configuration.category_table, {}, {}, configuration.propose_slug};
    for (const auto& place : places) {
        input.existing.insert(place.name);
        (void)id_of(place.name, now);
    }
    for (const auto& [id, node] : nodes_) {
        if (is_category(id) && !node.slug.empty()) input.stored[node.name] = node.slug;
    }
    Slugs slugs = assign_slugs(input);
    const FirstSlugs handed_over = hand_over(slugs.by_name, now);
    for (const auto& name : slugs.dropped) drop(name);
    store_first_slugs(store_slugs(slugs.by_name), handed_over);
    // A feed that goes on under another name stays at its slug, and with it all that leads there.
    for (const auto& [slug, first] : handed_over) slugs.moved_from.erase(slug);
    record_moves(slugs.moved_from, now);
}

void Catalogue::drop(const std::string& name) {
    const FeedId id = by_name_.at(name);
    connection_.query("DELETE FROM slug WHERE id = ?").bind(id).run();
    connection_.query("DELETE FROM membership WHERE feed = ?").bind(id).run();
    forget_tombstones_of(connection_, id);
    nodes_.erase(id);
    by_name_.erase(name);
    touched_.erase(id);
}

std::vector<Node*> Catalogue::store_slugs(const std::map<std::string, std::string>& by_name) {
    std::vector<Node*> changed;
    for (const auto& [name, slug] : by_name) {
        Node& node = nodes_.at(by_name_.at(name));
        if (node.slug == slug) continue;
        // Two categories may swap theirs: free them all before any is given away.
        connection_.query("UPDATE slug SET slug = NULL WHERE id = ?").bind(node.id).run();
        node.slug = slug;
        changed.push_back(&node);
    }
    for (const Node* node : changed) {
        connection_.query("UPDATE slug SET slug = ? WHERE id = ?").bind(node->slug, node->id).run();
        connection_.query("DELETE FROM former_slug WHERE old_slug = ?").bind(node->slug).run();
        if (!node->ceded) connection_.query("DELETE FROM former_name WHERE name = ?").bind(node->name).run();
    }
    return changed;
}

// A feed goes on under another name: that one gets its first slug with its slug, and what may be left of the category
// under its own name begins anew.
Catalogue::FirstSlugs Catalogue::hand_over(const std::map<std::string, std::string>& by_name, sys_seconds now) {
    FirstSlugs out;
    std::map<std::string, Node*> ceded;
    for (auto& [id, node] : nodes_) {
        if (node.ceded && !node.slug.empty()) ceded[node.slug] = &node;
    }
    if (ceded.empty()) return out;
    for (const auto& [name, slug] : by_name) {
        const auto former = ceded.find(slug);
        if (former == ceded.end() || former->second->name == name) continue;
        out[slug] = std::exchange(former->second->first, {});
        connection_.query("INSERT OR REPLACE INTO former_name (name, slug, since) VALUES (?, ?, ?)")
            .bind(former->second->name, slug, now)
            .run();
    }
    return out;
}

void Catalogue::store_first_slugs(const std::vector<Node*>& changed, const FirstSlugs& handed_over) {
    std::vector<Node*> fresh;
    std::copy_if(changed.begin(), changed.end(), std::back_inserter(fresh),
                 [](const Node* node) { return node->first.empty(); });
    if (fresh.empty()) return;
    std::set<std::string> taken;
    for (const auto& [id, node] : nodes_) taken.insert(node.first);
    for (Node* node : fresh) {
        const auto renamed = handed_over.find(node->slug);
        node->first = renamed == handed_over.end() ? node->slug : renamed->second;
        // Another category was called so first: readers would take the two for one.
        if (!taken.insert(node->first).second) node->first += "." + Digester().add(node->name).finish().hex();
        connection_.query("UPDATE slug SET first = ? WHERE id = ?").bind(node->first, node->id).run();
    }
}

void Catalogue::record_moves(const std::map<std::string, std::string>& moved_from, sys_seconds now) {
    if (moved_from.empty()) return;
    lead_on(connection_, "SELECT old_slug, slug FROM former_slug", "UPDATE former_slug SET slug = ? WHERE old_slug = ?",
            moved_from);
    lead_on(connection_, "SELECT name, slug FROM former_name", "UPDATE former_name SET slug = ? WHERE name = ?",
            moved_from);
    for (const auto& [old_slug, slug] : moved_from) {
        connection_
            .query(
                "INSERT OR REPLACE INTO former_slug (old_slug, slug, since) SELECT ?1, ?2, ?3 "
                "WHERE NOT EXISTS (SELECT 1 FROM slug WHERE slug = ?1)")
            .bind(old_slug, slug, now)
            .run();
    }
}

void Catalogue::place(const Configuration& configuration, const std::vector<Place>& places) {
    const bool featured_was_placed = nodes_.at(featured_feed).placed;
    for (auto& [id, node] : nodes_) node.placed = id == all_feed;
    nodes_.at(all_feed).category = category_of_all(configuration.site);
    place_featured(configuration, featured_was_placed);
    int order = nodes_.at(featured_feed).place;
    for (const auto& place : places) {
        Node& node = nodes_.at(by_name_.at(place.name));
        node.placed = true;
        node.place = ++order;
        node.category = category_of(place, configuration);
        node.category.slug = node.slug;
        if (node.first != node.slug) node.category.first = node.first;
        node.above.clear();
        for (auto i = place.path.size(); i > 1; --i) node.above.push_back(by_name_.at(place.path[i - 2]));
        if (!node.above.empty()) node.category.parent = nodes_.at(node.above.front()).slug;
    }
    for (auto& [id, node] : nodes_) {
        if (node.placed) continue;
        node.above.clear();
        node.category = {};
    }
}

// Once there was a flagged entry. What is not placed has no row in which its numbers are kept.
void Catalogue::place_featured(const Configuration& configuration, bool was_placed) {
    Node& node = nodes_.at(featured_feed);
    node.place = 1;
    node.placed = configuration.featured && node.carried;
    if (!node.placed) return;
    node.category = category_of_featured(configuration.site);
    if (was_placed) return;
    Query query = connection_.query("SELECT count(*) FROM membership WHERE feed = ?");
    query.bind(featured_feed);
    node.entries = node.direct = query.step() ? query.number(0) : 0;
}

// For each category that entries name themselves: the feeds above it.
Catalogue::Above Catalogue::above_entries() const {
    Above out;
    for (const auto& [id, node] : nodes_) {
        if (is_category(id) && node.direct > 0) out[id].insert(node.above.begin(), node.above.end());
    }
    return out;
}

void Catalogue::move_memberships(const Above& before) {
    const Above after = above_entries();
    std::set<FeedId> lost;  // feeds that something no longer flows into
    for (const auto& [id, above] : before) {
        const auto now = after.find(id);
        for (const FeedId feed : above) {
            if (now == after.end() || !now->second.contains(feed)) lost.insert(feed);
        }
    }
    for (const FeedId feed : lost) refill(feed);
    for (const auto& [id, above] : after) {
        const auto old = before.find(id);
        for (const FeedId feed : above) {
            const bool known = old != before.end() && old->second.contains(feed);
            if (!known && !lost.contains(feed)) add_rows_of(feed, nodes_.at(id));
        }
    }
}

// Takes out what came from below and puts in what comes from there now.
void Catalogue::refill(FeedId feed) {
    const auto found = nodes_.find(feed);
    if (found == nodes_.end()) return;
    Node& node = found->second;
    node.entries -= connection_.query("DELETE FROM membership WHERE feed = ? AND direct = 0").bind(feed).run();
    for (const auto& [id, below] : nodes_) {
        const bool flows = std::find(below.above.begin(), below.above.end(), feed) != below.above.end();
        if (flows && below.direct > 0) add_rows_of(feed, below);
    }
    if (node.placed) touched_.insert(feed);
}

void Catalogue::add_rows_of(FeedId feed, const Node& below) {
    nodes_.at(feed).entries +=
        connection_
            .query(
                "INSERT OR IGNORE INTO membership (feed, published, guid, entry, direct, digest, content, updated, "
                "bytes) SELECT ?, published, guid, entry, 0, digest, content, updated, bytes FROM membership "
                "WHERE feed = ? AND direct = 1")
            .bind(feed, below.id)
            .run();
    touched_.insert(feed);
}

void Catalogue::write_feeds() {
    connection_.run("DELETE FROM feed");
    for (const FeedId id : placed()) {
        const Node& node = nodes_.at(id);
        const Category& category = node.category;
        connection_
            .query(
                "INSERT INTO feed (id, place, slug, name, title, description, language, parent, path, position, "
                "entries, direct, shown, previous_archive, tombstones, first) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                "?, ?, ?, ?, ?)")
            .bind(node.id, node.place, category.slug, category.name, category.title, category.description,
                  category.language, category.parent, pack(category.path), category.position, node.entries, node.direct,
                  node.shown, node.previous_archive, node.tombstones, category.first)
            .run();
    }
}

}  // namespace syndicated::ledger
