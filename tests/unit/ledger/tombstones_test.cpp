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
