#include "ledger/schema.hpp"

#include "ledger/article_page.hpp"
#include "ledger/feeds.hpp"

#include <fmt/format.h>

#include <array>

namespace syndicated::ledger {

namespace {

constexpr std::int64_t application_id = 0x73796e64;  // "synd"

// Applied in order, counted by PRAGMA user_version. Append; never edit one that was released.
// Own tables hold what cannot be made again; derived ones are a function of the store's rows, the settings and the own
// tables (docs/store.md). Instants are Unix seconds, digests 16 bytes, lists as pack() makes them.
struct Migration {
    const char* sql;
    void (*fill)(Connection&) = nullptr;  // what SQL alone cannot make
};

constexpr std::array migrations{
    Migration{R"sql(
-- own
CREATE TABLE identity (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;  -- documents: digest; first_read_done: 1
CREATE TABLE store_cursor (store TEXT PRIMARY KEY, cursor TEXT NOT NULL) WITHOUT ROWID;
-- raw: of the row as last read; content: of the article as last public, without its `updated`
CREATE TABLE guid_memory (id INTEGER PRIMARY KEY, guid TEXT NOT NULL UNIQUE, store TEXT NOT NULL, key TEXT NOT NULL,
  first_seen INTEGER NOT NULL, last_changed INTEGER NOT NULL, raw BLOB, content BLOB);
CREATE INDEX guid_memory_key ON guid_memory (store, key);
-- carried: an entry had it once, so it stays when it is emptied; ceded: settings or table gave its slug to another
-- name, or the table has it no longer, so it does not; seen_first, seen_guid, path: of the article that places it in the tree; live: that one is there
CREATE TABLE slug (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, slug TEXT UNIQUE, since INTEGER NOT NULL,
  carried INTEGER NOT NULL DEFAULT 0, ceded INTEGER NOT NULL DEFAULT 0, live INTEGER NOT NULL DEFAULT 0,
  seen_first INTEGER, seen_guid TEXT, path TEXT);
CREATE TABLE former_slug (old_slug TEXT PRIMARY KEY, slug TEXT NOT NULL, since INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE feed_state (slug TEXT PRIMARY KEY, revision INTEGER NOT NULL, digest BLOB NOT NULL,
  last_modified INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE told (hub TEXT NOT NULL, topic TEXT NOT NULL, told INTEGER NOT NULL, tried INTEGER NOT NULL,
  attempts INTEGER NOT NULL, next_try INTEGER NOT NULL, given_up INTEGER NOT NULL, last_answer TEXT NOT NULL,
  PRIMARY KEY (hub, topic)) WITHOUT ROWID;
CREATE TABLE tombstone (guid TEXT PRIMARY KEY, withdrawn_at INTEGER NOT NULL, feeds TEXT NOT NULL) WITHOUT ROWID;

-- derived; entry.id is guid_memory.id
CREATE TABLE entry (id INTEGER PRIMARY KEY, guid TEXT NOT NULL, store TEXT NOT NULL, position INTEGER NOT NULL,
  state INTEGER NOT NULL,  -- 0 visible, 1 held until published, 2 withheld
  main TEXT NOT NULL, first_seen INTEGER NOT NULL, published INTEGER NOT NULL, updated INTEGER NOT NULL,
  bytes INTEGER NOT NULL, digest BLOB NOT NULL, fingerprint BLOB NOT NULL, link TEXT NOT NULL,
  categories TEXT NOT NULL, category_path TEXT NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL,
  source_url TEXT NOT NULL, authors TEXT NOT NULL, editors TEXT NOT NULL, published_precision INTEGER NOT NULL,
  scheduled INTEGER NOT NULL, article_updated INTEGER, article_updated_precision INTEGER, views INTEGER,
  link_from_settings INTEGER NOT NULL, summary TEXT NOT NULL, image TEXT NOT NULL, language TEXT NOT NULL,
  featured INTEGER NOT NULL, withheld INTEGER NOT NULL);
CREATE INDEX entry_position ON entry (store, position);
CREATE INDEX entry_place ON entry (main, first_seen, guid) WHERE state = 0 AND main <> '';
CREATE INDEX entry_due ON entry (published) WHERE state = 1;
-- The store's category table as last configured, for a start while the store does not answer.
CREATE TABLE category_row (name TEXT PRIMARY KEY, parent TEXT NOT NULL, slug TEXT NOT NULL, about TEXT NOT NULL,
  position INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE body (entry INTEGER PRIMARY KEY, html TEXT NOT NULL);
-- A row for every feed that shows the entry or would if it were newer; feed 0 is `all`, others are slug.id.
CREATE TABLE membership (feed INTEGER NOT NULL, published INTEGER NOT NULL, guid TEXT NOT NULL, entry INTEGER NOT NULL,
  direct INTEGER NOT NULL,  -- the entry names the category itself; else one below it
  digest BLOB NOT NULL, updated INTEGER NOT NULL, bytes INTEGER NOT NULL,
  PRIMARY KEY (feed, published DESC, guid)) WITHOUT ROWID;
-- entries, direct: its rows in membership; shown: how many of the newest the live feed holds
CREATE TABLE feed (id INTEGER PRIMARY KEY, place INTEGER NOT NULL, slug TEXT NOT NULL, name TEXT NOT NULL,
  title TEXT NOT NULL, description TEXT NOT NULL, language TEXT NOT NULL, parent TEXT NOT NULL, path TEXT NOT NULL,
  position INTEGER NOT NULL, entries INTEGER NOT NULL, direct INTEGER NOT NULL, shown INTEGER NOT NULL);
)sql"},
    // Whether any entry was made with other rules is asked at each start.
    Migration{R"sql(
CREATE INDEX entry_fingerprint ON entry (store, fingerprint);
)sql"},
    // Articles have pages of their own, by article_id_of(guid): its 64 bits as a signed number.
    Migration{R"sql(
ALTER TABLE guid_memory ADD COLUMN article_id INTEGER NOT NULL DEFAULT 0;
CREATE INDEX guid_memory_article_id ON guid_memory (article_id);
)sql",
              fill_article_ids},
    // previous_archive: the key of the archive behind what the live feed shows, or empty. meta gets time_zone: the
    // site's.
    Migration{R"sql(
ALTER TABLE feed ADD COLUMN previous_archive TEXT NOT NULL DEFAULT '';
CREATE INDEX feed_slug ON feed (slug);
)sql"},
    // The full-text index: search_columns() says what it holds. Each visible entry is in search_row, under its rowid in
    // search, or waits in search_queue. meta gets search_version and max_bytes.
    Migration{R"sql(
CREATE VIRTUAL TABLE search USING fts5 (words, chars, source, author, content = '', columnsize = 0, tokenize = 'ascii');
CREATE TABLE search_row (entry INTEGER PRIMARY KEY, row INTEGER NOT NULL UNIQUE);
CREATE TABLE search_queue (entry INTEGER PRIMARY KEY, published INTEGER NOT NULL);
CREATE INDEX search_queue_published ON search_queue (published);
)sql"},
    // Derived: how many visible entries each source has.
    Migration{R"sql(
CREATE TABLE source_count (name TEXT PRIMARY KEY, entries INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX source_count_entries ON source_count (entries DESC, name);
INSERT INTO source_count SELECT source, count(*) FROM entry WHERE state = 0 AND source <> '' GROUP BY source;
)sql"},
    // Own: the feeds of each tombstone, until now a list of their slugs in it, and slugs of feeds that were removed.
    // feed.tombstones: how many of the newest it shows.
    Migration{R"sql(
CREATE TABLE tombstone_feed (feed INTEGER NOT NULL, withdrawn_at INTEGER NOT NULL, guid TEXT NOT NULL,
  PRIMARY KEY (feed, withdrawn_at DESC, guid)) WITHOUT ROWID;
CREATE INDEX tombstone_feed_guid ON tombstone_feed (guid);
INSERT OR IGNORE INTO tombstone_feed
  WITH RECURSIVE part (guid, withdrawn_at, slug, rest) AS (
    SELECT guid, withdrawn_at, '', feeds || ' ' FROM tombstone UNION ALL
    SELECT guid, withdrawn_at, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)
      FROM part WHERE rest <> '')
  SELECT s.id, p.withdrawn_at, p.guid FROM part p LEFT JOIN former_slug f ON f.old_slug = p.slug
  JOIN (SELECT 0 AS id, 'all' AS slug UNION ALL SELECT id, slug FROM slug WHERE slug IS NOT NULL) s
    ON s.slug = coalesce(f.slug, p.slug);
ALTER TABLE feed ADD COLUMN tombstones INTEGER NOT NULL DEFAULT 0;
CREATE TABLE gone_slug (slug TEXT PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
)sql"},
    // A start makes heads of them and no document. Derived: the row goes in the transaction that changes the feed.
    Migration{R"sql(
CREATE TABLE document (slug TEXT PRIMARY KEY, contents BLOB NOT NULL) WITHOUT ROWID;  -- a digest for each format
ALTER TABLE feed_state ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
CREATE INDEX feed_name ON feed (name);
)sql"},
    // content: content_of() of the entry or the feed. A start makes heads of them and no document (decision 0009).
    Migration{R"sql(
DROP TABLE document;
ALTER TABLE membership ADD COLUMN content BLOB NOT NULL DEFAULT x'00000000000000000000000000000000';
ALTER TABLE feed_state ADD COLUMN content BLOB NOT NULL DEFAULT x'00000000000000000000000000000000';
)sql",
              fill_contents},
    // The feed of flagged entries is in slug too, without a name; it is carried once there was one. In its rows of
    // membership the column published holds `updated`, by which it is ordered.
    Migration{R"sql(
INSERT INTO slug (id, name, slug, since, carried)
  SELECT -1, '', 'featured', 0, EXISTS (SELECT 1 FROM entry WHERE state = 0 AND featured = 1);
INSERT INTO membership (feed, published, guid, entry, direct, digest, content, updated, bytes)
  SELECT -1, e.updated, e.guid, e.id, 1, m.digest, m.content, m.updated, m.bytes FROM entry e
  JOIN membership m ON m.feed = 0 AND m.published = e.published AND m.guid = e.guid WHERE e.featured = 1;
)sql"},
    // Own: what each row of a store counted last; what entries gained, by the begin of a span of time; its sums.
    Migration{R"sql(
CREATE TABLE view_count (store TEXT NOT NULL, position INTEGER NOT NULL, views INTEGER NOT NULL,
  PRIMARY KEY (store, position)) WITHOUT ROWID;
CREATE TABLE view_gain (since INTEGER NOT NULL, entry INTEGER NOT NULL, views INTEGER NOT NULL,
  PRIMARY KEY (since, entry)) WITHOUT ROWID;
CREATE TABLE view_rank (entry INTEGER PRIMARY KEY, views INTEGER NOT NULL);
CREATE INDEX view_rank_views ON view_rank (views DESC, entry);
)sql"},
    // Own: whom the built-in hub tells, and what its subscribers have not confirmed yet. mode: 0 subscribe, 1
    // unsubscribe, 2 denied. meta gets subscription_edits.
    Migration{R"sql(
CREATE TABLE subscription (id INTEGER PRIMARY KEY, topic TEXT NOT NULL, callback TEXT NOT NULL,
  callback_key TEXT NOT NULL, secret TEXT NOT NULL, lease_end INTEGER NOT NULL, delta INTEGER NOT NULL,
  paused INTEGER NOT NULL, delivered INTEGER NOT NULL, attempts INTEGER NOT NULL, next_try INTEGER NOT NULL,
  failing INTEGER NOT NULL, last_answer TEXT NOT NULL);
CREATE UNIQUE INDEX subscription_key ON subscription (callback_key, topic);
CREATE TABLE subscription_request (id INTEGER PRIMARY KEY, mode INTEGER NOT NULL, topic TEXT NOT NULL,
  callback TEXT NOT NULL, callback_key TEXT NOT NULL, secret TEXT NOT NULL, verify_token TEXT NOT NULL,
  lease INTEGER NOT NULL, delta INTEGER NOT NULL, revision INTEGER NOT NULL, came INTEGER NOT NULL);
CREATE UNIQUE INDEX subscription_request_key ON subscription_request (callback_key, topic);
)sql"},
    // Own: what search engines are to be told. How far they were is in told, as hub and topic 'articles'.
    Migration{R"sql(
CREATE TABLE announcement (seq INTEGER PRIMARY KEY AUTOINCREMENT, service TEXT NOT NULL, url TEXT NOT NULL);
CREATE UNIQUE INDEX announcement_url ON announcement (url, service);
CREATE INDEX announcement_service ON announcement (service);
)sql"},
    // Own: what waits for one callback and topic may be of several modes; why one was denied.
    Migration{R"sql(
DROP INDEX subscription_request_key;
CREATE UNIQUE INDEX subscription_request_key ON subscription_request (callback_key, topic, mode);
ALTER TABLE subscription_request ADD COLUMN reason TEXT NOT NULL DEFAULT '';
)sql"},
    Migration{R"sql(
ALTER TABLE entry ADD COLUMN category_paths TEXT NOT NULL DEFAULT '';
)sql"},
    // slug.first, own: what the feed's permanent id is made of; feed.first: the same where it is not the slug.
    Migration{R"sql(
ALTER TABLE slug ADD COLUMN first TEXT NOT NULL DEFAULT '';
UPDATE slug SET first = coalesce(slug, '');
ALTER TABLE feed ADD COLUMN first TEXT NOT NULL DEFAULT '';
)sql"},
    // Own: the slug that a category had which is called otherwise now.
    Migration{R"sql(
CREATE TABLE former_name (name TEXT PRIMARY KEY, slug TEXT NOT NULL, since INTEGER NOT NULL) WITHOUT ROWID;
)sql"},
    // Own: when the entry last came back after it was withdrawn, which its `updated` is not before.
    Migration{R"sql(
ALTER TABLE guid_memory ADD COLUMN returned INTEGER;
)sql"},
};

std::int64_t number_of(Connection& connection, const char* pragma) {
    Query query = connection.query(pragma);
    return query.step() ? query.number(0) : 0;
}

Failure foreign_file(const Connection& connection) {
    return Failure(
        {Errc::invalid_input, ledger_at(connection.path()) + " is a database of another program; name another file"});
}

Failure newer_file(const Connection& connection, std::int64_t version) {
    return Failure({Errc::invalid_input, fmt::format("{} was written by a newer syndicated (schema {}, known up to {})",
                                                     ledger_at(connection.path()), version, migrations.size())});
}

std::int64_t checked_version(Connection& connection) {
    const std::int64_t version = number_of(connection, "PRAGMA user_version");
    const std::int64_t id = number_of(connection, "PRAGMA application_id");
    const bool empty = number_of(connection, "SELECT count(*) FROM sqlite_schema") == 0;
    if (id != application_id && !empty) throw foreign_file(connection);
    if (version > static_cast<std::int64_t>(migrations.size())) throw newer_file(connection, version);
    return empty ? 0 : version;
}

}  // namespace

void migrate(Connection& connection) {
    for (auto version = checked_version(connection); version < static_cast<std::int64_t>(migrations.size());) {
        Transaction transaction(connection, Transaction::Kind::write);
        const Migration& migration = migrations[static_cast<std::size_t>(version)];
        connection.run(migration.sql);
        if (migration.fill != nullptr) migration.fill(connection);
        connection.run("DELETE FROM meta WHERE name = 'configured'");  // every feed is looked at anew
        connection.run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", application_id, ++version));
        transaction.commit();
    }
}

void require_newest(Connection& connection) {
    if (checked_version(connection) == static_cast<std::int64_t>(migrations.size())) return;
    throw Failure(
        {Errc::conflict, ledger_at(connection.path()) +
                             " is empty or of an older version; start the daemon or run `syndicated rebuild`"});
}

}  // namespace syndicated::ledger
