// First-seen, updated and Last-Modified as commits make them.
#include "unit/ledger/fixture.hpp"

#include <catch2/catch.hpp>

namespace syndicated::ledger {

using namespace testing;

namespace {

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("updated follows the article's own, else the row's change, never before published") {
    Fixture f;
    const auto updated = [&f](const Item& item, sys_seconds now) {
        f.commit(a_batch({item}), now);
        return f.ledger->feed("all").value().entries.front().updated;
    };
    auto item = an_item(1).added_at(at(10)).published(noon);
    CHECK(updated(item, at(20)) == at(10));
    CHECK(updated(item.titled("二"), at(30)) == at(30));                     // the row does not say when
    CHECK(updated(item.titled("三").changed_at(at(35)), at(40)) == at(35));  // it says
    CHECK(updated(item, at(50)) == at(35));                                  // read again
    item.article.title = "四";                                               // new rules, same row
    CHECK(updated(item, at(60)) == at(35));
    CHECK(updated(item.published(at(99)), at(70)) == at(99));
    item.article.updated.emplace();
    item.article.updated->at = at(120);
    CHECK(updated(item, at(80)) == at(120));
}

TEST_CASE("new rules alone make an article no newer") {
    Fixture f;
    auto item = an_item(1).published(at(-500));
    f.commit(a_batch({item}));
    item.article.title = "整理过的标题";
    CHECK(f.commit(a_batch({item}), at(60)).feeds == Strings{"all"});
    CHECK(f.ledger->feed("all").value().entries.front().updated == item.added);
}

TEST_CASE("first-seen is the row's `added` at the first sight, whatever comes later") {
    Fixture f;
    f.commit(a_batch({an_item(1).added_at(at(-7))}));
    f.commit(gone({"1"}));
    f.commit(a_batch({an_item(1).added_at(at(700))}), at(800));
    const std::vector<std::string> guids{an_item(1).article.guid};
    CHECK(f.ledger->known(guids).value().at(guids[0]).first_seen == at(-7));
}

TEST_CASE("Last-Modified follows the rule across commits, clock steps and restarts") {
    Fixture f;
    const auto modified = [&f](int title, sys_seconds now) {
        f.commit(a_batch({an_item(1).titled(std::to_string(title))}), now);
        return f.ledger->feed("all").value().last_modified;
    };
    CHECK(modified(1, at(10)) == at(10));
    CHECK(modified(2, at(10)) == at(10));  // the same second: the header was left out so far
    CHECK(modified(3, at(20)) == at(20));
    CHECK(modified(4, at(5)) == at(21));  // stepped back: 20 may have been sent
    CHECK(modified(5, at(5)) == at(21));  // 21 was not
    f.ledger.reset();
    f.ledger = ledger_in(f.dir.path());
    f.ledger->configure(f.configuration, at(6)).value();
    CHECK(modified(6, at(6)) == at(22));
    CHECK(modified(7, at(40)) == at(40));
}

}  // namespace syndicated::ledger
