#include "ledger/rows.hpp"

#include "ledger/article_page.hpp"
#include "ledger/pack.hpp"

#include <utility>

namespace syndicated::ledger {

namespace {

Remembered read_remembered(const Query& query) {
    Remembered out;
    out.id = query.number(0);
    out.guid = query.text(1);
    out.store = query.text(2);
    out.key = query.text(3);
    out.first_seen = query.instant(4);
    out.last_changed = query.instant(5);
    out.raw = query.digest(6);
    out.content = query.digest(7);
    if (!query.is_null(19)) out.returned = query.instant(19);
    if (query.is_null(8)) return out;
    Standing standing;
    standing.state = static_cast<State>(query.number(8));
    standing.digest = query.digest(9);
    standing.published = query.instant(10);
    standing.updated = query.instant(11);
    standing.bytes = query.number(12);
    standing.main = query.text(13);
    standing.content = content_of(standing.digest, query.text(14), query.flag(15));
    standing.categories = query.list(16);
    standing.source = query.text(17);
    standing.featured = query.flag(18);
    out.entry = std::move(standing);
    return out;
}

std::optional<Timestamp> timestamp(const Query& query, int column) {
    if (query.is_null(column)) return std::nullopt;
    Timestamp out;
    out.at = query.instant(column);
    out.precision = static_cast<Precision>(query.number(column + 1));
    return out;
}

Article read_article(const Query& query) {
    Article out;
    out.guid = query.text(0);
    out.store = query.text(1);
    out.position = query.number(2);
    out.link = query.text(3);
    out.categories = query.list(4);
    out.category_path = query.list(5);
    out.title = query.text(6);
    out.source = query.text(7);
    out.source_url = query.text(8);
    out.authors = query.list(9);
    out.editors = query.list(10);
    out.published = timestamp(query, 11).value_or(Timestamp{});
    out.scheduled = query.flag(13);
    out.updated = timestamp(query, 14);
    if (!query.is_null(16)) out.views = query.number(16);
    out.link_from_settings = query.flag(17);
    out.summary = query.text(18);
    out.image = query.text(19);
    out.language = query.text(20);
    out.featured = query.flag(21);
    out.withheld = static_cast<Withheld>(query.number(22));
    out.html = query.text(23);
    out.key = query.text(24);
    out.category_paths = query.list(25);
    return out;
}

}  // namespace

Article as_kept(Article article) {
    article.text.clear();
    article.images.clear();
    if (article.withheld != Withheld::none) article.html.clear();
    return article;
}

bool is_first_read_done(Connection& connection) {
    return connection.query("SELECT 1 FROM meta WHERE name = 'first_read_done'").step();
}

std::optional<Remembered> remembered_guid(Connection& connection, const std::string& guid) {
    Query query = connection.query(
        "SELECT m.id, m.guid, m.store, m.key, m.first_seen, m.last_changed, m.raw, m.content, e.state, e.digest, "
        "e.published, e.updated, e.bytes, e.main, e.link, e.link_from_settings, e.categories, e.source, e.featured, "
        "m.returned "
        "FROM guid_memory m LEFT JOIN entry e ON e.id = m.id WHERE m.guid = ?");
    query.bind(guid);
    if (!query.step()) return std::nullopt;
    return read_remembered(query);
}

std::optional<Remembered> remembered_id(Connection& connection, std::int64_t id) {
    Query query = connection.query(
        "SELECT m.id, m.guid, m.store, m.key, m.first_seen, m.last_changed, m.raw, m.content, e.state, e.digest, "
        "e.published, e.updated, e.bytes, e.main, e.link, e.link_from_settings, e.categories, e.source, e.featured, "
        "m.returned "
        "FROM guid_memory m JOIN entry e ON e.id = m.id WHERE m.id = ?");
    query.bind(id);
    if (!query.step()) return std::nullopt;
    return read_remembered(query);
}

std::vector<std::int64_t> ids_under(Connection& connection, const std::string& store, const std::string& key) {
    Query query = connection.query(
        "SELECT m.id FROM guid_memory m JOIN entry e ON e.id = m.id WHERE m.store = ? AND m.key = ? ORDER BY m.id");
    query.bind(store, key);
    std::vector<std::int64_t> out;
    while (query.step()) out.push_back(query.number(0));
    return out;
}

void write_memory(Connection& connection, Remembered& memory) {
    if (memory.id == 0) {
        connection
            .query(
                "INSERT INTO guid_memory (guid, store, key, first_seen, last_changed, raw, content, article_id, "
                "returned) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(memory.guid, memory.store, memory.key, memory.first_seen, memory.last_changed, memory.raw,
                  memory.content, id_number_of(memory.guid), memory.returned)
            .run();
        memory.id = connection.last_id();
        return;
    }
    connection
        .query(
            "UPDATE guid_memory SET store = ?1, key = ?2, last_changed = ?3, raw = ?4, content = ?5, returned = ?6 "
            "WHERE id = ?7 AND (store, key, last_changed, raw, content, returned) IS NOT (?1, ?2, ?3, ?4, ?5, ?6)")
        .bind(memory.store, memory.key, memory.last_changed, memory.raw, memory.content, memory.returned, memory.id)
        .run();
}

std::int64_t bytes_of(const Article& article) {
    return static_cast<std::int64_t>(article.title.size() + article.html.size());
}

void write_row(Connection& connection, std::int64_t id, const Entry& entry, State state, const Digest& fingerprint) {
    const Article& a = entry.article;
    std::optional<sys_seconds> updated;
    std::optional<std::int64_t> updated_precision;
    if (a.updated) {
        updated = a.updated->at;
        updated_precision = static_cast<std::int64_t>(a.updated->precision);
    }
    connection
        .query(
            "INSERT OR REPLACE INTO entry (id, guid, store, position, state, main, first_seen, published, updated, "
            "bytes, digest, fingerprint, link, categories, category_path, title, source, source_url, authors, "
            "editors, published_precision, scheduled, article_updated, article_updated_precision, views, "
            "link_from_settings, summary, image, language, featured, withheld, category_paths) VALUES (?, ?, ?, ?, ?, "
            "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(id, a.guid, a.store, a.position, static_cast<int>(state),
              a.categories.empty() ? std::string() : std::string(a.categories.front()), entry.first_seen,
              a.published.at, entry.updated, bytes_of(a), entry.digest, fingerprint, a.link, pack(a.categories),
              pack(a.category_path), a.title, a.source, a.source_url, pack(a.authors), pack(a.editors),
              static_cast<int>(a.published.precision), a.scheduled, updated, updated_precision, a.views,
              a.link_from_settings, a.summary, a.image, a.language, a.featured, static_cast<int>(a.withheld),
              pack(a.category_paths))
        .run();
}

void write_fingerprint(Connection& connection, std::int64_t id, const Digest& fingerprint) {
    connection.query("UPDATE entry SET fingerprint = ?2 WHERE id = ?1 AND fingerprint <> ?2")
        .bind(id, fingerprint)
        .run();
}

void write_body(Connection& connection, std::int64_t id, const std::string& html) {
    connection.query("INSERT OR REPLACE INTO body (entry, html) VALUES (?, ?)").bind(id, html).run();
}

void erase_entry(Connection& connection, std::int64_t id) {
    connection.query("DELETE FROM entry WHERE id = ?").bind(id).run();
    connection.query("DELETE FROM body WHERE entry = ?").bind(id).run();
}

std::optional<Entry> read_entry(Connection& connection, std::int64_t id) {
    Query query = connection.query(
        "SELECT e.guid, e.store, e.position, e.link, e.categories, e.category_path, e.title, e.source, e.source_url, "
        "e.authors, e.editors, e.published, e.published_precision, e.scheduled, e.article_updated, "
        "e.article_updated_precision, e.views, e.link_from_settings, e.summary, e.image, e.language, e.featured, "
        "e.withheld, coalesce(b.html, ''), m.key, e.category_paths, e.first_seen, m.last_changed, e.updated, e.digest "
        "FROM entry e JOIN guid_memory m ON m.id = e.id LEFT JOIN body b ON b.entry = e.id WHERE e.id = ?");
    query.bind(id);
    if (!query.step()) return std::nullopt;
    Entry out;
    out.article = read_article(query);
    out.first_seen = query.instant(26);
    out.last_changed = query.instant(27);
    out.updated = query.instant(28);
    out.digest = query.digest(29);
    return out;
}

}  // namespace syndicated::ledger
