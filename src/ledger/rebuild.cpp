#include "ledger/rebuild.hpp"

#include "ledger/schema.hpp"
#include "ledger/search_index.hpp"
#include "ledger/tombstones.hpp"

#include <array>
#include <system_error>

namespace syndicated::ledger {

namespace {

// What a rebuild reads and adds to.
constexpr std::array kept{"guid_memory", "slug", "former_slug", "former_name", "category_row"};
constexpr std::array derived{"entry", "body", "membership", "feed", "source_count"};

std::filesystem::path path_beside(const std::filesystem::path& ledger) {
    return ledger.string() + ".rebuild";
}

void attach(Connection& connection, const std::filesystem::path& path, const char* sql) {
    const std::string name = path.string();
    connection.query(sql).bind(name).run();
}

// Detaches however the transaction in between ended.
class Attached {
public:
    Attached(Connection& connection, const std::filesystem::path& path) : connection_(connection) {
        attach(connection, path, "ATTACH ? AS fresh");
    }
    ~Attached() { connection_.database().tryExec("DETACH fresh"); }
    Attached(const Attached&) = delete;
    Attached& operator=(const Attached&) = delete;

private:
    Connection& connection_;
};

std::int64_t count(Connection& connection, const char* sql) {
    Query query = connection.query(sql);
    return query.step() ? query.number(0) : 0;
}

void swap_tombstones(Connection& ledger, sys_seconds now) {
    ledger
        .query(
            "INSERT OR REPLACE INTO main.tombstone (guid, withdrawn_at, feeds) SELECT e.guid, ?, "
            "(SELECT coalesce(group_concat(slug, ' '), '') FROM (SELECT f.slug FROM main.feed f WHERE EXISTS (SELECT 1 "
            "FROM main.membership m WHERE m.feed = f.id AND m.published = CASE f.id WHEN -1 THEN e.updated ELSE "
            "e.published END AND m.guid = e.guid) "
            "ORDER BY f.id)) "
            "FROM main.entry e WHERE e.state = 0 "
            "AND NOT EXISTS (SELECT 1 FROM fresh.entry n WHERE n.id = e.id AND n.state = 0)")
        .bind(now)
        .run();
    ledger
        .query(
            "INSERT OR REPLACE INTO main.tombstone_feed (feed, withdrawn_at, guid) SELECT m.feed, ?, m.guid "
            "FROM main.membership m WHERE NOT EXISTS (SELECT 1 FROM fresh.entry n WHERE n.id = m.entry AND n.state = "
            "0)")
        .bind(now)
        .run();
    ledger.run(
        "DELETE FROM main.tombstone WHERE guid IN (SELECT t.guid FROM main.tombstone t JOIN fresh.guid_memory m "
        "ON m.guid = t.guid JOIN fresh.entry e ON e.id = m.id AND e.state = 0)");
    ledger.run("DELETE FROM main.tombstone_feed WHERE guid NOT IN (SELECT guid FROM main.tombstone)");
}

}  // namespace

Rebuild::Rebuild(Connection& ledger, const Identity& identity)
    : ledger_(ledger), identity_(identity), path_(path_beside(ledger.path())) {
    remove_leftovers(ledger.path());
    fresh_ = std::make_unique<Connection>(path_, Connection::Mode::create);
    // It is worth nothing after a crash, so it need not be safe against one.
    fresh_->run("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF");
    migrate(*fresh_);
    attach(*fresh_, ledger.path(), "ATTACH ? AS ledger");
    for (const std::string table : kept) {
        fresh_->run("INSERT OR REPLACE INTO main." + table + " SELECT * FROM ledger." + table);
    }
    // Only to know what comes back; which of them stay, swap_tombstones() says.
    fresh_->run("INSERT INTO main.tombstone SELECT * FROM ledger.tombstone");
    fresh_->run("DETACH ledger");
    writer_ = std::make_unique<Writer>(*fresh_);
    writer_->forget_articles();
}

Rebuild::~Rebuild() {
    writer_.reset();
    fresh_.reset();
    remove_leftovers(ledger_.path());
}

Committed Rebuild::finish(Writer& ledger, sys_seconds now) {
    writer_.reset();
    fresh_.reset();
    const Attached attached(ledger_, path_);
    return ledger.replace([this, now] { return swap(now); }, now);
}

Committed Rebuild::swap(sys_seconds now) {
    Committed out;
    out.written = count(ledger_,
                        "SELECT count(*) FROM fresh.entry n WHERE n.state <> 2 AND NOT EXISTS (SELECT 1 FROM "
                        "main.entry e WHERE e.id = n.id AND e.state = n.state AND e.digest = n.digest)");
    out.withdrawn = count(ledger_,
                          "SELECT count(*) FROM main.entry e WHERE e.state = 0 AND NOT EXISTS "
                          "(SELECT 1 FROM fresh.entry n WHERE n.id = e.id AND n.state = 0)");
    Query removed = ledger_.query("SELECT slug FROM main.feed WHERE slug NOT IN (SELECT slug FROM fresh.feed)");
    while (removed.step()) {
        out.removed_feeds.push_back(removed.text(0));
        note_gone(ledger_, removed.text(0), now);
    }

    swap_tombstones(ledger_, now);
    for (const auto& tables : {std::vector<std::string>(kept.begin(), kept.end()),
                               std::vector<std::string>(derived.begin(), derived.end())}) {
        for (const auto& table : tables) {
            ledger_.run("DELETE FROM main." + table);
            ledger_.run("INSERT INTO main." + table + " SELECT * FROM fresh." + table);
        }
    }
    ledger_.run("INSERT OR REPLACE INTO main.store_cursor SELECT * FROM fresh.store_cursor");
    ledger_.run("INSERT OR IGNORE INTO main.meta SELECT * FROM fresh.meta WHERE name = 'first_read_done'");
    queue_all_for_search(ledger_);
    write_identity(ledger_, identity_);
    return out;
}

void Rebuild::remove_leftovers(const std::filesystem::path& ledger) {
    for (const char* const end : {"", "-journal", "-wal", "-shm"}) {
        std::error_code ignored;
        std::filesystem::remove(path_beside(ledger).string() + end, ignored);
    }
}

std::optional<Identity> read_identity(Connection& connection) {
    Query query = connection.query("SELECT name, value FROM identity");
    std::optional<Identity> out;
    while (query.step()) {
        if (!out) out.emplace();
        const std::string name = query.text(0);
        if (name == "site_id") out->site_id = query.text(1);
        if (name == "store_name") out->store_name = query.text(1);
        if (name == "guid_template") out->guid_template = query.text(1);
    }
    return out;
}

void write_identity(Connection& connection, const Identity& identity) {
    const auto write = [&connection](const char* name, const std::string& value) {
        connection.query("INSERT OR REPLACE INTO identity (name, value) VALUES (?, ?)").bind(name, value).run();
    };
    write("site_id", identity.site_id);
    write("store_name", identity.store_name);
    write("guid_template", identity.guid_template);
}

}  // namespace syndicated::ledger
