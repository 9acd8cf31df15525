#include "store/sqlite_write.hpp"

#include "store/sqlite_row.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Transaction.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace syndicated::store {

namespace {

// Parameters 1 to 14: text_fields in their order; 15 html, 16 form, 17 featured, 18 public, 19 undecodable.
constexpr const char* find_sql = R"sql(
SELECT id, url IS ?2 AND title IS ?3 AND category IS ?4 AND source IS ?5 AND author IS ?6 AND published IS ?7
  AND updated IS ?8 AND views IS ?9 AND summary IS ?10 AND image IS ?11 AND lang IS ?12 AND origin IS ?13
  AND charset IS ?14 AND html IS ?15 AND form IS ?16 AND (featured <> 0) IS ?17 AND (status = 1) IS ?18
  AND undecodable IS ?19
FROM article WHERE guid = ?1)sql";

constexpr const char* insert_sql = R"sql(
INSERT INTO article (guid, url, title, category, source, author, published, updated, views, summary, image, lang,
  origin, charset, html, form, featured, status, undecodable, added, changed)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,
  coalesce(?20, CAST(strftime('%s', 'now') AS INTEGER)), ?21))sql";

constexpr const char* update_sql = R"sql(
UPDATE article SET guid = ?1, url = ?2, title = ?3, category = ?4, source = ?5, author = ?6, published = ?7,
  updated = ?8, views = ?9, summary = ?10, image = ?11, lang = ?12, origin = ?13, charset = ?14, html = ?15,
  form = ?16, featured = CASE WHEN (featured <> 0) IS ?17 THEN featured ELSE ?17 END,
  status = CASE WHEN (status = 1) IS ?18 THEN status ELSE ?18 END, undecodable = ?19
WHERE id = ?20)sql";

constexpr const char* second_sql = "SELECT category FROM article_category WHERE article = ?1";
constexpr const char* second_insert_sql = "INSERT OR IGNORE INTO article_category (article, category) VALUES (?1, ?2)";
constexpr const char* second_delete_sql = "DELETE FROM article_category WHERE article = ?1 AND category = ?2";

void bind(SQLite::Statement& statement, int at, const std::optional<std::string>& text) {
    if (text) {
        statement.bindNoCopy(at, *text);
    } else {
        statement.bind(at);
    }
}

void bind_columns(SQLite::Statement& statement, const RawArticle& article, const std::string& form) {
    for (std::size_t i = 0; i < text_fields.size(); ++i) {
        bind(statement, static_cast<int>(i) + 1, article.*text_fields[i]);
    }
    statement.bindNoCopy(15, article.html);
    statement.bindNoCopy(16, form);
    statement.bind(17, article.featured ? 1 : 0);
    statement.bind(18, article.is_public ? 1 : 0);
    statement.bind(19, article.undecodable);
}

struct Stored {
    std::int64_t id = 0;
    bool equal = false;
};

std::optional<Stored> find_stored(SqliteConnection& connection, const RawArticle& article, const std::string& form) {
    if (!article.guid) return std::nullopt;
    Query query(connection, find_sql);
    bind_columns(*query, article, form);
    if (!query->executeStep()) return std::nullopt;
    return Stored{query->getColumn(0).getInt64(), query->getColumn(1).getInt() != 0};
}

std::int64_t insert(SqliteConnection& connection, const RawArticle& article, const std::string& form) {
    Query query(connection, insert_sql);
    bind_columns(*query, article, form);
    query->bind(20);
    query->bind(21);
    if (article.added != sys_seconds{}) query->bind(20, std::int64_t{article.added.time_since_epoch().count()});
    if (article.changed) query->bind(21, std::int64_t{article.changed->time_since_epoch().count()});
    query->exec();
    return connection.database().getLastInsertRowid();
}

void update(SqliteConnection& connection, const RawArticle& article, const std::string& form, std::int64_t id) {
    Query query(connection, update_sql);
    bind_columns(*query, article, form);
    query->bind(20, id);
    query->exec();
}

using Names = std::set<std::string, std::less<>>;

Names stored_seconds(SqliteConnection& connection, std::int64_t id) {
    Names names;
    Query query(connection, second_sql);
    query->bind(1, id);
    while (query->executeStep()) names.insert(text_of(query->getColumn(0)));
    return names;
}

// True if there was a difference.
bool write_seconds(SqliteConnection& connection, std::int64_t id, const RawArticle& article, bool is_new) {
    Names wanted(article.more_categories.begin(), article.more_categories.end());
    wanted.erase("");
    const Names stored = is_new ? Names{} : stored_seconds(connection, id);
    if (wanted == stored) return false;
    const auto run = [&](const char* sql, const Names& names, const Names& but) {
        for (const auto& name : names) {
            if (but.contains(name)) continue;
            Query query(connection, sql);
            query->bind(1, id);
            query->bindNoCopy(2, name);
            query->exec();
        }
    };
    run(second_delete_sql, stored, wanted);
    run(second_insert_sql, wanted, stored);
    return true;
}

void write_one(SqliteConnection& connection, const RawArticle& article, Written& written) {
    const std::string form(name_of(article.form));
    const auto stored = find_stored(connection, article, form);
    if (!stored) {
        write_seconds(connection, insert(connection, article, form), article, true);
        ++written.inserted;
        return;
    }
    if (!stored->equal) update(connection, article, form, stored->id);
    const bool seconds_differ = write_seconds(connection, stored->id, article, false);
    ++(stored->equal && !seconds_differ ? written.unchanged : written.updated);
}

}  // namespace

Written write_articles(SqliteConnection& connection, std::span<const RawArticle> articles) {
    Written written;
    SQLite::Transaction transaction(connection.database(), SQLite::TransactionBehavior::IMMEDIATE);
    for (const auto& article : articles) write_one(connection, article, written);
    transaction.commit();
    return written;
}

}  // namespace syndicated::store
