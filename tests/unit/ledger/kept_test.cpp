// Articles that come again: what is equal is not written, what was made with other rules is known.
#include "unit/ledger/fixture.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

namespace syndicated::ledger {

using namespace testing;

namespace {

using Strings = std::vector<std::string>;

// Triggers in the ledger's own file note every row that is written.
struct Watched : Fixture {
    SQLite::Database file{(dir.path() / "ledger.db").string(), SQLite::OPEN_READWRITE, 10'000};

    Watched() {
        file.exec("CREATE TABLE seen (what TEXT)");
        for (const std::string table : {"entry", "body", "guid_memory", "membership", "feed_state"}) {
            for (const std::string event : {"INSERT", "UPDATE", "DELETE"}) {
                file.exec("CREATE TRIGGER seen_" + table + event + " AFTER " + event + " ON " + table +
                          " BEGIN INSERT INTO seen VALUES ('" + event + " " + table + "'); END");
            }
        }
    }
    Strings seen() {
        Strings out;
        {
            SQLite::Statement rows(file, "SELECT what FROM seen ORDER BY rowid");
            while (rows.executeStep()) out.push_back(rows.getColumn(0).getString());
        }
        file.exec("DELETE FROM seen");
        return out;
    }
};

Batch made_with(std::string_view rules, std::vector<Item> items) {
    Batch out = a_batch(std::move(items));
    out.fingerprint = digest_named(rules);
    return out;
}

}  // namespace

TEST_CASE("an article that comes again as it is kept is not written") {
    Watched f;
    auto item = an_item(1).in({"娱乐"});
    item.article.text = "正文 1";
    item.article.images.emplace_back();
    const std::vector<Item> items{item, an_item(2).withheld(Withheld::empty), an_item(3).scheduled(at(900))};
    f.commit(a_batch(items));
    CHECK_FALSE(f.seen().empty());
    f.commit(a_batch(items), at(100));
    CHECK(f.seen().empty());
}

TEST_CASE("other rules that make the same of an article leave their fingerprint and nothing else") {
    Watched f;
    const std::vector<Item> items{an_item(1).in({"娱乐"}), an_item(2).withheld(Withheld::not_public)};
    f.commit(made_with("rules 1", items));
    f.seen();
    CHECK(f.commit(made_with("rules 2", items), at(100)).written == 0);
    CHECK(f.seen() == Strings{"UPDATE entry", "UPDATE entry"});
    const Strings guids{items[0].article.guid};
    CHECK(f.ledger->known(guids).value().at(guids[0]).fingerprint == digest_named("rules 2"));
}

TEST_CASE("what other rules make of one article leaves the others alone") {
    Watched f;
    auto item = an_item(1).in({"娱乐"});
    f.commit(a_batch({item, an_item(2).in({"体育"})}));
    const auto before = f.ledger->feed("ti-yu").value();
    f.seen();
    item.article.source = "电子发烧友网";  // the row is the same
    CHECK(f.commit(a_batch({item, an_item(2).in({"体育"})}), at(60)).feeds == Strings{"all", "yu-le"});
    const auto after = f.ledger->feed("ti-yu").value();
    CHECK(after.revision == before.revision);
    CHECK(after.digest == before.digest);
    CHECK(after.last_modified == before.last_modified);
    const auto entry = entries_of(*f.ledger, "yu-le").front();
    CHECK(entry.first_seen == item.added);
    CHECK(entry.last_changed == item.added);
}

TEST_CASE("entries are found by their guids, whether a feed shows them or not") {
    Fixture f;
    auto hidden = an_item(2).withheld(Withheld::not_public);
    f.commit(a_batch({an_item(1).in({"娱乐"}), hidden, an_item(3)}));
    f.commit(gone({"3"}));
    const Strings guids{an_item(1).article.guid, hidden.article.guid, an_item(3).article.guid, "unknown"};
    const auto kept = f.ledger->kept(guids).value();
    REQUIRE(kept.size() == 2);
    CHECK(kept.at(guids[0]).article == an_item(1).in({"娱乐"}).article);
    CHECK(kept.at(guids[1]).article == as_kept(hidden.article));
    CHECK(kept.at(guids[1]).article.html.empty());
}

TEST_CASE("a ledger knows whether any entry of a store was made with other rules") {
    Fixture f;
    const auto outdated = [&f](std::string_view rules) {
        return f.ledger->outdated("main", digest_named(rules)).value();
    };
    CHECK_FALSE(outdated("rules 1"));
    f.commit(made_with("rules 1", {an_item(1), an_item(2).withheld(Withheld::empty)}));
    CHECK_FALSE(outdated("rules 1"));
    CHECK(outdated("rules 2"));
    CHECK(outdated("rules 3"));
    f.commit(made_with("rules 2", {an_item(1)}));
    CHECK(outdated("rules 1"));
    CHECK(outdated("rules 2"));
    f.commit(made_with("rules 2", {an_item(2).withheld(Withheld::empty)}));
    CHECK_FALSE(outdated("rules 2"));
    CHECK_FALSE(f.ledger->outdated("other", digest_named("rules 1")).value());
}

}  // namespace syndicated::ledger
