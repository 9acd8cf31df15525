// What search engines are to be told of articles.
#include "support/ledger_builders.hpp"
#include "support/temp_dir.hpp"
#include "unit/ledger/probe.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

namespace syndicated::ledger {

using namespace testing;

namespace {

using Urls = std::vector<std::string>;

// A ledger whose first read is done; "all" hears of changes too, "new" does not.
struct Newsroom {
    TempDir dir;
    Configuration configuration = a_configuration();
    std::unique_ptr<Ledger> ledger;

    explicit Newsroom(bool read = true) {
        configuration.announced = {{"all", true}, {"new", false}};
        open();
        if (read) finish_first_read({});
    }
    void open() {
        ledger.reset();
        ledger = ledger_in(dir.path());
        ledger->configure(configuration, noon).value();
    }
    void finish_first_read(std::vector<Item> items) {
        Batch batch = a_batch(std::move(items));
        batch.first_read_done = true;
        ledger->commit(batch, noon).value();
    }
    void commit(std::vector<Item> items, sys_seconds now = noon) {
        ledger->commit(a_batch(std::move(items)), now).value();
    }
    // Of one service, as numbers: https://example.cn/7.html is "7".
    [[nodiscard]] Urls waiting(std::string_view service, std::int64_t after = 0) const {
        Urls out;
        for (const auto& row : ledger->announcements(service, after, most_announcements).value()) {
            out.push_back(row.url.substr(19, row.url.find(".html") - 19));
        }
        return out;
    }
    void told(const std::string& service, std::int64_t seq) const {
        Ping ping;
        ping.hub = service;
        ping.topic = articles_topic;
        ping.told = static_cast<Revision>(seq);
        ledger->record(ping).value();
    }
    void tell_all() const {
        for (const char* const service : {"all", "new"}) told(service, ledger->backlog(service, 0).value().newest);
    }
};

}  // namespace

TEST_CASE("the first read is not announced, what comes after it is") {
    Newsroom room(false);
    room.commit({an_item(1)});
    room.finish_first_read({an_item(2)});
    CHECK(room.waiting("all").empty());
    room.commit({an_item(3), an_item(4)});
    CHECK(room.waiting("all") == Urls{"3", "4"});
    CHECK(room.waiting("new") == Urls{"3", "4"});
    CHECK(room.waiting("unknown").empty());
}

TEST_CASE("a changed article is announced to those that hear of changes, once, and behind the others") {
    Newsroom room;
    room.commit({an_item(1), an_item(2)});
    room.commit({an_item(1).titled("改了")});
    CHECK(room.waiting("all") == Urls{"2", "1"});
    CHECK(room.waiting("new") == Urls{"1", "2"});
}

TEST_CASE("what is not new to readers is not announced") {
    Newsroom room;
    room.commit({an_item(1)});
    const auto before = room.ledger->announcements("all", 0, 10).value();

    SECTION("the same row again") {
        room.commit({an_item(1)});
    }
    SECTION("other rules make something else of the same row") {
        Item item = an_item(1);
        item.article.title = "按新规则";
        room.commit({item});
    }
    SECTION("a row that changed and gave the same article") {
        Item item = an_item(1);
        item.raw = digest_named("another author's column");
        room.commit({item});
    }
    SECTION("an article that is withheld") {
        room.commit({an_item(2).withheld(Withheld::not_public)});
    }
    SECTION("a withdrawn one") {
        room.ledger->commit(gone({"1"}), noon).value();
    }
    SECTION("an address that no search engine takes") {
        Item item = an_item(2);
        item.article.link = "https://example.cn/" + std::string(2048, 'x');
        room.commit({item});
    }
    CHECK(room.ledger->announcements("all", 0, 10).value() == before);
}

TEST_CASE("an article that comes back is no new one") {
    Newsroom room;
    room.commit({an_item(1)});
    room.tell_all();
    room.ledger->commit(gone({"1"}), noon).value();
    room.commit({an_item(1).titled("又来了"), an_item(2)});
    CHECK(room.waiting("all") == Urls{"1", "2"});
    CHECK(room.waiting("new") == Urls{"2"});
}

TEST_CASE("an article that comes back as it was is announced to those that hear of changes") {
    Newsroom room;
    room.commit({an_item(1)});
    room.tell_all();
    room.ledger->commit(gone({"1"}), noon).value();
    room.commit({an_item(1)});
    CHECK(room.waiting("all") == Urls{"1"});
    CHECK(room.waiting("new").empty());
}

TEST_CASE("a withdrawn article that waits is no more told to those that hear of new ones, until it is back") {
    Newsroom room;
    room.commit({an_item(1), an_item(2)});
    if (GENERATE(true, false)) {
        room.ledger->commit(gone({"1"}), noon).value();
    } else {
        room.commit({an_item(1).withheld(Withheld::not_public)});
    }
    CHECK(room.waiting("new") == Urls{"2"});
    CHECK(room.ledger->backlog("new", 0).value().count == 1);
    CHECK(room.waiting("all") == Urls{"1", "2"});
    room.open();
    SECTION("at once") {
        room.commit({an_item(1)});
        CHECK(room.waiting("new") == Urls{"2", "1"});
    }
    SECTION("after others were told") {
        room.tell_all();
        room.commit({an_item(3)});
        room.commit({an_item(1).titled("又来了")});
        CHECK(room.waiting("new") == Urls{"3", "1"});
    }
}

TEST_CASE("an article is announced when it is shown, not while it is held or withheld") {
    Newsroom room;
    room.commit({an_item(1).scheduled(at(60)), an_item(2).withheld(Withheld::not_public)});
    CHECK(room.waiting("new").empty());
    room.ledger->release_due(at(61)).value();
    CHECK(room.waiting("new") == Urls{"1"});
    room.commit({an_item(2)}, at(62));
    CHECK(room.waiting("new") == Urls{"1", "2"});
}

TEST_CASE("an article that was held in the first read is announced when it is shown") {
    Newsroom room(false);
    room.commit({an_item(1).scheduled(at(60)), an_item(2).scheduled(at(10))});
    room.ledger->release_due(at(11)).value();
    room.finish_first_read({});
    room.ledger->release_due(at(61)).value();
    CHECK(room.waiting("all") == Urls{"1"});
}

TEST_CASE("an article whose time comes as it is read by other rules is announced") {
    Newsroom room;
    room.commit({an_item(1).scheduled(at(60))});
    Batch batch = a_batch({an_item(1).scheduled(at(60))});
    batch.fingerprint = digest_named("rules 2");
    room.ledger->commit(batch, at(61)).value();
    CHECK(room.waiting("new") == Urls{"1"});
    room.ledger->release_due(at(62)).value();
    CHECK(room.waiting("all") == Urls{"1"});
}

TEST_CASE("announcements survive a restart, and go when the service was told") {
    Newsroom room;
    room.commit({an_item(1), an_item(2)});
    room.open();
    CHECK(room.waiting("all") == Urls{"1", "2"});
    const auto rows = room.ledger->announcements("all", 0, 1).value();
    REQUIRE(rows.size() == 1);
    CHECK(room.waiting("all", rows[0].seq) == Urls{"2"});
    CHECK(room.ledger->backlog("all", rows[0].seq).value().count == 1);
    room.told("all", rows[0].seq);
    room.commit({an_item(3)});
    CHECK(room.waiting("all") == Urls{"2", "3"});
    CHECK(room.waiting("new") == Urls{"1", "2", "3"});
    CHECK(room.ledger->backlog("new", 0).value() ==
          Backlog{3, room.ledger->announcements("new", 0, 3).value().back().seq});
    CHECK(room.ledger->backlog("unknown", 0).value() == Backlog{});
}

TEST_CASE("a number is given once, even when nothing waits") {
    Newsroom room;
    room.commit({an_item(1)});
    const auto first = room.ledger->backlog("all", 0).value().newest;
    room.told("all", first);
    room.told("new", first + 1);
    room.commit({});
    CHECK(room.waiting("all").empty());
    room.open();
    room.commit({an_item(2)});
    CHECK(room.ledger->backlog("all", 0).value().newest > first + 1);
}

TEST_CASE("a service that was switched off hears of nothing that came meanwhile") {
    Newsroom room;
    room.commit({an_item(1)});
    room.configuration.announced = {{"all", true}};
    room.ledger->configure(room.configuration, noon).value();
    CHECK(room.waiting("new").empty());
    room.commit({an_item(2)});
    room.configuration.announced = {{"all", true}, {"new", false}};
    room.ledger->configure(room.configuration, noon).value();
    room.commit({an_item(3)});
    CHECK(room.waiting("all") == Urls{"1", "2", "3"});
    CHECK(room.waiting("new") == Urls{"3"});
}

TEST_CASE("of more than can be kept the oldest are forgotten") {
    Newsroom room;
    {
        SQLite::Database database((room.dir.path() / "ledger.db").string(), SQLite::OPEN_READWRITE);
        database.exec(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
            "INSERT INTO announcement (service, url) SELECT 'all', 'https://example.cn/old/' || i || '.html' FROM n");
    }
    room.commit({an_item(1), an_item(2)});
    CHECK(room.ledger->backlog("all", 0).value().count == most_announcements);
    CHECK(room.ledger->announcements("all", 0, 1).value()[0].url == "https://example.cn/old/3.html");
    CHECK(room.waiting("new") == Urls{"1", "2"});
    // Counted again after some hundred more.
    std::vector<Item> items;
    for (std::int64_t i = 3; i <= 1100; ++i) items.push_back(an_item(i));
    room.commit({an_item(3)});
    CHECK(room.ledger->backlog("all", 0).value().count == most_announcements + 1);
    room.commit(std::move(items));
    CHECK(room.ledger->backlog("all", 0).value().count == most_announcements);
}

TEST_CASE("a rebuild keeps what waits and announces nothing") {
    Newsroom room;
    room.commit({an_item(1), an_item(2)});
    room.ledger->begin_rebuild({}).value();
    Batch batch = a_batch({an_item(1), an_item(2).titled("改了"), an_item(3)});
    batch.first_read_done = true;
    room.ledger->commit(batch, noon).value();
    room.commit({an_item(4)});
    room.ledger->finish_rebuild(noon).value();
    CHECK(room.waiting("all") == Urls{"1", "2"});
    room.commit({an_item(5)});
    CHECK(room.waiting("all") == Urls{"1", "2", "5"});
}

TEST_CASE("a ledger of the version before takes announcements") {
    Newsroom room;
    room.ledger.reset();
    back_to_schema(room.dir.path(), 12);
    room.open();
    room.commit({an_item(1)});
    CHECK(room.waiting("all") == Urls{"1"});
}

}  // namespace syndicated::ledger
