// What the most read are told by: gains of views within a window, and what a feed shows of them.
#include "support/ledger_builders.hpp"
#include "support/temp_dir.hpp"
#include "unit/ledger/fixture.hpp"

#include <catch2/catch.hpp>

#include <limits>

namespace syndicated::ledger {

using namespace testing;
using std::chrono::hours;

namespace {

using Strings = std::vector<std::string>;
using Rows = std::vector<ViewCounts::Row>;

constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min(), highest = -(lowest + 1);
constexpr hours day{24};

struct Counted : Fixture {
    // All that the store has.
    void count(Rows rows, sys_seconds now = noon) { slice(highest, lowest, std::move(rows), now); }
    void slice(std::int64_t high, std::int64_t low, Rows rows, sys_seconds now = noon) {
        ViewCounts counts;
        counts.store = "main";
        counts.low = low;
        counts.high = high;
        counts.rows = std::move(rows);
        ledger->count_views(counts, day, now).value();
    }
    [[nodiscard]] Strings hot(std::string_view slug, std::int64_t limit = 20) {
        std::vector<std::int64_t> ids;
        for (const auto& ref : ledger->hot(slug, limit).value().entries) ids.push_back(ref.id);
        Strings out;
        for (const auto& entry : ledger->entries(ids).value()) out.push_back(entry.article.title);
        return out;
    }
    // Of long ago, so that what they counted before they were met is not known.
    void commit_old(int entries) {
        std::vector<Item> items;
        for (int i = 1; i <= entries; ++i) {
            items.push_back(an_item(i).in({i % 2 == 0 ? "娱乐" : "体育"}).published(at(-86400 * (10 + i))));
        }
        commit(a_batch(items));
    }
};

}  // namespace

TEST_CASE("the most read are those that gained the most views since they were counted first") {
    Counted f;
    f.commit_old(4);
    f.count({{4, 1000}, {3, 0}, {2, 10}, {1, 500}});
    CHECK(f.hot("all").empty());
    CHECK_FALSE(f.ledger->has_ranks().value());
    f.count({{4, 1001}, {3, 0}, {2, 15}, {1, 503}}, at(300));
    CHECK(f.ledger->has_ranks().value());
    CHECK(f.hot("all") == Strings{"第2篇", "第1篇", "第4篇"});
    CHECK(f.hot("yu-le") == Strings{"第2篇", "第4篇"});
    CHECK(f.hot("ti-yu") == Strings{"第1篇"});
    CHECK(f.hot("all", 1) == Strings{"第2篇"});
    f.count({{4, 1101}, {3, 0}, {2, 15}, {1, 503}}, at(600));
    CHECK(f.hot("all") == Strings{"第4篇", "第2篇", "第1篇"});
    CHECK(f.ledger->hot("no-such", 20).error().code == Errc::not_found);
}

TEST_CASE("all views of an article that was published within the window were gained in it") {
    Counted f;
    f.commit(a_batch({an_item(1), an_item(2).published(at(-2 * 86400)), an_item(3)}));
    f.count({{3, 7}, {2, 1000}, {1, 5}});
    CHECK(f.hot("all") == Strings{"第3篇", "第1篇"});
    SECTION("but once, though another row brings it again") {
        f.commit(a_batch({an_item(1).keyed("9", 9)}));
        f.count({{9, 8}, {3, 7}, {2, 1000}}, at(60));
        CHECK(f.hot("all") == Strings{"第1篇", "第3篇"});
        f.count({{9, 8}, {3, 9}, {2, 1000}}, at(120));
        CHECK(f.hot("all") == Strings{"第3篇", "第1篇"});
    }
}

TEST_CASE("of as many views the newest comes first, then the guid") {
    Counted f;
    f.commit(a_batch({an_item(1), an_item(3), an_item(2).published(at(-180))}));
    f.count({{3, 5}, {2, 5}, {1, 5}});
    CHECK(f.hot("all") == Strings{"第1篇", "第2篇", "第3篇"});
    CHECK(f.hot("all", 2) == Strings{"第1篇", "第2篇"});
}

TEST_CASE("what was gained before the window is forgotten, a little at a time") {
    Counted f;
    f.commit_old(3);
    f.count({{3, 0}, {2, 0}, {1, 0}});
    f.count({{3, 30}, {2, 20}, {1, 0}}, at(60));
    f.count({{3, 30}, {2, 20}, {1, 10}}, at(4 * 3600));
    CHECK(f.hot("all") == Strings{"第3篇", "第2篇", "第1篇"});
    CHECK_FALSE(f.ledger->forget_views(noon, 100).value());
    CHECK(f.hot("all").size() == 3);
    CHECK(f.ledger->forget_views(at(3601), 1).value());
    CHECK(f.hot("all").size() == 2);
    f.ledger->forget_views(at(3601), 100).value();
    CHECK(f.hot("all") == Strings{"第1篇"});
    f.ledger->forget_views(at(5 * 3600), 100).value();
    CHECK_FALSE(f.ledger->has_ranks().value());
}

TEST_CASE("a count that is set anew, or absurd, does no harm") {
    Counted f;
    f.commit_old(2);
    f.count({{2, 100}, {1, 100}});
    f.count({{2, 0}, {1, highest}}, at(60));
    CHECK(f.hot("all") == Strings{"第1篇"});
    f.count({{2, 3}, {1, -5}}, at(120));
    CHECK(f.hot("all") == Strings{"第1篇", "第2篇"});
    for (int i = 0; i < 20; ++i) f.count({{2, 3}, {1, i % 2 == 0 ? highest : 0}}, at(180 + i));
    CHECK(f.hot("all") == Strings{"第1篇", "第2篇"});
}

TEST_CASE("a slice speaks of its own rows alone; rows that are gone are forgotten") {
    Counted f;
    f.commit_old(4);
    f.count({{4, 0}, {3, 0}, {2, 0}, {1, 0}});
    f.slice(highest, 3, {{4, 9}, {3, 8}}, at(60));
    CHECK(f.hot("all") == Strings{"第4篇", "第3篇"});
    f.slice(2, lowest, {{2, 7}}, at(60));  // the first row is gone
    f.slice(2, lowest, {{2, 7}, {1, 50}}, at(120));
    CHECK(f.hot("all") == Strings{"第4篇", "第3篇", "第2篇"});
}

TEST_CASE("counting views writes nothing where nothing changed, and touches no feed") {
    Counted f;
    f.commit_old(2);
    f.count({{2, 1}, {1, 1}});
    const auto before = snapshot(*f.ledger);
    const auto reader = ledger_in(f.dir.path(), Access::read_only);
    const auto version = reader->version().value();
    f.count({{2, 1}, {1, 1}}, at(60));
    CHECK_FALSE(f.ledger->forget_views(at(-100), 100).value());
    CHECK(reader->version().value() == version);
    f.count({{2, 2}, {1, 1}}, at(120));
    CHECK(reader->version().value() != version);
    CHECK(snapshot(*f.ledger) == before);
    CHECK(reader->count_views({}, day, noon).has_error());
}

TEST_CASE("an article that is withdrawn is not among the most read, and views outlast a rebuild") {
    Counted f;
    f.commit_old(3);
    f.count({{3, 0}, {2, 0}, {1, 0}});
    f.count({{3, 3}, {2, 2}, {1, 1}}, at(60));
    f.commit(gone({"3"}), at(90));
    CHECK(f.hot("all") == Strings{"第2篇", "第1篇"});
    f.ledger->begin_rebuild({}).value();
    f.ledger->commit(a_batch({an_item(1), an_item(2)}), at(100)).value();
    f.ledger->finish_rebuild(at(100)).value();
    CHECK(f.hot("all") == Strings{"第2篇", "第1篇"});
}

TEST_CASE("the most read of flagged articles are found too") {
    Counted f;
    auto item = an_item(1).flagged();
    item.article.updated.emplace().at = at(50);
    f.commit(a_batch({item, an_item(2)}));
    f.count({{2, 9}, {1, 5}}, at(60));
    CHECK(f.hot("featured") == Strings{"第1篇"});
}

TEST_CASE("a feed of the most read holds as many bytes as a live one") {
    Counted f;
    f.configuration.limits.max_bytes = 100;
    f.ledger->configure(f.configuration, noon).value();
    f.commit(a_batch({an_item(1).html(std::string(60, 'a')), an_item(2).html(std::string(60, 'b'))}));
    f.count({{2, 9}, {1, 5}}, at(60));
    CHECK(f.hot("all") == Strings{"第2篇"});
}

}  // namespace syndicated::ledger
