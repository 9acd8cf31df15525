// What a commit changes: entries, revisions, tombstones, times.
#include "support/ledger_builders.hpp"
#include "support/temp_dir.hpp"
#include "unit/ledger/fixture.hpp"

#include <catch2/catch.hpp>

namespace syndicated::ledger {

using namespace testing;

namespace {

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("a new article shows in its categories and in `all`, and raises their revisions") {
    Fixture f;
    CHECK(f.revision("all") == 1);
    CHECK(f.revision("yu-le") == 1);
    const auto committed = f.commit(a_batch({an_item(1).in({"娱乐"})}));
    CHECK(committed.feeds == Strings{"all", "yu-le"});
    CHECK(committed.written == 1);
    CHECK(f.revision("all") == 2);
    CHECK(f.revision("yu-le") == 2);
    CHECK(f.revision("ti-yu") == 1);
    CHECK(f.titles("yu-le") == Strings{"第1篇"});
    CHECK(f.titles("ti-yu").empty());
    CHECK(f.ledger->feed("no-such").error().code == Errc::not_found);
}

TEST_CASE("feeds are in order of publication, newest first, then guid") {
    Fixture f;
    f.commit(a_batch({an_item(3).published(noon), an_item(1).published(at(-9)), an_item(2).published(noon),
                      an_item(4).published(at(9))}));
    CHECK(f.titles("all") == Strings{"第4篇", "第2篇", "第3篇", "第1篇"});
}

TEST_CASE("an article that comes again unchanged changes nothing") {
    Fixture f;
    const auto batch = a_batch({an_item(1).in({"娱乐"}), an_item(2)});
    f.commit(batch);
    const auto before = snapshot(*f.ledger);
    const auto committed = f.commit(batch, at(100));
    CHECK(committed.feeds.empty());
    CHECK(committed.written == 0);
    CHECK(snapshot(*f.ledger) == before);
}

TEST_CASE("page views, editors, fingerprint and place in the store raise no revision but are kept") {
    Fixture f;
    auto item = an_item(1).in({"娱乐"});
    f.commit(a_batch({item}));
    const auto id = f.ledger->feed("all").value().entries.front().id;
    item.article.views = 547;
    item.article.editors = {"王"};
    item.keyed("9", 9);
    auto batch = a_batch({item});
    batch.fingerprint = digest_named("rules 2");
    CHECK(f.commit(batch, at(100)).feeds.empty());
    CHECK(f.revision("all") == 2);
    const std::vector<std::int64_t> ids{id};
    const auto entry = f.ledger->entries(ids).value().front();
    CHECK(entry.article.views == 547);
    CHECK(entry.article.editors == Strings{"王"});
    CHECK(entry.article.key == "9");
    CHECK(entry.article.position == 9);
    const std::vector<std::string> guids{item.article.guid, "unknown"};
    const auto known = f.ledger->known(guids).value();
    REQUIRE(known.size() == 1);
    CHECK(known.at(guids[0]).fingerprint == batch.fingerprint);
    CHECK(known.at(guids[0]).raw == item.raw);
    CHECK(known.at(guids[0]).key == "9");
    CHECK(known.at(guids[0]).position == 9);
}

TEST_CASE("an entry comes back from the ledger as it was written, but for what no document shows") {
    Fixture f;
    auto item = an_item(1).in({"娱乐", "体育"}).under({"新闻", "娱乐"});
    Article& a = item.article;
    a.categories = {"娱乐", "体育"};
    a.source = "电子发烧友网";
    a.source_url = "https://www.elecfans.com/";
    a.authors = {"黄晶晶", "3:abc"};
    a.published.precision = Precision::minute;
    a.updated.emplace();
    a.updated->at = at(77);
    a.updated->precision = Precision::day;
    a.link_from_settings = true;
    a.category_paths = {"新闻/社会", "热点"};
    a.summary = "摘要";
    a.image = "https://example.cn/a.png";
    a.language = "zh-TW";
    a.featured = true;
    a.title = std::string("a\0b", 3);
    f.commit(a_batch({item}));
    const std::vector<std::int64_t> ids{f.ledger->feed("all").value().entries.front().id};
    const Entry entry = f.ledger->entries(ids).value().front();
    CHECK(entry.article == a);
    CHECK(entry.first_seen == item.added);
    CHECK(entry.last_changed == item.added);
    CHECK(entry.updated == at(77));
    CHECK(entry.digest == digest_of(entry));
    const std::vector<std::int64_t> missing{12345};
    CHECK(f.ledger->entries(missing).error().code == Errc::not_found);
}

TEST_CASE("an article that changes category leaves one feed and joins the other") {
    Fixture f;
    f.commit(a_batch({an_item(1).in({"娱乐"})}));
    const auto committed = f.commit(a_batch({an_item(1).in({"体育"})}));
    CHECK(committed.feeds == Strings{"all", "ti-yu", "yu-le"});
    CHECK(f.titles("yu-le").empty());
    CHECK(f.titles("ti-yu") == Strings{"第1篇"});
    CHECK(f.ledger->entry_count().value() == 1);
}

TEST_CASE("a withdrawn article leaves its feeds and a tombstone; one that comes back takes it away") {
    Fixture f;
    f.commit(a_batch({an_item(1).in({"娱乐"}), an_item(2)}));
    SECTION("its row is gone") {
        CHECK(f.commit(gone({"1", "77"}), at(5)).withdrawn == 1);
    }
    SECTION("its row is no longer public") {
        CHECK(f.commit(a_batch({an_item(1).withheld(Withheld::not_public)}), at(5)).withdrawn == 1);
        const std::vector<std::string> guids{an_item(1).article.guid};
        CHECK(f.ledger->known(guids).value().at(guids[0]).raw == an_item(1).withheld(Withheld::not_public).raw);
    }
    SECTION("its row now carries another guid") {
        auto other = an_item(1).titled("另一篇");
        other.article.guid = "tag:example.cn,2025:other";
        CHECK(f.commit(a_batch({other}), at(5)).withdrawn == 1);
        f.commit(gone({"1"}));
    }
    CHECK(f.titles("all") == Strings{"第2篇"});
    CHECK(f.titles("yu-le").empty());
    const auto stone = tombstones(f.dir.path()).at(an_item(1).article.guid);
    CHECK(stone.first == at(5));
    CHECK(stone.second == "all yu-le");
    f.commit(a_batch({an_item(1).in({"娱乐"})}), at(9));
    CHECK(f.titles("yu-le") == Strings{"第1篇"});
    CHECK_FALSE(tombstones(f.dir.path()).contains(an_item(1).article.guid));
}

TEST_CASE("what never showed leaves no tombstone") {
    Fixture f;
    f.commit(a_batch({an_item(1).withheld(Withheld::empty), an_item(2).scheduled(at(50))}));
    CHECK(f.commit(gone({"1", "2"})).withdrawn == 0);
    CHECK(tombstones(f.dir.path()).empty());
}

TEST_CASE("a scan withdraws what it covers and does not find") {
    Fixture f;
    std::vector<Item> items;
    for (int i = 1; i <= 6; ++i) items.push_back(an_item(i));
    f.commit(a_batch(items));
    auto scan = a_batch({an_item(3).titled("变了")});
    scan.unchanged = {an_item(2).article.guid};
    scan.scanned = true;
    scan.scan_low = 2;
    scan.scan_high = 5;
    CHECK(f.commit(scan).withdrawn == 2);
    CHECK(f.titles("all") == Strings{"第1篇", "第2篇", "变了", "第6篇"});
    scan = a_batch({});
    scan.store = "other";
    scan.scanned = true;
    scan.scan_high = 100;
    CHECK(f.commit(scan).withdrawn == 0);
}

TEST_CASE("a new key with a known guid takes the entry over") {
    Fixture f;
    f.commit(a_batch({an_item(1)}));
    f.commit(a_batch({an_item(1).keyed("8", 8)}), at(60));
    CHECK(f.commit(gone({"1"})).withdrawn == 0);
    CHECK(f.titles("all") == Strings{"第1篇"});
    CHECK(f.commit(gone({"8"})).withdrawn == 1);
}

TEST_CASE("two articles may trade their keys") {
    Fixture f;
    f.commit(a_batch({an_item(1), an_item(2)}));
    f.commit(a_batch({an_item(1).keyed("2", 2), an_item(2).keyed("1", 1)}));
    CHECK(f.titles("all") == Strings{"第1篇", "第2篇"});
    CHECK(tombstones(f.dir.path()).empty());
}

TEST_CASE("a scheduled article is held until its time has come") {
    Fixture f;
    CHECK(f.commit(a_batch({an_item(1).in({"娱乐"}).scheduled(at(50)), an_item(2).scheduled(at(90))})).written == 2);
    CHECK(f.titles("all").empty());
    CHECK(f.revision("all") == 1);
    CHECK(f.ledger->next_due().value() == at(50));
    CHECK(f.ledger->release_due(at(49)).value().feeds.empty());
    const auto released = f.ledger->release_due(at(50)).value();
    CHECK(released.feeds == Strings{"all", "yu-le"});
    CHECK(released.written == 1);
    CHECK(f.titles("yu-le") == Strings{"第1篇"});
    CHECK(f.revision("all") == 2);
    CHECK(f.ledger->next_due().value() == at(90));
    f.ledger->release_due(at(1000)).value();
    CHECK_FALSE(f.ledger->next_due().value().has_value());
    CHECK(f.titles("all") == Strings{"第2篇", "第1篇"});
}

TEST_CASE("a future date that the row does not schedule is not held") {
    Fixture f;
    f.commit(a_batch({an_item(1).published(at(500))}));
    CHECK(f.titles("all") == Strings{"第1篇"});
}

TEST_CASE("a link made from settings changes the bytes but not the revision") {
    Fixture f;
    auto item = an_item(1).in({"娱乐"});
    item.article.link_from_settings = true;
    f.commit(a_batch({item}));
    item.article.link = "https://example.cn/new/1";
    const auto committed = f.commit(a_batch({item}), at(30));
    CHECK(committed.feeds == Strings{"all", "yu-le"});
    CHECK(f.revision("yu-le") == 2);
    CHECK(f.ledger->feed("yu-le").value().last_modified == at(30));
    const std::vector<std::int64_t> ids{f.ledger->feed("all").value().entries.front().id};
    CHECK(f.ledger->entries(ids).value().front().article.link == "https://example.cn/new/1");
}

TEST_CASE("an older article that is not among those shown raises no revision but is counted") {
    Fixture f;
    f.configuration.limits.entries = 1;
    f.configuration.limits.window = std::chrono::seconds{0};
    f.ledger->configure(f.configuration, noon).value();
    f.commit(a_batch({an_item(1)}));
    CHECK(f.commit(a_batch({an_item(2)})).feeds == Strings{"all"});  // it leads to an archive from now on
    CHECK(f.commit(a_batch({an_item(3)})).feeds.empty());
    CHECK(f.titles("all") == Strings{"第1篇"});
    CHECK(f.ledger->feeds().value().front().entries == 3);
    f.commit(gone({"1"}));
    CHECK(f.titles("all") == Strings{"第2篇"});
}

TEST_CASE("a cursor under a name of its own leaves the store's alone; an empty one is forgotten") {
    Fixture f;
    f.commit(a_batch({}));
    auto batch = a_batch({an_item(1)});
    batch.cursor_name = "main again";
    batch.cursor = "half way";
    f.commit(batch);
    CHECK(f.ledger->cursor("main").value() == "c");
    CHECK(f.ledger->cursor("main again").value() == "half way");
    batch.cursor.clear();
    f.commit(batch);
    CHECK(f.ledger->cursor("main again").value().empty());
    CHECK(f.ledger->cursor("main").value() == "c");
}

TEST_CASE("cursors are kept per store and the first read's end for ever") {
    Fixture f;
    CHECK(f.ledger->cursor("main").value().empty());
    CHECK_FALSE(f.ledger->first_read_done().value());
    auto batch = a_batch({});
    batch.cursor = "seq 7";
    batch.first_read_done = true;
    f.commit(batch);
    batch.store = "second";
    batch.cursor = "x";
    batch.first_read_done = false;
    f.commit(batch);
    CHECK(f.ledger->cursor("main").value() == "seq 7");
    CHECK(f.ledger->cursor("second").value() == "x");
    CHECK(f.ledger->first_read_done().value());
}

TEST_CASE("a batch may hold the same guid and the same key twice: the last one counts") {
    Fixture f;
    auto twin = an_item(1).titled("同键");
    twin.article.guid = "tag:example.cn,2025:twin";
    f.commit(a_batch({an_item(1), an_item(1).titled("后来"), twin}));
    CHECK(f.titles("all") == Strings{"同键"});
}

TEST_CASE("articles are not written before the ledger is configured") {
    TempDir dir;
    const auto ledger = ledger_in(dir.path());
    CHECK(ledger->commit(a_batch({an_item(1)}), noon).error().code == Errc::internal);
    CHECK(ledger->release_due(noon).error().code == Errc::internal);
    CHECK(ledger->feeds().value().empty());
}

}  // namespace syndicated::ledger
