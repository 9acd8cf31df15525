// The feed of flagged entries: who is in it, in which order, and what else moves.
#include "support/ledger_builders.hpp"
#include "support/temp_dir.hpp"
#include "unit/ledger/fixture.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace syndicated::ledger {

using namespace testing;

namespace {

using Strings = std::vector<std::string>;

bool has_feed(Ledger& ledger, std::string_view slug) {
    const auto heads = ledger.feeds().value();
    return std::any_of(heads.begin(), heads.end(), [slug](const auto& head) { return head.category.slug == slug; });
}

ItemBuilder updated(ItemBuilder item, sys_seconds instant) {
    item.article.updated.emplace().at = instant;
    return item;
}

}  // namespace

TEST_CASE("there is no feed of flagged entries until one is flagged, and then it stays") {
    Fixture f;
    f.commit(a_batch({an_item(1).in({"娱乐"})}));
    CHECK_FALSE(has_feed(*f.ledger, "featured"));
    CHECK(f.ledger->named("featured").value().kind == Named::Kind::nothing);
    const auto committed = f.commit(a_batch({an_item(2).in({"娱乐"}).flagged()}));
    CHECK(committed.feeds == Strings{"all", "featured", "yu-le"});
    CHECK(f.titles("featured") == Strings{"第2篇"});
    const auto head = f.ledger->feeds().value().at(1);
    CHECK(head.category.slug == "featured");
    CHECK(head.category.title == "焦点");
    CHECK(head.category.name.empty());
    CHECK(head.entries == 1);
    f.commit(gone({"2"}));
    CHECK(f.titles("featured").empty());
    f.ledger->configure(f.configuration, noon).value();
    CHECK(has_feed(*f.ledger, "featured"));
}

TEST_CASE("flagged entries are in order of their updates") {
    Fixture f;
    f.commit(a_batch({updated(an_item(1).flagged(), at(10)), updated(an_item(3).flagged(), at(30)),
                      updated(an_item(2).flagged(), at(10)), an_item(4)}));
    CHECK(f.titles("featured") == Strings{"第3篇", "第1篇", "第2篇"});
    CHECK(f.titles("all") == Strings{"第1篇", "第2篇", "第3篇", "第4篇"});
    CHECK(f.ledger->feed("featured").value().updated == at(30));
    f.commit(a_batch({updated(an_item(2).flagged(), at(50))}));
    CHECK(f.titles("featured") == Strings{"第2篇", "第3篇", "第1篇"});
    CHECK(f.ledger->feeds().value().at(1).entries == 3);
}

TEST_CASE("a flag that changes changes no other feed") {
    Fixture f;
    f.commit(a_batch({an_item(1).in({"娱乐"}), an_item(2).flagged()}));
    const auto before = snapshot(*f.ledger);
    CHECK(f.commit(a_batch({an_item(1).in({"娱乐"}).flagged()}), at(100)).feeds == Strings{"featured"});
    CHECK(f.titles("featured") == Strings{"第1篇", "第2篇"});
    CHECK(f.revision("featured") == 2);
    CHECK(f.commit(a_batch({an_item(1).in({"娱乐"}).flagged(false)}), at(200)).feeds == Strings{"featured"});
    CHECK(f.titles("featured") == Strings{"第2篇"});
    CHECK(f.revision("featured") == 3);
    auto after = snapshot(*f.ledger);
    REQUIRE(after.size() == before.size());
    after.at(1) = before.at(1);  // the line of `featured`
    CHECK(after == before);
    CHECK(f.commit(a_batch({an_item(1).in({"娱乐"})}), at(300)).feeds.empty());
}

TEST_CASE("an entry whose flag and link change at once has its new content in every feed") {
    Fixture f;
    auto item = an_item(1).in({"娱乐"});
    item.article.link_from_settings = true;
    f.commit(a_batch({item}));
    item.flagged();
    item.article.link = "https://example.cn/other/1.html";
    CHECK(f.commit(a_batch({item})).feeds == Strings{"all", "featured", "yu-le"});
    const auto content = f.ledger->feed("all").value().entries.at(0).content;
    CHECK(f.ledger->feed("featured").value().entries.at(0).content == content);
    item.flagged(false);
    item.article.link = "https://example.cn/third/1.html";
    f.commit(a_batch({item}));
    CHECK(f.titles("featured").empty());
    CHECK(f.ledger->feed("all").value().entries.at(0).content != content);
}

TEST_CASE("a flagged article that is held comes when it is due; one that is withdrawn leaves a tombstone") {
    Fixture f;
    f.configuration.limits.tombstones = true;
    f.ledger->configure(f.configuration, noon).value();
    f.commit(a_batch({an_item(1).scheduled(at(60)).flagged(), an_item(2).flagged()}));
    CHECK(f.titles("featured") == Strings{"第2篇"});
    CHECK(f.ledger->release_due(at(60)).value().feeds == Strings{"all", "featured"});
    CHECK(f.titles("featured") == Strings{"第1篇", "第2篇"});
    f.commit(gone({"2"}), at(90));
    CHECK(f.titles("featured") == Strings{"第1篇"});
    const auto feed = f.ledger->feed("featured").value();
    REQUIRE(feed.tombstones.size() == 1);
    CHECK(feed.tombstones.at(0).guid == an_item(2).article.guid);
    CHECK(tombstones(f.dir.path()).at(an_item(2).article.guid).second == "featured all");
}

TEST_CASE("the feed of flagged entries can be switched off and on again") {
    Fixture f;
    f.commit(a_batch({an_item(1).flagged(), an_item(2).flagged()}));
    f.configuration.featured = false;
    CHECK(f.ledger->configure(f.configuration, noon).value().removed_feeds == Strings{"featured"});
    CHECK(f.ledger->named("featured").value().kind == Named::Kind::gone);
    CHECK(f.commit(a_batch({an_item(3).flagged()})).feeds == Strings{"all"});
    f.commit(gone({"1"}));
    f.configuration.featured = true;
    CHECK(f.ledger->configure(f.configuration, noon).value().feeds == Strings{"featured"});
    CHECK(f.titles("featured") == Strings{"第2篇", "第3篇"});
    CHECK(f.ledger->feeds().value().at(1).entries == 2);
    CHECK(f.ledger->gone_slugs().value().empty());
}

TEST_CASE("a rebuild finds the same flagged entries, and withdraws what is gone from their feed too") {
    Fixture f;
    const auto kept = updated(an_item(1).flagged(), at(10));
    f.commit(a_batch({kept, an_item(2).flagged()}));
    const auto rebuild_with = [&](const Batch& batch) {
        f.ledger->begin_rebuild({}).value();
        f.ledger->commit(batch, at(100)).value();
        return f.ledger->finish_rebuild(at(100)).value();
    };
    const auto before = snapshot(*f.ledger);
    CHECK(rebuild_with(a_batch({kept, an_item(2).flagged()})).feeds.empty());
    CHECK(snapshot(*f.ledger) == before);
    CHECK(rebuild_with(a_batch({kept})).withdrawn == 1);
    CHECK(f.titles("featured") == Strings{"第1篇"});
    CHECK(tombstones(f.dir.path()).at(an_item(2).article.guid).second == "featured all");
    rebuild_with(a_batch({an_item(3)}));
    CHECK(f.titles("featured").empty());
}

TEST_CASE("a ledger from before there was the feed has it after its first start") {
    Fixture f;
    f.commit(a_batch({an_item(1), an_item(2).flagged(), updated(an_item(3).flagged(), at(10))}));
    const auto before = snapshot(*f.ledger, false);
    f.ledger.reset();
    back_to_schema(f.dir.path(), 9);
    f.ledger = ledger_in(f.dir.path());
    CHECK(f.ledger->configure(f.configuration, at(100)).value().feeds == Strings{"featured"});
    CHECK(f.titles("featured") == Strings{"第3篇", "第2篇"});
    CHECK(snapshot(*f.ledger, false) == before);
}

TEST_CASE("categories that come after it have ids of their own") {
    TempDir dir;
    auto ledger = ledger_in(dir.path());
    ledger->configure(a_configuration(), noon).value();
    ledger->commit(a_batch({an_item(1).in({"a"}), an_item(2).flagged()}), noon).value();
    CHECK(titles_of(*ledger, "61") == Strings{"第1篇"});
    CHECK(titles_of(*ledger, "all") == Strings{"第1篇", "第2篇"});
    CHECK(titles_of(*ledger, "featured") == Strings{"第2篇"});
}

TEST_CASE("selections of flagged entries keep their order, and count from the update") {
    Fixture f;
    f.commit(a_batch({updated(an_item(1).flagged().titled("北京 一"), at(10)), an_item(2).titled("北京 二"),
                      updated(an_item(3).flagged().titled("北京 三"), at(30)),
                      updated(an_item(4).flagged().titled("上海 四"), at(40))}));
    while (f.ledger->index_some(100).value()) {
    }
    Selection selection;
    selection.slug = "featured";
    selection.words = "北京";
    const auto found = [&] {
        Strings out;
        std::vector<std::int64_t> ids;
        for (const auto& ref : f.ledger->select(selection).value().entries) ids.push_back(ref.id);
        for (const auto& entry : f.ledger->entries(ids).value()) out.push_back(entry.article.title);
        return out;
    };
    CHECK(found() == Strings{"北京 三", "北京 一"});
    selection.limit = 1;
    CHECK(found() == Strings{"北京 三"});
    selection.limit = 50;
    selection.since = at(20);
    CHECK(found() == Strings{"北京 三"});
    selection.words.clear();
    CHECK(found() == Strings{"上海 四", "北京 三"});
}

}  // namespace syndicated::ledger
