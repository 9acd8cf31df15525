// Every row through the rules again: nothing but what comes out different changes, whatever the number of threads and
// however often it is cut off.
#include "integration/house.hpp"
#include "integration/scripted_store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

#include <filesystem>

namespace syndicated::app {

using testing::an_article;
using testing::House;
using testing::ScriptedStore;
using testing::TempDir;

namespace {

constexpr const char* other_zone = "time_zone = \"+09:00\"\n";

std::vector<RawArticle> some_articles(int count) {
    std::vector<RawArticle> out;
    for (int i = 0; i < count; ++i) {
        auto raw = an_article(i, i % 3 == 0 ? "首页 > 新闻 > 社会" : i % 3 == 1 ? "新闻" : "娱乐");
        if (i % 3 == 2) raw.source = "来源：观察员";
        out.push_back(std::move(raw));
    }
    return out;
}

// Every row of the ledger's tables of articles, as text.
std::vector<std::string> contents(const TempDir& folder) {
    SQLite::Database file((folder.path() / "ledger.db").string(), SQLite::OPEN_READONLY);
    std::vector<std::string> out;
    for (const std::string table : {"guid_memory", "entry", "body", "membership"}) {
        SQLite::Statement rows(file, "SELECT * FROM " + table);
        while (rows.executeStep()) {
            std::string line = table;
            for (int i = 0; i < rows.getColumnCount(); ++i) line += "|" + rows.getColumn(i).getString();
            out.push_back(std::move(line));
        }
    }
    return out;
}

ledger::Known known(House& house, const std::string& guid) {
    return house.ledger->known(std::vector<std::string>{guid}).value().at(guid);
}

Entry entry(House& house, const std::string& guid) {
    return house.ledger->kept(std::vector<std::string>{guid}).value().at(guid);
}

}  // namespace

TEST_CASE("reading and renormalising give the same ledger and the same bytes on 1, 2 and 8 threads") {
    const TempDir original;  // one store, for its uuid is in the fingerprints
    House(original).store->write(some_articles(300)).value();
    std::vector<std::string> read, renormalised;
    std::map<std::string, std::string> documents;
    for (const int threads : {1, 2, 8}) {
        INFO(threads);
        const TempDir folder;
        {
            std::filesystem::copy_file(original.path() / "articles.db", folder.path() / "articles.db");
            House house(folder, threads);
            house.store->read_at_most(100);
            house.read_and_publish();
        }
        const auto first = contents(folder);
        House house(folder, threads, other_zone);
        house.store->read_at_most(100);
        CHECK(house.renormalise_and_publish() == 300);
        const auto second = contents(folder);
        if (documents.empty()) {
            read = first;
            renormalised = second;
            documents = house.documents();
        }
        CHECK((first == read));  // in brackets: too long to be printed
        CHECK((second == renormalised));
        CHECK((second != first));
        CHECK((house.documents() == documents));
    }
}

TEST_CASE("renormalising changes what comes out different, and nothing of the rest") {
    const TempDir folder;
    House house(folder, 2);
    house.store->write(some_articles(90)).value();
    house.read_and_publish();
    const std::string touched = "https://www.example.cn/a/2", untouched = "https://www.example.cn/a/3";
    REQUIRE(entry(house, touched).article.source == "观察员");
    const auto before = house.documents();
    const auto entry_before = entry(house, touched);

    // A source that is a category of the site is none.
    SQLite::Database(folder.path().string() + "/articles.db", SQLite::OPEN_READWRITE)
        .exec("INSERT INTO category (name) VALUES ('观察员')");
    house.clock.advance(std::chrono::hours(1));
    house.configure();
    CHECK(house.renormalise_and_publish() == 90);
    CHECK(entry(house, touched).article.source.empty());
    CHECK(entry(house, touched).first_seen == entry_before.first_seen);
    CHECK(entry(house, touched).last_changed == entry_before.last_changed);
    CHECK(known(house, untouched).fingerprint == house.rules.fingerprint);
    const auto after = house.documents();
    for (const std::string feed : {"/feeds/she-hui.rss", "/feeds/xin-wen.atom", "/feeds/xin-wen.rss etag"}) {
        INFO(feed);
        CHECK(after.at(feed) == before.at(feed));
    }
    CHECK(after.at("/feeds/yu-le.rss") != before.at("/feeds/yu-le.rss"));
}

TEST_CASE("renormalising looks at every row, a scan only at those of other rules") {
    const TempDir folder;
    House house(folder);
    const auto row = an_article(1, "新闻");
    house.store->write({&row, 1}).value();
    house.read_and_publish();
    // As rules of the same number but with another mind would have left it.
    const auto is = known(house, *row.guid);
    ledger::Batch batch;
    batch.store = is.store;
    batch.fingerprint = is.fingerprint;
    batch.cursor = house.ledger->cursor("main").value();
    batch.items.emplace_back();
    batch.items.front().article = entry(house, *row.guid).article;
    batch.items.front().article.title = "另一种读法";
    batch.items.front().raw = is.raw;
    house.ledger->commit(batch, house.clock.now_s()).value();

    house.reader.restart_scan().value();
    house.read_and_publish();
    CHECK(entry(house, *row.guid).article.title == "另一种读法");
    house.renormalise_and_publish();
    CHECK(entry(house, *row.guid).article.title == "第1篇");
}

TEST_CASE("a pass over every row that is cut off is gone on with, by the same rules only") {
    const TempDir folder;
    House house(folder);
    house.store->write(some_articles(120)).value();
    house.store->read_at_most(40);
    house.read_and_publish();
    const auto begin = [&house] {
        Reader reader(*house.store, *house.ledger, house.clock, 2, Pass::every_row);
        const auto step = reader.step(house.rules).value();
        REQUIRE(step.more);
        return std::pair(step.rows, reader.resumed());
    };
    const auto [first, first_resumed] = begin();
    CHECK_FALSE(first_resumed);
    SECTION("the same rules") {
        const auto [second, second_resumed] = begin();
        CHECK(second_resumed);
        CHECK(first + second + house.renormalise_and_publish() == 120);
        CHECK(house.renormalise_and_publish() == 120);  // the next one is a new one
    }
    SECTION("other rules") {
        house.settings.site.time_zone = "+09:00";
        house.configure();
        CHECK(house.renormalise_and_publish() == 120);
    }
    SECTION("after the daemon has looked at everything") {
        house.reader.restart_scan().value();
        house.read_and_publish();
        CHECK(first + house.renormalise_and_publish() == 120);
    }
}

TEST_CASE("other rules are noticed by the fingerprint, and the newest articles come first") {
    const TempDir folder;
    House house(folder);
    house.store->write(some_articles(120)).value();
    house.store->read_at_most(40);
    house.read_and_publish();
    const auto old = house.rules.fingerprint;
    house.settings.site.time_zone = "+09:00";
    house.configure();
    CHECK(house.ledger->outdated("main", house.rules.fingerprint).value());
    house.reader.restart_scan().value();
    REQUIRE(house.step_and_publish(house.reader));
    CHECK(known(house, "https://www.example.cn/a/119").fingerprint == house.rules.fingerprint);
    CHECK(known(house, "https://www.example.cn/a/0").fingerprint == old);
    CHECK(house.ledger->outdated("main", house.rules.fingerprint).value());
    house.read_and_publish();
    CHECK_FALSE(house.ledger->outdated("main", house.rules.fingerprint).value());
}

TEST_CASE("what one batch does to an article counts for the next, though that was read before") {
    const TempDir folder;
    House house(folder);
    auto row = an_article(1, "新闻");
    row.store = "main";
    row.key = "1";
    row.position = 1;
    auto changed = row;
    changed.title = "改过";
    const auto with = [](std::vector<RawArticle> rows, std::vector<std::string> gone = {}) {
        store::Batch out;
        out.rows = std::move(rows);
        out.gone = std::move(gone);
        return out;
    };
    ScriptedStore::Script script;
    SECTION("it was changed and changed back") {
        script = {with({row}), with({changed}), with({row})};
    }
    SECTION("it was deleted and put back") {
        script = {with({row}), with({}, {"1"}), with({row})};
    }
    const auto last = script.back().rows.front();
    ScriptedStore store(std::move(script));
    Reader reader(store, *house.ledger, house.clock, 2);
    while (house.step_and_publish(reader)) {
    }
    CHECK(entry(house, *row.guid).article.title == *last.title);
}

TEST_CASE("of two rows with one guid the one that has it keeps it, and the other is named") {
    const TempDir folder;
    House house(folder, 2);
    SQLite::Database file((folder.path() / "articles.db").string(), SQLite::OPEN_READWRITE);
    file.exec("INSERT INTO article (id, title, html) VALUES (7, '无名', '<p>正文。</p>')");
    house.read_and_publish();
    file.exec("INSERT INTO article (id, title, html) VALUES (9, '同名', '<p>正文。</p>')");
    const auto former = guids_of({house.store->find("9").value()}, house.rules).front();
    house.read_and_publish();
    REQUIRE(entry(house, former).article.title == "同名");
    file.exec("UPDATE article SET guid = '7' WHERE id = 9");
    const auto guid = guids_of({house.store->find("7").value()}, house.rules).front();
    REQUIRE(guids_of({house.store->find("9").value()}, house.rules).front() == guid);
    const auto title = [&] { return entry(house, guid).article.title; };
    for (int scan = 0; scan < 3; ++scan) {
        house.read_and_publish();
        CHECK(title() == "无名");
        CHECK_THROWS(entry(house, former));  // under no other guid either
        house.reader.restart_scan().value();
    }
    SECTION("until it is gone") {
        file.exec("DELETE FROM article WHERE id = 7");
    }
    SECTION("until it has another") {
        file.exec("UPDATE article SET guid = 'a' WHERE id = 7");
    }
    house.read_and_publish();
    house.reader.restart_scan().value();
    house.read_and_publish();
    CHECK(title() == "同名");
}

TEST_CASE("what the store gets while a batch waits that was read ahead is asked for after it") {
    const TempDir folder;
    House house(folder);
    const auto batch_of = [](int number) {
        store::Batch out;
        auto& row = out.rows.emplace_back(an_article(number, "新闻"));
        row.store = "main";
        row.key = std::to_string(number);
        row.position = number;
        return out;
    };
    ScriptedStore store({batch_of(1), batch_of(2)});
    Reader reader(store, *house.ledger, house.clock, 2);
    REQUIRE(reader.step(house.rules).value().more);
    store.add(batch_of(3));
    while (reader.step(house.rules).value().more) {
    }
    for (const int number : {1, 2, 3}) CHECK_NOTHROW(entry(house, *an_article(number, "新闻").guid));
}

}  // namespace syndicated::app
