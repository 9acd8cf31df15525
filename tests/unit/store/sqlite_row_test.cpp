#include "syndicated/base/text.hpp"
#include "syndicated/store/store.hpp"

#include "support/store_contract.hpp"
#include "support/temp_dir.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace syndicated::store {

namespace {

struct Scene {
    testing::TempDir folder;
    std::unique_ptr<Store> store;
    std::unique_ptr<SQLite::Database> other;

    explicit Scene(const std::string& before = "") {
        const auto file = folder.path() / "articles.db";
        if (!before.empty()) SQLite::Database(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec(before);
        store = open_store("sqlite:articles.db", "main", folder.path(), Access::create).value();
        other = std::make_unique<SQLite::Database>(file, SQLite::OPEN_READWRITE, 1000);
    }
    RawArticle row(const std::string& columns, const std::string& values) {
        other->exec("DELETE FROM article");
        other->exec(fmt::format("INSERT INTO article (id, {}) VALUES (1, {})", columns, values));
        return store->find("1").value();
    }
};

}  // namespace

TEST_CASE("a column may hold a value of any type") {
    Scene scene;
    auto row = scene.row("title, category, views, published, html", "x'e4b8ade69687', 7, 547, 1741550000.5, 12");
    CHECK(row.title == "中文");
    CHECK(row.category == "7");
    CHECK(row.views == "547");
    CHECK(row.published == "1741550000.5");
    CHECK(row.html == "12");
    row = scene.row("title, html", "CAST(x'41ff42c3' AS TEXT), x'fe'");
    CHECK(row.title ==
          "A\xEF\xBF\xBD"
          "B\xEF\xBF\xBD");
    CHECK(is_valid_utf8(row.html));
    CHECK(row.undecodable == 3);
    CHECK(scene.row("title", "'a' || char(0) || 'b'").title == std::string("a\0b", 3));
    CHECK(scene.row("featured, status, undecodable", "1.0, '1', 'x'").is_public);
    CHECK_FALSE(scene.row("status", "1.5").is_public);
    CHECK_FALSE(scene.row("status", "'public'").is_public);
    CHECK_FALSE(scene.row("status", "x'31'").is_public);
    CHECK(scene.row("undecodable", "-5").undecodable == 0);
}

TEST_CASE("the form is known in any case, an unknown one is html") {
    Scene scene;
    CHECK(scene.row("form", "'PAGE'").form == Form::page);
    CHECK(scene.row("form", "'markdown'").form == Form::markdown);
    CHECK(scene.row("form", "'docx'").form == Form::html);
    CHECK(scene.row("form", "x'ff'").form == Form::html);
}

TEST_CASE("times are seconds, also where a program left text, milliseconds or rubbish") {
    Scene scene;
    const auto seconds = [&](const std::string& value) {
        return scene.row("added", value).added.time_since_epoch().count();
    };
    CHECK(seconds("1741550791") == 1741550791);
    CHECK(seconds("'1741550791'") == 1741550791);
    CHECK(seconds("1741550791.9") == 1741550791);
    CHECK(seconds("1741550791123") == 1741550791);
    CHECK(seconds("1741550791123456") == 1741550791);
    CHECK(seconds("'2025-03-09 20:06:31'") == 1741550791);
    CHECK(seconds("'2025-03-10T04:06:31+08:00'") == 1741550791);
    CHECK(seconds("'gestern'") == 0);
    CHECK(seconds("-1") == 0);
    CHECK(seconds("9223372036854775807") == 253402300799);
    CHECK(scene.row("changed", "'2025-03-09 20:06:31'").changed == sys_seconds{std::chrono::seconds{1741550791}});
    CHECK_FALSE(scene.row("changed", "NULL").changed.has_value());
}

TEST_CASE("a value that is too long is cut at a character and stops no other row") {
    Scene scene;
    auto row = scene.row("title, html",
                         "'x' || replace(hex(zeroblob(300000)), '00', '中文'), "
                         "'x' || replace(hex(zeroblob(3000000)), '00', '中文')");
    CHECK(row.title->size() <= 1024 * 1024);
    CHECK(row.title->size() > 1024 * 1024 - 3);
    CHECK(row.html.size() <= 16 * 1024 * 1024);
    CHECK(row.html.size() > 16 * 1024 * 1024 - 3);
    CHECK(is_valid_utf8(row.html));
    CHECK(row.undecodable == 0);
}

TEST_CASE("a value that would fill the memory is left out and stops no other row") {
    Scene scene;
    scene.other->exec(
        "INSERT INTO article (id, title) VALUES (1, 'first');"
        "INSERT INTO article (id, title, html) VALUES (2, 'second', zeroblob(40000000));"
        "INSERT INTO article (id, title) VALUES (3, zeroblob(40000000));"
        "INSERT INTO article (id, title) VALUES (4, 'fourth')");
    const auto all = testing::read_all(*scene.store, {});
    REQUIRE(all.rows.size() == 4);
    CHECK(all.rows[0].title == "fourth");
    CHECK_FALSE(all.rows[1].is_public);
    CHECK(all.rows[2].title == "second");
    CHECK(all.rows[2].html.empty());
    CHECK(all.rows[2].is_public);
    CHECK(all.rows[3].title == "first");
}

TEST_CASE("ids of any size and sign are read once each") {
    Scene scene;
    scene.other->exec("INSERT INTO article (id) VALUES (-9223372036854775808), (-5), (0), (1), (9223372036854775807)");
    for (const int limit : {1, 2, 100}) {
        const auto all = testing::read_all(*scene.store, {}, limit);
        CHECK(all.rows.size() == 5);
        CHECK(all.keys().size() == 5);
        CHECK(all.first_read_done);
    }
    CHECK(scene.store->find("-5").value().position == -5);
}

TEST_CASE("a large body ends a step early") {
    Scene scene;
    for (int i = 0; i < 4; ++i) scene.other->exec("INSERT INTO article (html) VALUES (hex(zeroblob(3000000)))");
    const auto batch = scene.store->read({}, 100).value();
    CHECK(batch.rows.size() <= 2);
    CHECK(batch.more);
    CHECK(testing::read_all(*scene.store, {}).rows.size() == 4);
}

TEST_CASE("a UTF-16 database reads the same") {
    Scene scene(
        "PRAGMA encoding = 'UTF-16le'; CREATE TABLE category (name TEXT PRIMARY KEY, parent TEXT, slug TEXT "
        "UNIQUE, about TEXT, position INTEGER NOT NULL DEFAULT 0)");
    REQUIRE(scene.other->execAndGet("PRAGMA encoding").getString() == "UTF-16le");
    CHECK(scene.row("title, html", "'标题', '<p>正文</p>'").title == "标题");
    CHECK(scene.store->find("1").value().html == "<p>正文</p>");
}

}  // namespace syndicated::store
