#include "unit/ledger/fixture.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <utility>
#include <vector>

using namespace syndicated;
using namespace syndicated::testing;
using ledger::Named;

TEST_CASE("a link made from settings is part of what is served, but no news") {
    Fixture f;
    auto item = an_item(1).in({"娱乐"});
    item.article.link_from_settings = true;
    item.article.link = "https://a.example/1";
    f.commit(a_batch({item, an_item(2).in({"体育"})}));
    const Feed before = f.ledger->feed("yu-le").value();
    const Feed other = f.ledger->feed("ti-yu").value();
    CHECK(before.content != before.digest);
    CHECK(other.content == other.digest);

    item.article.link = "https://b.example/1";
    item.raw.bytes[0] ^= 1U;
    CHECK(f.commit(a_batch({item})).feeds == std::vector<std::string>{"all", "yu-le"});
    const Feed after = f.ledger->feed("yu-le").value();
    CHECK(after.digest == before.digest);
    CHECK(after.revision == before.revision);
    CHECK(after.content != before.content);
    CHECK(after.entries.front().content == content_of(entries_of(*f.ledger, "yu-le").front()));
    CHECK(after.sequence > before.sequence);
    CHECK(f.ledger->feed("ti-yu").value().content == other.content);
    CHECK(snapshot(*f.ledger).size() == 3);
}

TEST_CASE("a ledger of before contents has those that it would have been written with") {
    Fixture f;
    auto item = an_item(1).in({"娱乐"});
    item.article.link_from_settings = true;
    f.commit(a_batch({item, an_item(2).in({"娱乐"})}));
    const auto before = snapshot(*f.ledger, false);
    const auto revision = f.revision("yu-le");
    f.ledger.reset();
    back_to_schema(f.dir.path(), 8);
    f.ledger = ledger_in(f.dir.path());
    f.ledger->configure(f.configuration, noon).value();
    CHECK(snapshot(*f.ledger, false) == before);
    CHECK(f.revision("yu-le") == revision);
}

TEST_CASE("a start with the settings of before writes nothing, and other settings are taken over") {
    Fixture f;
    f.commit(a_batch({an_item(1).in({"娱乐"})}));
    const auto reader = ledger::open_ledger("sqlite:ledger.db", f.dir.path(), ledger::Access::read_only).value();
    const auto before = reader->version().value();
    const auto revision = f.revision("yu-le");
    f.ledger.reset();
    f.ledger = ledger_in(f.dir.path());
    CHECK(f.ledger->configure(f.configuration, noon).value().feeds.empty());
    CHECK(reader->version().value() == before);
    f.commit(a_batch({an_item(2).in({"娱乐"})}));
    CHECK(f.revision("yu-le") == revision + 1);
    CHECK(f.titles("yu-le").size() == 2);

    f.configuration.limits.entries = 1;
    f.configuration.limits.window = std::chrono::seconds{0};
    f.ledger->configure(f.configuration, noon).value();
    CHECK(f.titles("yu-le").size() == 1);
    f.configuration.category_table = {{"体育", "", "sport", "", 0}};
    f.configuration.site.categories = {a_setting("娱乐", "yu-le")};
    f.ledger->configure(f.configuration, noon).value();
    CHECK(f.ledger->named("sport").value().kind == Named::Kind::feed);
}

TEST_CASE("a word in an address names a feed, a former one, a category or nothing") {
    Fixture f;
    f.commit(a_batch({an_item(1).in({"娱乐"}), an_item(2).in({"体育"})}));
    const auto kind = [&](std::string_view word) { return f.ledger->named(word).value().kind; };
    CHECK(kind("yu-le") == Named::Kind::feed);
    CHECK(kind("all") == Named::Kind::feed);
    CHECK(kind("娱乐") == Named::Kind::feed);
    CHECK(f.ledger->named("娱乐").value().slug == "yu-le");
    CHECK(f.ledger->named("娱乐").value().by_name);
    CHECK_FALSE(f.ledger->named("yu-le").value().by_name);
    CHECK(kind("") == Named::Kind::nothing);
    CHECK(kind("军事") == Named::Kind::nothing);
    f.configuration.site.categories = {a_setting("娱乐", "yule"), a_setting("体育", "ti-yu")};
    f.ledger->configure(f.configuration, noon).value();
    CHECK(kind("yu-le") == Named::Kind::former);
    CHECK(f.ledger->named("yu-le").value().slug == "yule");
}

TEST_CASE("a category is found by its name, whatever has a slug like it") {
    Fixture f;
    f.commit(a_batch({an_item(1).in({"娱乐"}), an_item(2).in({"yu-le"}), an_item(3).in({"all"}), an_item(4)}));
    for (const std::string name : {"娱乐", "yu-le", "all"}) {
        const auto category = f.ledger->category(name).value();
        REQUIRE(category);
        CHECK(category->name == name);
        CHECK(category->slug == slug_of(*f.ledger, name));
    }
    for (const auto* const other : {"", "ti-yu", "军事"}) CHECK_FALSE(f.ledger->category(other).value());
}

TEST_CASE("another connection sees by its number that something was committed") {
    Fixture f;
    const auto reader = ledger::open_ledger("sqlite:ledger.db", f.dir.path(), ledger::Access::read_only).value();
    const auto before = reader->version().value();
    CHECK(reader->version().value() == before);
    f.commit(a_batch({an_item(1).in({"娱乐"})}));
    CHECK(reader->version().value() != before);
}
