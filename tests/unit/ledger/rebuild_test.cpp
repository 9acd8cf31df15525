// What a rebuild changes. That it changes nothing without a reason: order_test.cpp; cut off: crash_test.cpp.
#include "support/ledger_builders.hpp"
#include "support/temp_dir.hpp"
#include "unit/ledger/probe.hpp"

#include <catch2/catch.hpp>

namespace syndicated::ledger {

using namespace testing;

namespace {

const Identity identity{"example.cn,2025", "main", ""};

}  // namespace

TEST_CASE("a rebuild raises revisions only where something differs and buries what is gone") {
    TempDir dir;
    const auto ledger = ledger_in(dir.path());
    ledger->claim(identity).value();
    ledger->configure(a_configuration(), noon).value();
    ledger->commit(a_batch({an_item(1).in({"a"}), an_item(2).in({"b"}), an_item(3).in({"c"})}), noon).value();
    const auto id = ledger->feed("62").value().entries.front().id;
    ledger->begin_rebuild(identity).value();
    ledger->commit(a_batch({an_item(2).in({"b"}), an_item(3).in({"c"}).titled("变了")}), at(50)).value();
    CHECK(ledger->feed("61").value().entries.size() == 1);  // readers see the old tables until the end
    const auto finished = ledger->finish_rebuild(at(60)).value();
    CHECK(finished.feeds == std::vector<std::string>{"all", "61", "63"});
    CHECK(finished.written == 1);
    CHECK(finished.withdrawn == 1);
    CHECK(ledger->feed("61").value().revision == 2);
    CHECK(ledger->feed("61").value().entries.empty());
    CHECK(ledger->feed("62").value().revision == 1);
    CHECK(ledger->feed("62").value().last_modified == noon);
    CHECK(ledger->feed("62").value().entries.front().id == id);
    CHECK(ledger->feed("63").value().last_modified == at(60));
    CHECK(tombstones(dir.path()).at(an_item(1).article.guid).second == "all 61");
    CHECK(ledger->finish_rebuild(at(70)).error().code == Errc::internal);
}

TEST_CASE("a feed that comes back with a rebuild as it was gets a sequence of its own, and no other does") {
    TempDir dir;
    const auto ledger = ledger_in(dir.path());
    ledger->configure(a_configuration(), noon).value();
    const auto article = an_item(1).under({"x", "c"}).added_at(at(5));
    ledger->commit(a_batch({article, an_item(3)}), noon).value();
    const Feed was = ledger->feed("78").value();
    CHECK(ledger->commit(a_batch({an_item(2).under({"y", "c"}).added_at(at(3))}), noon).value().removed_feeds.size() ==
          1);
    const auto rebuild = [&] {
        ledger->begin_rebuild(identity).value();
        ledger->commit(a_batch({article, an_item(3)}), at(50)).value();
        ledger->finish_rebuild(at(60)).value();
        std::vector<std::uint64_t> out;
        for (const auto& head : ledger->feeds().value()) out.push_back(head.sequence);
        return out;
    };
    const auto sequences = rebuild();
    const Feed back = ledger->feed("78").value();
    CHECK(back.sequence > was.sequence);
    CHECK(back.content == was.content);
    CHECK(back.last_modified == was.last_modified);
    CHECK(rebuild() == sequences);
}

TEST_CASE("a rebuild with new guids records the new identity at its end") {
    TempDir dir;
    const auto ledger = ledger_in(dir.path());
    ledger->claim(identity).value();
    ledger->configure(a_configuration(), noon).value();
    ledger->commit(a_batch({an_item(1).in({"a"})}), noon).value();
    const Identity other{"example.com,2026", "main", ""};
    ledger->begin_rebuild(other).value();
    CHECK(ledger->claim(identity).has_value());
    auto item = an_item(1).in({"a"});
    item.article.guid = "tag:example.com,2026:main/1";
    ledger->commit(a_batch({item}), at(9)).value();
    ledger->finish_rebuild(at(9)).value();
    CHECK(ledger->claim(other).has_value());
    CHECK(ledger->claim(identity).error().code == Errc::conflict);
    CHECK(entries_of(*ledger, "61").front().article.guid == item.article.guid);
    CHECK(tombstones(dir.path()).contains(an_item(1).article.guid));
}

TEST_CASE("settings that come during a rebuild count, and raise no revision") {
    TempDir dir;
    const auto ledger = ledger_in(dir.path());
    auto configuration = a_configuration();
    ledger->configure(configuration, noon).value();
    const auto batch = a_batch({an_item(1).in({"a"})});
    ledger->commit(batch, noon).value();
    ledger->begin_rebuild(identity).value();
    configuration.site.title = "新站名";
    ledger->configure(configuration, at(5)).value();
    ledger->commit(batch, at(6)).value();
    CHECK(ledger->finish_rebuild(at(7)).value().feeds.empty());
    CHECK(ledger->feed("all").value().category.title == "新站名");
    CHECK(ledger->feed("all").value().revision == 2);
}

}  // namespace syndicated::ledger
