// What feeds say of entries that were withdrawn, and what is known of feeds that are gone.
#include "unit/ledger/fixture.hpp"

#include <catch2/catch.hpp>

namespace syndicated::ledger {

using namespace testing;

namespace {

using Strings = std::vector<std::string>;

const Identity identity{"example.cn,2025", "main", ""};

struct Telling : Fixture {
    Telling() {
        configuration.limits.entries = 2;
        configuration.limits.window = std::chrono::seconds{0};
        configuration.limits.tombstones = true;
        configuration.limits.tombstones_keep = std::chrono::seconds{100};
        ledger->configure(configuration, noon).value();
    }
    // Of the article in `all`, which has nothing else.
    [[nodiscard]] EntryRef only() {
        const Feed feed = ledger->feed("all").value();
        REQUIRE(feed.entries.size() == 1);
        return feed.entries.front();
    }
    [[nodiscard]] sys_seconds updated_by(const Item& item, sys_seconds now) {
        commit(a_batch({item}), now);
        return only().updated;
    }
    // Keys, newest first.
    [[nodiscard]] Strings withdrawn(std::string_view slug) {
        Strings out;
        for (const auto& tombstone : ledger->feed(slug).value().tombstones) {
            out.push_back(tombstone.guid.substr(tombstone.guid.find('/') + 1));
        }
        return out;
    }
};

}  // namespace

TEST_CASE("a feed tells what was withdrawn from it, also of what it no longer showed") {
    Telling f;
    f.commit(
        a_batch({an_item(1).in({"娱乐"}), an_item(2).in({"娱乐"}), an_item(3).in({"娱乐"}), an_item(4).in({"体育"})}));
    const Feed before = f.ledger->feed("yu-le").value();
    CHECK(f.commit(gone({"3"}), at(10)).feeds == Strings{"all", "yu-le"});
    const Feed after = f.ledger->feed("yu-le").value();
    CHECK(after.entries == before.entries);
    CHECK(after.revision == before.revision + 1);
    CHECK(after.updated == at(10));
    CHECK(after.tombstones == std::vector<Tombstone>{{an_item(3).article.guid, at(10)}});
    CHECK(f.withdrawn("all") == Strings{"3"});
    CHECK(f.withdrawn("ti-yu").empty());
    const auto reader = ledger_in(f.dir.path(), Access::read_only);
    CHECK(reader->feed("yu-le").value().tombstones == after.tombstones);

    SECTION("a move to another category is no withdrawal") {
        f.commit(a_batch({an_item(2).in({"体育"})}), at(11));
        CHECK(f.withdrawn("yu-le") == Strings{"3"});
    }
    SECTION("what is hidden is withdrawn") {
        f.commit(a_batch({an_item(1).in({"娱乐"}).withheld(Withheld::not_public)}), at(12));
        CHECK(f.withdrawn("yu-le") == Strings{"1", "3"});
        CHECK(f.withdrawn("all") == Strings{"1", "3"});
    }
    SECTION("what comes back is not, in whichever feed") {
        CHECK(f.commit(a_batch({an_item(3).in({"体育"})}), at(13)).feeds == Strings{"all", "ti-yu", "yu-le"});
        CHECK(f.withdrawn("yu-le").empty());
        CHECK(f.withdrawn("all").empty());
    }
    SECTION("they age by the feed's own changes, not by a clock") {
        f.ledger->configure(f.configuration, at(9999)).value();
        CHECK(f.withdrawn("yu-le") == Strings{"3"});
        f.commit(gone({"2"}), at(110));
        CHECK(f.withdrawn("yu-le") == Strings{"2", "3"});
        f.commit(a_batch({an_item(1).titled("新").in({"娱乐"})}), at(211));
        CHECK(f.withdrawn("yu-le").empty());
        CHECK(f.ledger->feed("yu-le").value().updated == at(211));
    }
    SECTION("a rename takes them along") {
        f.configuration.site.categories.front().slug = "fun";
        f.ledger->configure(f.configuration, at(20)).value();
        CHECK(f.withdrawn("fun") == Strings{"3"});
    }
    SECTION("a rebuild keeps them, and adds what is gone") {
        f.ledger->claim(identity).value();
        f.ledger->begin_rebuild(identity).value();
        f.commit(a_batch({an_item(2).in({"娱乐"}), an_item(3).in({"娱乐"}), an_item(4).in({"体育"})}), at(30));
        f.ledger->finish_rebuild(at(30)).value();
        CHECK(f.withdrawn("yu-le") == Strings{"1"});
        CHECK(f.withdrawn("all") == Strings{"1"});
        const auto last = snapshot(*f.ledger);
        f.ledger->begin_rebuild(identity).value();
        f.commit(a_batch({an_item(2).in({"娱乐"}), an_item(3).in({"娱乐"}), an_item(4).in({"体育"})}), at(40));
        CHECK(f.ledger->finish_rebuild(at(40)).value().feeds.empty());
        CHECK(snapshot(*f.ledger) == last);
    }
    SECTION("switched off, the feed is as if it had none, without a new revision") {
        f.configuration.limits.tombstones = false;
        f.ledger->configure(f.configuration, at(50)).value();
        const Feed off = f.ledger->feed("yu-le").value();
        CHECK(off.tombstones.empty());
        CHECK(off.digest == digest_of(off));
        CHECK(off.updated == before.updated);
        CHECK(off.revision == after.revision);
    }
}

TEST_CASE("an entry that comes back was updated after it was withdrawn, and stays so") {
    Telling f;
    auto item = an_item(1).published(at(-600)).added_at(at(-600));
    item.article.updated.emplace();
    item.article.updated->at = at(-500);
    REQUIRE(f.updated_by(item, noon) == at(-500));
    f.commit(gone({"1"}), at(10));
    REQUIRE(f.ledger->feed("all").value().updated == at(10));

    SECTION("whatever its row says") {
        CHECK(f.updated_by(item, at(13)) == at(13));
        CHECK(f.only().published == at(-600));
        CHECK(f.updated_by(item, at(50)) == at(13));  // read again
        item.article.title = "整理过的标题";          // other rules, the same row
        CHECK(f.updated_by(item, at(60)) == at(13));
        CHECK(f.updated_by(item.titled("新"), at(70)) == at(13));
        item.article.updated->at = at(80);
        CHECK(f.updated_by(item.titled("更新"), at(90)) == at(80));
    }
    SECTION("a row without dates of its own too") {
        item.article.updated.reset();
        CHECK(f.updated_by(item, at(13)) == at(13));
        CHECK(f.updated_by(item.titled("新"), at(20)) == at(20));
    }
    SECTION("within the second, and when the clock stepped back") {
        CHECK(f.updated_by(item, at(10)) == at(11));
        f.commit(gone({"1"}), at(30));
        CHECK(f.updated_by(item, at(5)) == at(31));
    }
    SECTION("each time, hidden or deleted") {
        CHECK(f.updated_by(item, at(13)) == at(13));
        auto hidden = item;
        f.commit(a_batch({hidden.withheld(Withheld::not_public)}), at(20));
        CHECK(f.updated_by(item, at(25)) == at(25));
    }
    SECTION("long after feeds stopped telling of it") {
        f.commit(a_batch({an_item(2)}), at(5000));
        f.commit(gone({"2"}), at(9000));
        REQUIRE(f.withdrawn("all") == Strings{"2"});
        CHECK(f.updated_by(item, at(9500)) == at(9500));
    }
    SECTION("also when feeds never told") {
        f.configuration.limits.tombstones = false;
        f.ledger->configure(f.configuration, at(11)).value();
        CHECK(f.updated_by(item, at(13)) == at(13));
    }
    SECTION("over a restart and a rebuild") {
        CHECK(f.updated_by(item, at(13)) == at(13));
        f.ledger.reset();
        f.ledger = ledger_in(f.dir.path());
        f.ledger->configure(f.configuration, at(14)).value();
        CHECK(f.updated_by(item, at(15)) == at(13));
        const auto before = snapshot(*f.ledger);
        f.ledger->begin_rebuild(identity).value();
        f.commit(a_batch({item}), at(20));
        f.ledger->finish_rebuild(at(30)).value();
        CHECK(snapshot(*f.ledger) == before);
        CHECK(f.updated_by(item, at(40)) == at(13));
    }
    SECTION("also when a rebuild finds it back") {
        f.ledger->begin_rebuild(identity).value();
        f.commit(a_batch({item}), at(20));
        f.ledger->finish_rebuild(at(30)).value();
        CHECK(f.only().updated == at(20));
        CHECK(f.withdrawn("all").empty());
        CHECK(f.updated_by(item, at(40)) == at(20));
    }
    SECTION("one that is published later is as new as that") {
        f.commit(a_batch({item.scheduled(at(100))}), at(20));
        f.ledger->release_due(at(105)).value();
        CHECK(f.only().updated == at(100));
        CHECK(f.updated_by(item, at(110)) == at(100));
    }
}

TEST_CASE("an entry that no feed was without is as old as its row says") {
    Telling f;
    const auto updated = [&f](const char* slug) { return f.ledger->feed(slug).value().entries.front().updated; };
    SECTION("it was never shown") {
        auto hidden = an_item(1);
        f.commit(a_batch({hidden.withheld(Withheld::not_public)}));
        CHECK(f.updated_by(an_item(1).changed_at(at(3)), at(50)) == at(3));
    }
    SECTION("rows exchanged their keys") {
        f.commit(a_batch({an_item(1).in({"娱乐"}), an_item(2).in({"体育"})}));
        f.commit(a_batch({an_item(1).in({"娱乐"}).keyed("2", 2).changed_at(noon),
                          an_item(2).in({"体育"}).keyed("1", 1).changed_at(noon)}),
                 at(50));
        CHECK(updated("yu-le") == noon);
        CHECK(updated("ti-yu") == noon);
    }
}

TEST_CASE("a feed tells of the newest hundred withdrawals at most") {
    Telling f;
    Strings keys;
    std::vector<Item> items{an_item(0)};
    for (int i = 1; i <= 120; ++i) {
        items.push_back(an_item(i));
        keys.push_back(std::to_string(i));
    }
    f.commit(a_batch(items));
    f.commit(gone(keys), at(1));
    CHECK(f.withdrawn("all").size() == 100);
}

TEST_CASE("tombstones of an older ledger find their feeds, renamed ones too") {
    Telling f;
    f.commit(a_batch({an_item(1).in({"娱乐", "体育"}), an_item(2).in({"娱乐"})}));
    f.commit(gone({"1"}), at(10));
    f.configuration.site.categories.front().slug = "fun";
    f.ledger->configure(f.configuration, at(20)).value();
    const auto before = snapshot(*f.ledger, false);
    f.ledger.reset();
    back_to_schema(f.dir.path(), 6);
    f.ledger = ledger_in(f.dir.path());
    f.ledger->configure(f.configuration, at(20)).value();
    CHECK(f.withdrawn("fun") == Strings{"1"});
    CHECK(f.withdrawn("ti-yu") == Strings{"1"});
    CHECK(snapshot(*f.ledger, false) == before);
}

TEST_CASE("slugs of removed feeds are known until they are used again or lead elsewhere") {
    Fixture f;
    f.ledger->claim(identity).value();
    f.configuration.category_table = std::vector<CategoryTableRow>{a_row("财经", "cai-jing"), a_row("旅游", "lv-you")};
    f.ledger->configure(f.configuration, noon).value();
    CHECK(f.ledger->gone_slugs().value().empty());
    f.configuration.category_table->clear();
    CHECK(f.ledger->configure(f.configuration, at(1)).value().removed_feeds.size() == 2);
    CHECK(f.ledger->gone_slugs().value() == Strings{"cai-jing", "lv-you"});
    f.ledger.reset();
    f.ledger = ledger_in(f.dir.path());
    f.configuration.category_table->push_back(a_row("财经", "cai-jing"));
    f.ledger->configure(f.configuration, at(2)).value();
    CHECK(f.ledger->gone_slugs().value() == Strings{"lv-you"});
    // A rename leads on from the old slug.
    f.configuration.category_table->front().slug = "money";
    f.ledger->configure(f.configuration, at(3)).value();
    CHECK(f.ledger->gone_slugs().value() == Strings{"lv-you"});
    // Both are gone when the new one is.
    f.configuration.category_table->clear();
    f.ledger->configure(f.configuration, at(4)).value();
    CHECK(f.ledger->gone_slugs().value() == Strings{"money", "cai-jing", "lv-you"});
    CHECK(ledger_in(f.dir.path(), Access::read_only)->gone_slugs().value().size() == 3);
    f.ledger->begin_rebuild(identity).value();
    f.commit(a_batch({}), at(5));
    f.ledger->finish_rebuild(at(5)).value();
    CHECK(f.ledger->gone_slugs().value() == Strings{"money", "cai-jing", "lv-you"});
}

}  // namespace syndicated::ledger
