#include "ledger/writer.hpp"

#include "ledger/announcements.hpp"
#include "ledger/archive.hpp"
#include "ledger/selection.hpp"
#include "ledger/tombstones.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace syndicated::ledger {

namespace {

Digest stored_digest(Connection& connection, const char* name) {
    Query query = connection.query("SELECT value FROM meta WHERE name = ?");
    query.bind(name);
    return query.step() ? query.digest(0) : Digest{};
}

void store_digest(Connection& connection, const char* name, const Digest& digest) {
    connection.query("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)").bind(name, digest).run();
}

// Over all of it that tree, titles, slugs and limits follow from.
Digest shape_of(const Configuration& configuration) {
    Digester digester;
    digester.add(configuration.documents);
    const Site& site = configuration.site;
    digester.add(site.title).add(site.language).add(site.time_zone).add(std::int64_t{configuration.featured});
    const FeedLimits& limits = configuration.limits;
    digester.add(limits.entries).add(std::int64_t{limits.window.count()}).add(limits.max_bytes);
    digester.add(std::int64_t{limits.tombstones}).add(std::int64_t{limits.tombstones_keep.count()});
    digester.add(static_cast<std::int64_t>(site.categories.size()));
    for (const auto& category : site.categories) {
        digester.add(category.name).add(category.slug).add(category.title).add(category.about).add(category.parent);
    }
    for (const auto& row : *configuration.category_table) {
        digester.add(row.name).add(row.parent).add(row.slug).add(row.about).add(std::int64_t{row.position});
    }
    return digester.finish();
}

void store_category_table(Connection& connection, const std::vector<CategoryTableRow>& table) {
    connection.run("DELETE FROM category_row");
    for (const auto& row : table) {
        connection
            .query("INSERT OR REPLACE INTO category_row (name, parent, slug, about, position) VALUES (?, ?, ?, ?, ?)")
            .bind(row.name, row.parent, row.slug, row.about, row.position)
            .run();
    }
}

std::vector<CategoryTableRow> stored_category_table(Connection& connection) {
    Query query = connection.query("SELECT name, parent, slug, about, position FROM category_row ORDER BY name");
    std::vector<CategoryTableRow> out;
    while (query.step()) {
        CategoryTableRow row;
        row.name = query.text(0);
        row.parent = query.text(1);
        row.slug = query.text(2);
        row.about = query.text(3);
        row.position = static_cast<int>(query.number(4));
        out.push_back(std::move(row));
    }
    return out;
}

std::set<std::string> names_of(const std::vector<CategoryTableRow>& table) {
    std::set<std::string> out;
    for (const auto& row : table) out.insert(row.name);
    return out;
}

// In any order; of rows with one name the last counts.
bool is_same(std::vector<CategoryTableRow> rows, const std::vector<CategoryTableRow>& stored) {
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return rows == stored;
}

}  // namespace

// A transaction that fails leaves memory ahead of the database; the next one reads it anew.
Committed Writer::write(sys_seconds now, const Step& step) {
    Transaction transaction(connection_, Transaction::Kind::write);
    if (!std::exchange(in_step_, false)) {
        catalogue_.load();
        states_.load();
        room_for_announcements_ = 0;
    }
    states_.see(now);
    Committed out;
    step(out);
    transaction.commit();
    in_step_ = true;
    return out;
}

void Writer::require_configuration() const {
    if (!configuration_) throw Failure({Errc::internal, "the ledger was written before configure() was called"});
}

Committed Writer::configure(const Configuration& configuration, sys_seconds now) {
    Configuration next = configuration;
    Committed out = write(now, [&](Committed& step) {
        auto table = stored_category_table(connection_);
        Cause cause = Cause::settings;
        if (next.category_table && !is_same(*next.category_table, table)) {
            const auto names = names_of(*next.category_table);
            for (const auto& row : table) {
                if (!names.contains(row.name)) catalogue_.give_up(row.name);
            }
            store_category_table(connection_, *next.category_table);
            cause = Cause::entries;  // what a feed holds moves with its place in the tree
            table = stored_category_table(connection_);
        }
        next.category_table = std::move(table);
        drop_other_announcements(connection_, next.announced);
        room_for_announcements_ = 0;
        // What a start finds as it was left needs no look at every feed.
        const Digest shape = shape_of(next);
        if (stored_digest(connection_, "configured") == shape) return;
        store_digest(connection_, "configured", shape);
        const bool rewritten = stored_digest(connection_, "documents") != next.documents;
        if (rewritten) {
            store_digest(connection_, "documents", next.documents);
        }
        store_time_zone(connection_, next.site.time_zone);
        store_max_bytes(connection_, next.limits.max_bytes);
        settle(next, rewritten ? Why::new_documents : Why::new_settings, cause, now, step);
    });
    configuration_ = std::move(next);
    return out;
}

Committed Writer::replace(const std::function<Committed()>& swap, sys_seconds now) {
    require_configuration();
    return write(now, [&](Committed& out) {
        out = swap();
        catalogue_.load();
        settle(*configuration_, Why::rebuilt, Cause::entries, now, out);
        // settle() knows nothing of feeds that came back with what was swapped in.
        connection_.run("DELETE FROM gone_slug WHERE slug IN (SELECT slug FROM feed)");
    });
}

void Writer::forget_articles() {
    write(sys_seconds{}, [&](Committed&) { catalogue_.forget_articles(); });
}

void Writer::settle(const Configuration& configuration, Why why, Cause cause, sys_seconds now, Committed& out) {
    const Settled settled = catalogue_.settle(configuration, why != Why::entries, now);
    std::set<FeedId> touched = catalogue_.take_touched();
    touched.insert(settled.placed.begin(), settled.placed.end());
    for (const FeedId id : why == Why::entries ? catalogue_.placed_of(touched) : catalogue_.placed()) {
        Node& node = catalogue_.node(id);
        const bool rewrite = why == Why::new_documents;
        const bool changed = states_.refresh(node, configuration, cause, rewrite, now);
        catalogue_.write_counts(node);
        if (changed || rewrite || settled.placed.contains(id)) out.feeds.push_back(node.category.slug);
    }
    for (const FeedId id : settled.placed) note_in_use(connection_, catalogue_.node(id).slug);
    for (const auto& slug : settled.removed) note_gone(connection_, slug, now);
    out.removed_feeds.insert(out.removed_feeds.end(), settled.removed.begin(), settled.removed.end());
}

}  // namespace syndicated::ledger
