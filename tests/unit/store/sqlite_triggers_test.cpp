#include "syndicated/store/store.hpp"

#include "store/sqlite_schema.hpp"
#include "support/store_contract.hpp"
#include "support/temp_dir.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace syndicated::store {

namespace {

using Strings = std::vector<std::string>;

// A store and another program's connection to it.
struct Scene {
    testing::TempDir folder;
    std::unique_ptr<Store> store = open();
    SQLite::Database other{folder.path() / "articles.db", SQLite::OPEN_READWRITE, 1000};

    [[nodiscard]] std::unique_ptr<Store> open() const {
        return open_store("sqlite:articles.db", "main", folder.path(), Access::create).value();
    }
    // What `sql` logs, as "article op", in order.
    Strings logged(const std::string& sql) {
        const std::int64_t before = other.execAndGet("SELECT coalesce(max(seq), 0) FROM syn_change").getInt64();
        other.exec(sql);
        Strings rows;
        SQLite::Statement query(other, "SELECT article || ' ' || op FROM syn_change WHERE seq > ? ORDER BY seq");
        query.bind(1, before);
        while (query.executeStep()) rows.push_back(query.getColumn(0).getString());
        return rows;
    }
};

}  // namespace

TEST_CASE("each column of an article decides whether an update is a change") {
    Scene scene;
    scene.other.exec("INSERT INTO article (id, guid) VALUES (1, 'g')");
    const Strings telling{"guid",    "url",     "title", "category", "source", "author", "published",
                          "updated", "summary", "image", "lang",     "status", "html",   "form"};
    const Strings silent{"views", "changed", "charset", "added", "origin", "undecodable"};
    CHECK(telling.size() + silent.size() + 2 == 22);  // and id, featured
    for (const char* recursive : {"OFF", "ON"}) {
        scene.other.exec(fmt::format("PRAGMA recursive_triggers = {}", recursive));
        for (const auto& column : telling) {
            CAPTURE(column, recursive);
            scene.other.exec("UPDATE article SET changed = 5");
            CHECK(scene.logged(fmt::format("UPDATE article SET {} = '7' || '{}'", column, recursive)) ==
                  Strings{"1 u"});
            CHECK(scene.other.execAndGet("SELECT changed FROM article").getInt64() > 1600000000);
            scene.other.exec("UPDATE article SET changed = 5");
            CHECK(scene.logged(fmt::format("UPDATE article SET {} = {}", column, column)).empty());
            CHECK(scene.other.execAndGet("SELECT changed FROM article").getInt64() == 5);
        }
        for (const auto& column : silent) {
            CAPTURE(column, recursive);
            CHECK(scene.logged(fmt::format("UPDATE article SET {} = 8", column)).empty());
        }
        scene.other.exec("UPDATE article SET changed = 5");
        CHECK(scene.logged("UPDATE article SET featured = 1 - featured") == Strings{"1 u"});
        CHECK(scene.logged("UPDATE article SET featured = featured").empty());
        CHECK(scene.other.execAndGet("SELECT changed FROM article").getInt64() == 5);  // a flag is no edit
        scene.other.exec("UPDATE article SET title = NULL");
        CHECK(scene.logged("UPDATE article SET title = ''") == Strings{"1 u"});
        CHECK(scene.logged("UPDATE article SET title = NULL") == Strings{"1 u"});
        CHECK(scene.logged("UPDATE article SET title = NULL").empty());
    }
}

TEST_CASE("rows that are replaced are logged although no delete trigger fires") {
    for (const char* recursive : {"OFF", "ON"}) {
        Scene scene;
        CAPTURE(recursive);
        scene.other.exec(fmt::format("PRAGMA recursive_triggers = {}", recursive));
        scene.other.exec("INSERT INTO article (id, guid) VALUES (1, 'a'), (2, 'b'), (3, 'c')");
        const auto contains = [](const Strings& rows, const std::string& row) {
            return std::find(rows.begin(), rows.end(), row) != rows.end();
        };
        auto rows = scene.logged("INSERT OR REPLACE INTO article (guid, title) VALUES ('a', 'new')");
        CHECK(contains(rows, "1 d"));
        CHECK(contains(rows, "4 i"));
        rows = scene.logged("INSERT OR REPLACE INTO article (id, guid) VALUES (2, 'c')");
        CHECK(contains(rows, "3 d"));
        CHECK(contains(rows, "2 i"));
        rows = scene.logged("UPDATE OR REPLACE article SET guid = 'a' WHERE id = 2");
        CHECK(contains(rows, "4 d"));
        CHECK(contains(rows, "2 u"));
        scene.other.exec("INSERT INTO article (id, guid) VALUES (9, 'i')");
        rows = scene.logged("UPDATE OR REPLACE article SET id = 9 WHERE id = 2");
        CHECK(contains(rows, "2 d"));
        CHECK(contains(rows, "9 d"));
        CHECK(contains(rows, "9 u"));
        CHECK(scene.store->count().value() == 1);
    }
}

TEST_CASE("upserts and ignored inserts name the row that has the guid") {
    Scene scene;
    scene.other.exec("INSERT INTO article (id, guid) VALUES (1, 'a')");
    CHECK(scene.logged("INSERT INTO article (guid, title) VALUES ('a', 't') ON CONFLICT (guid) DO UPDATE SET title = "
                       "excluded.title") == Strings{"1 d", "1 u"});
    CHECK(scene.logged("INSERT OR IGNORE INTO article (guid) VALUES ('a')") == Strings{"1 d"});
    const auto all = testing::read_all(*scene.store, {});
    scene.other.exec("INSERT OR IGNORE INTO article (guid) VALUES ('a')");
    const auto next = testing::read_all(*scene.store, all.next);
    CHECK(next.gone.empty());  // the op is a hint: the row is still there
    CHECK(next.keys() == std::set<std::string>{"1"});
}

TEST_CASE("the triggers do not disturb what a program sees of its own statement") {
    Scene scene;
    scene.other.exec("INSERT INTO article (id, guid) VALUES (1000, 'a')");
    CHECK(scene.other.getLastInsertRowid() == 1000);
    CHECK(scene.other.exec("UPDATE article SET title = 'x'") == 1);
    CHECK(scene.other.exec("UPDATE article SET id = 7") == 1);
    CHECK(scene.logged("INSERT INTO category (name) VALUES (NULL)") == Strings{" c"});
    CHECK(scene.logged("UPDATE category SET about = 'x'") == Strings{" c"});
    CHECK(scene.logged("DELETE FROM category") == Strings{" c"});
    CHECK(scene.logged("INSERT OR IGNORE INTO article_category VALUES (7, 'a'), (7, 'a')") == Strings{"7 u"});
}

TEST_CASE("the log keeps its newest 100,000 rows, and a cursor behind them starts a scan") {
    Scene scene;
    scene.other.exec("INSERT INTO article (guid) VALUES ('a')");
    const auto old = testing::read_all(*scene.store, {}).next;
    scene.other.exec(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 101999) "
        "INSERT INTO syn_change (article, op) SELECT '1', 'u' FROM n");
    CHECK(scene.other.execAndGet("SELECT min(seq) FROM syn_change").getInt64() == 2001);
    CHECK(scene.other.execAndGet("SELECT count(*) FROM syn_change").getInt64() == 100000);
    const auto all = testing::read_all(*scene.store, old);
    CHECK(all.scanned_all);
    CHECK(all.rows.size() == 1);
}

TEST_CASE("rubbish in the log is passed over") {
    Scene scene;
    const auto cursor = testing::read_all(*scene.store, {}).next;
    scene.other.exec(
        "INSERT INTO syn_change (article, op) VALUES ('', ''), ('x', 'd'), (zeroblob(300000), 'u'), (x'ff00', x'fe'), "
        "('9999999999999999999999', 'u'), (1.5, 7), ('77', 'u')");
    const auto all = testing::read_all(*scene.store, cursor);
    CHECK(all.rows.empty());
    CHECK(all.gone == Strings{"77"});
    CHECK_FALSE(testing::read_all(*scene.store, all.next).scanned_all);
}

TEST_CASE("triggers that were lost come back, and everything is read again") {
    Scene scene;
    scene.other.exec("INSERT INTO article (guid, title) VALUES ('a', 'A')");
    auto all = testing::read_all(*scene.store, {});
    // As tools do that rebuild a table to change it.
    scene.other.exec("BEGIN; CREATE TABLE t AS SELECT * FROM article; DROP TABLE article;" +
                     std::string(native_schema[0].sql) +
                     "; INSERT INTO article SELECT * FROM t; DROP TABLE t; UPDATE article SET title = 'B'; COMMIT");
    CHECK(testing::wait_for_change(*scene.store));
    all = testing::read_all(*scene.store, all.next);
    CHECK(all.scanned_all);
    CHECK(all.titles() == Strings{"B"});
    CHECK(scene.logged("UPDATE article SET title = 'C'") == Strings{"1 u"});
    all = testing::read_all(*scene.store, all.next);
    CHECK(all.titles() == Strings{"C"});
    CHECK_FALSE(all.scanned_all);
}

TEST_CASE("a store with the article table alone gets the rest, and an older trigger is replaced") {
    const testing::TempDir folder;
    {
        SQLite::Database other(folder.path() / "articles.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        other.exec(std::string(native_schema[0].sql));
        other.exec(
            "CREATE TRIGGER syn_article_insert AFTER INSERT ON article BEGIN SELECT raise(ABORT, 'old'); END;"
            "CREATE TABLE own (x); CREATE VIEW v AS SELECT 1");
    }
    for (int i = 0; i < 2; ++i) {
        const auto store = open_store("sqlite:articles.db", "main", folder.path(), Access::existing).value();
        CHECK(store->uuid().value().size() == 36);
        SQLite::Database other(folder.path() / "articles.db", SQLite::OPEN_READWRITE);
        other.exec("INSERT INTO article (title) VALUES ('x')");
        CHECK(other.execAndGet("PRAGMA journal_mode").getString() == "delete");
    }
}

TEST_CASE("a new store is in WAL mode, and opening one again writes nothing") {
    Scene scene;
    CHECK(scene.other.execAndGet("PRAGMA journal_mode").getString() == "wal");
    const auto version = [&] { return scene.other.execAndGet("PRAGMA data_version").getInt64(); };
    const auto before = version();
    CHECK(scene.open()->count().value() == 0);
    CHECK(version() == before);
}

}  // namespace syndicated::store
