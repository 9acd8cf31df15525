#include "unit/ledger/fixture.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <utility>
#include <vector>

using namespace syndicated;
using namespace syndicated::testing;
using ledger::ContentDigests;
using ledger::Named;

namespace {

ContentDigests contents(unsigned char first) {
    ContentDigests out;
    for (Digest& digest : out) digest.bytes[0] = first++;
    return out;
}

std::optional<ContentDigests> remembered(ledger::Ledger& ledger, std::string_view slug) {
    const auto heads = ledger.feeds().value();
    const auto head = std::find_if(heads.begin(), heads.end(), [&](const auto& h) { return h.category.slug == slug; });
    REQUIRE(head != heads.end());
    return head->contents;
}

void remember(ledger::Ledger& ledger, const std::string& slug, unsigned char first) {
    const std::vector<std::pair<std::string, ContentDigests>> documents{{slug, contents(first)}};
    ledger.remember(documents).value();
}

}  // namespace

TEST_CASE("what a feed's documents hash to is kept until the feed changes") {
    Fixture f;
    f.commit(a_batch({an_item(1).in({"娱乐"})}));
    CHECK_FALSE(remembered(*f.ledger, "yu-le"));
    remember(*f.ledger, "yu-le", 1);
    remember(*f.ledger, "ti-yu", 4);
    CHECK(remembered(*f.ledger, "yu-le") == contents(1));
    f.ledger.reset();
    f.ledger = ledger_in(f.dir.path());
    f.ledger->configure(f.configuration, noon).value();
    CHECK(remembered(*f.ledger, "yu-le") == contents(1));

    f.commit(a_batch({an_item(2).in({"娱乐"})}));
    CHECK_FALSE(remembered(*f.ledger, "yu-le"));
    CHECK(remembered(*f.ledger, "ti-yu") == contents(4));
}

TEST_CASE("other settings forget what documents hash to") {
    Fixture f;
    f.commit(a_batch({an_item(1).in({"娱乐"})}));
    remember(*f.ledger, "yu-le", 1);
    f.configuration.documents.bytes[3] = 9;
    f.ledger->configure(f.configuration, noon).value();
    CHECK_FALSE(remembered(*f.ledger, "yu-le"));
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
    CHECK(kind("娱乐") == Named::Kind::name);
    CHECK(f.ledger->named("娱乐").value().slug == "yu-le");
    CHECK(kind("") == Named::Kind::nothing);
    CHECK(kind("军事") == Named::Kind::nothing);
    f.configuration.site.categories = {a_setting("娱乐", "yule"), a_setting("体育", "ti-yu")};
    f.ledger->configure(f.configuration, noon).value();
    CHECK(kind("yu-le") == Named::Kind::former);
    CHECK(f.ledger->named("yu-le").value().slug == "yule");
}

TEST_CASE("another connection sees by its number that something was committed") {
    Fixture f;
    const auto reader = ledger::open_ledger("sqlite:ledger.db", f.dir.path(), ledger::Access::read_only).value();
    const auto before = reader->version().value();
    CHECK(reader->version().value() == before);
    f.commit(a_batch({an_item(1).in({"娱乐"})}));
    CHECK(reader->version().value() != before);
}
