// What an article's own page is asked for: by the id in its address.
#include "ledger/article_page.hpp"
#include "unit/ledger/fixture.hpp"

#include <catch2/catch.hpp>

#include <limits>

namespace syndicated::ledger {

using namespace testing;

namespace {

const Identity identity{"example.cn,2025", "main", ""};

std::string id_of(std::int64_t number) {
    return article_id_of(an_item(number).article.guid);
}

// "title", "withdrawn" or the error's name.
std::string answer(Ledger& ledger, std::string_view id) {
    const auto answered = ledger.article(id);
    if (!answered) return answered.error().code == Errc::not_found ? "not found" : "another error";
    if (answered.value().entry) return answered.value().entry->article.title;
    return answered.value().withdrawn ? "withdrawn" : "nothing";
}

}  // namespace

TEST_CASE("an id is sixteen lower-case hex digits") {
    CHECK(number_of_id("ba7816bf8f01cfea") == id_number_of("abc"));
    CHECK(number_of_id("7fffffffffffffff") == std::numeric_limits<std::int64_t>::max());
    CHECK(number_of_id("ffffffffffffffff") == -1);
    for (const std::string_view bad :
         {"", "ba7816bf8f01cfe", "ba7816bf8f01cfea0", "BA7816BF8F01CFEA", "-a7816bf8f01cfea", "+a7816bf8f01cfea",
          "ba7816bf8f01cfeg", "0xa7816bf8f01cfe", " a7816bf8f01cfea"}) {
        INFO(bad);
        CHECK_FALSE(number_of_id(bad));
    }
}

TEST_CASE("an article is found by its id while it is public, and known to be withdrawn later") {
    Fixture f;
    f.commit(
        a_batch({an_item(1).in({"娱乐"}), an_item(2).withheld(Withheld::not_public), an_item(3).scheduled(at(60))}));
    CHECK(answer(*f.ledger, id_of(1)) == "第1篇");
    CHECK(f.ledger->article(id_of(1)).value().entry->article.html == "<p>正文 1</p>");
    CHECK(answer(*f.ledger, id_of(2)) == "not found");
    CHECK(answer(*f.ledger, id_of(3)) == "not found");
    CHECK(answer(*f.ledger, id_of(4)) == "not found");
    CHECK(answer(*f.ledger, "'; DROP TABLE entry") == "not found");
    f.ledger->release_due(at(60)).value();
    CHECK(answer(*f.ledger, id_of(3)) == "第3篇");

    f.commit(a_batch({an_item(1).in({"娱乐"}).withheld(Withheld::not_public)}), at(70));
    f.commit(gone({"2", "3"}), at(70));
    CHECK(answer(*f.ledger, id_of(1)) == "withdrawn");
    CHECK(answer(*f.ledger, id_of(2)) == "not found");
    CHECK(answer(*f.ledger, id_of(3)) == "withdrawn");

    f.commit(a_batch({an_item(1).titled("又来了")}), at(80));
    CHECK(answer(*f.ledger, id_of(1)) == "又来了");
    const auto reader = ledger_in(f.dir.path(), Access::read_only);
    CHECK(answer(*reader, id_of(1)) == "又来了");
    CHECK(answer(*reader, id_of(3)) == "withdrawn");
}

TEST_CASE("of two guids with one id the public one is found") {
    Fixture f;
    f.commit(a_batch({an_item(1), an_item(2)}));
    f.commit(gone({"1"}), at(5));
    SQLite::Database(f.dir.path().string() + "/ledger.db", SQLite::OPEN_READWRITE)
        .exec("UPDATE guid_memory SET article_id = 7");
    CHECK(answer(*f.ledger, "0000000000000007") == "第2篇");
}

TEST_CASE("ids go with the guids through a rebuild") {
    Fixture f;
    f.ledger->claim(identity).value();
    f.commit(a_batch({an_item(1), an_item(2)}));
    auto renamed = an_item(1);
    renamed.article.guid = "tag:example.com,2026:main/1";
    f.ledger->begin_rebuild({"example.com,2026", "main", ""}).value();
    f.commit(a_batch({renamed}), at(9));
    f.ledger->finish_rebuild(at(9)).value();
    CHECK(answer(*f.ledger, article_id_of(renamed.article.guid)) == "第1篇");
    CHECK(answer(*f.ledger, id_of(1)) == "withdrawn");
    CHECK(answer(*f.ledger, id_of(2)) == "withdrawn");
}

TEST_CASE("articles that an older ledger knew have ids too") {
    TempDir dir;
    {
        const auto ledger = ledger_in(dir.path());
        ledger->configure(a_configuration(), noon).value();
        ledger->commit(a_batch({an_item(1), an_item(2)}), noon).value();
        ledger->commit(gone({"2"}), at(1)).value();
    }
    back_to_schema(dir.path(), 2);
    const auto ledger = ledger_in(dir.path());
    CHECK(answer(*ledger, id_of(1)) == "第1篇");
    CHECK(answer(*ledger, id_of(2)) == "withdrawn");
}

}  // namespace syndicated::ledger
