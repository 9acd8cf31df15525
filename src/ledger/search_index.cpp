#include "ledger/search_index.hpp"

#include <algorithm>

namespace syndicated::ledger {

namespace {

constexpr std::int64_t rows_a_second = 1 << 20;

// Found by the entry's id, so that two entries meet only where their ids are a million apart in one second; then the
// next free row is as good. nullopt: a thousand are taken, which takes a billion entries; that one is not found.
std::optional<std::int64_t> free_row(Connection& connection, std::int64_t id, sys_seconds published) {
    constexpr std::int64_t most_tries = 1000;
    for (std::int64_t i = 0; i < most_tries; ++i) {
        const std::int64_t row = first_row_of(published) + (id + i) % rows_a_second;
        if (!connection.query("SELECT 1 FROM search_row WHERE row = ?").bind(row).step()) return row;
    }
    return std::nullopt;
}

void add_to_index(Connection& connection, std::int64_t id, const Searchable& entry) {
    const auto row = free_row(connection, id, entry.published);
    if (!row) return;
    const auto columns = search_columns(entry);
    connection.query("INSERT INTO search_row (entry, row) VALUES (?, ?)").bind(id, *row).run();
    connection.query("INSERT INTO search (rowid, words, chars, source, author) VALUES (?, ?, ?, ?, ?)")
        .bind(*row, columns.words, columns.chars, columns.source, columns.author)
        .run();
}

}  // namespace

std::int64_t first_row_of(sys_seconds published) {
    constexpr std::int64_t farthest = std::int64_t{1} << 42;  // 139,000 years
    const std::int64_t seconds = published.time_since_epoch().count();
    return std::clamp(seconds, -farthest, farthest) * rows_a_second;
}

Searchable searchable_of(const Article& article) {
    Searchable out;
    out.title = article.title;
    out.html = article.html;
    out.summary = article.summary;
    out.source = article.source;
    out.authors = article.authors;
    out.published = article.published.at;
    return out;
}

std::optional<Searchable> read_searchable(Connection& connection, std::int64_t id) {
    Query query = connection.query(
        "SELECT e.title, coalesce(b.html, ''), e.summary, e.source, e.authors, e.published FROM entry e "
        "LEFT JOIN body b ON b.entry = e.id WHERE e.id = ? AND e.state = 0");
    if (!query.bind(id).step()) return std::nullopt;
    Searchable out;
    out.title = query.text(0);
    out.html = query.text(1);
    out.summary = query.text(2);
    out.source = query.text(3);
    out.authors = query.list(4);
    out.published = query.instant(5);
    return out;
}

void queue_for_search(Connection& connection, std::int64_t id, sys_seconds published) {
    connection.query("INSERT OR REPLACE INTO search_queue (entry, published) VALUES (?, ?)").bind(id, published).run();
}

void drop_from_search(Connection& connection, std::int64_t id, const Searchable& as_stored) {
    if (connection.query("DELETE FROM search_queue WHERE entry = ?").bind(id).run() != 0) return;
    std::int64_t row = 0;
    {
        Query query = connection.query("SELECT row FROM search_row WHERE entry = ?");
        if (!query.bind(id).step()) return;
        row = query.number(0);
    }
    const auto columns = search_columns(as_stored);
    connection
        .query("INSERT INTO search (search, rowid, words, chars, source, author) VALUES ('delete', ?, ?, ?, ?, ?)")
        .bind(row, columns.words, columns.chars, columns.source, columns.author)
        .run();
    connection.query("DELETE FROM search_row WHERE entry = ?").bind(id).run();
}

void queue_all_for_search(Connection& connection) {
    connection.run("INSERT INTO search (search) VALUES ('delete-all')");
    connection.run("DELETE FROM search_row");
    connection.run("DELETE FROM search_queue");
    connection.run("INSERT INTO search_queue (entry, published) SELECT id, published FROM entry WHERE state = 0");
    connection.query("INSERT OR REPLACE INTO meta (name, value) VALUES ('search_version', ?)")
        .bind(search_version)
        .run();
}

void require_search_version(Connection& connection) {
    {
        Query query = connection.query("SELECT value FROM meta WHERE name = 'search_version'");
        if (query.step() && query.number(0) == search_version) return;
    }
    Transaction transaction(connection, Transaction::Kind::write);
    queue_all_for_search(connection);
    transaction.commit();
}

bool index_some(Connection& connection, std::int64_t most) {
    std::vector<std::int64_t> ids;
    Query query = connection.query("SELECT entry FROM search_queue ORDER BY published DESC LIMIT ?");
    query.bind(std::max<std::int64_t>(most, 0));
    while (query.step()) ids.push_back(query.number(0));
    for (const auto id : ids) {
        const auto entry = read_searchable(connection, id);
        if (entry) add_to_index(connection, id, *entry);
        connection.query("DELETE FROM search_queue WHERE entry = ?").bind(id).run();
    }
    return connection.query("SELECT 1 FROM search_queue LIMIT 1").step();
}

}  // namespace syndicated::ledger
