// Views from the store's column to the ranks of the ledger, and what that costs everybody else: nothing.
#include "app/view_sweep.hpp"

#include "app/on_demand.hpp"
#include "integration/house.hpp"
#include "syndicated/base/counters.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated;
using namespace syndicated::testing;
using namespace std::chrono_literals;
using publish::Coding;

namespace {

struct Scene {
    TempDir folder;
    House house{folder};
    app::ViewSweep sweep;

    explicit Scene(int articles) {
        for (int i = 1; i <= articles; ++i) {
            const std::vector<RawArticle> rows{an_article(i, i % 2 == 0 ? "娱乐" : "体育")};
            house.store->write(rows).value();
        }
        house.read_and_publish();
        sweep.configure(5min, 24h);
    }
    void view(const std::string& sql) {
        SQLite::Database((folder.path() / "articles.db").string(), SQLite::OPEN_READWRITE).exec(sql);
        sweep.note_change();
    }
    // The time until a sweep that began now is over.
    void sweep_all() {
        for (int i = 0; i < 100; ++i) {
            sweep.step(*house.store, *house.ledger, house.clock, app::never).value();
            const auto wait = *sweep.next() - house.clock.steady();
            if (wait > 1s) return;
            house.clock.advance(std::chrono::ceil<std::chrono::milliseconds>(wait));
        }
        FAIL("the sweep does not end");
    }
    void next_sweep() {
        house.clock.advance(5min);
        sweep_all();
    }
    [[nodiscard]] std::vector<std::string> hot(const std::string& slug) {
        std::vector<std::int64_t> ids;
        for (const auto& ref : house.ledger->hot(slug, 20).value().entries) ids.push_back(ref.id);
        std::vector<std::string> out;
        for (const auto& entry : house.ledger->entries(ids).value()) out.push_back(entry.article.title);
        return out;
    }
};

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("a sweep reads the whole column, slice by slice, and ranks what gained views") {
    Scene scene(450);
    scene.view("UPDATE article SET views = '1'");
    scene.sweep_all();
    CHECK(scene.hot("all").empty());  // published days ago: nobody knows when they were viewed
    CHECK(scene.house.store->calls(FaultyStore::Call::views) == 29);  // 16 rows at once
    scene.view("UPDATE article SET views = CASE id WHEN 1 THEN '浏览：1.2万' WHEN 300 THEN '12' ELSE views END");
    scene.next_sweep();
    CHECK(scene.hot("all") == Strings{"第1篇", "第300篇"});
    CHECK(scene.hot("yu-le") == Strings{"第300篇"});
}

TEST_CASE("a sweep gives way to a commit after a few rows, and goes on where it was") {
    Scene scene(40);
    scene.view("UPDATE article SET views = 1");
    scene.sweep_all();
    scene.view("UPDATE article SET views = 2");
    scene.house.clock.advance(5min);
    const int calls = scene.house.store->calls(FaultyStore::Call::views);
    const auto step = [&] {
        scene.sweep.step(*scene.house.store, *scene.house.ledger, scene.house.clock, [] { return true; }).value();
    };
    step();
    CHECK(scene.house.store->calls(FaultyStore::Call::views) == calls + 1);
    CHECK(scene.hot("all").size() == 16);
    scene.house.clock.advance(50ms);
    step();
    CHECK(scene.house.store->calls(FaultyStore::Call::views) == calls + 2);
    scene.sweep_all();
    CHECK(scene.hot("all").size() == 20);  // as many as are asked for
}

TEST_CASE("a store that nobody wrote to is not swept, but old views are forgotten") {
    Scene scene(3);
    scene.view("UPDATE article SET views = 1");
    scene.sweep_all();
    scene.view("UPDATE article SET views = 2 WHERE id = 2");
    scene.next_sweep();
    CHECK(scene.hot("all") == Strings{"第2篇"});
    const int calls = scene.house.store->calls(FaultyStore::Call::views);
    scene.house.clock.advance(23h);
    scene.next_sweep();
    CHECK(scene.hot("all") == Strings{"第2篇"});
    scene.house.clock.advance(2h);
    scene.next_sweep();
    CHECK(scene.hot("all").empty());
    CHECK(scene.house.store->calls(FaultyStore::Call::views) == calls);
}

TEST_CASE("a page view renders nothing, and moves no document and no revision") {
    Scene scene(10);
    scene.view("UPDATE article SET views = 1");
    scene.sweep_all();
    const auto documents = scene.house.documents();
    const auto rendered = value_of(Counter::documents_rendered);
    scene.view("UPDATE article SET views = id * 10");
    scene.house.read_and_publish();
    scene.next_sweep();
    scene.house.read_and_publish();
    CHECK(scene.hot("all").size() == 10);
    CHECK(value_of(Counter::documents_rendered) == rendered);
    CHECK(scene.house.documents() == documents);
}

TEST_CASE("a store that fails in a sweep is swept from its begin the next time") {
    Scene scene(450);
    scene.view("UPDATE article SET views = 1");
    scene.sweep_all();
    scene.view("UPDATE article SET views = 2 WHERE id IN (1, 450)");
    scene.house.clock.advance(5min);
    scene.sweep.step(*scene.house.store, *scene.house.ledger, scene.house.clock, app::never).value();
    scene.house.store->fail(FaultyStore::Call::views, {Errc::unavailable, "away"}, 1);
    scene.house.clock.advance(1s);
    CHECK(scene.sweep.step(*scene.house.store, *scene.house.ledger, scene.house.clock, app::never).error().detail ==
          "away");
    CHECK(*scene.sweep.next() - scene.house.clock.steady() > 4min);
    scene.next_sweep();
    CHECK(scene.hot("all").size() == 2);
}

TEST_CASE("nothing is swept where nothing is asked for") {
    Scene scene(1);
    scene.sweep.configure(0s, 24h);
    CHECK_FALSE(scene.sweep.next());
    scene.sweep.step(*scene.house.store, *scene.house.ledger, scene.house.clock, app::never).value();
    CHECK(scene.house.store->calls(FaultyStore::Call::views) == 0);
}

TEST_CASE("the most read of a feed are made on request, under one address whatever is asked with it") {
    Scene scene(4);
    app::OnDemand on_demand(
        ledger::open_ledger("sqlite:ledger.db", scene.folder.path(), ledger::Access::read_only).value(),
        scene.house.publication, scene.house.clock, scene.house.settings.serving(), 1 << 20);
    const auto bytes_of = [&](const std::string& key) {
        const auto made = on_demand.fetch(key);
        REQUIRE(made);
        CHECK(made->head.topic.empty());
        CHECK_FALSE(made->head.last_modified);
        return *made->body.forms[Coding::identity];
    };
    CHECK(bytes_of("/").find("hot.rss") == std::string::npos);
    scene.view("UPDATE article SET views = 1");
    scene.sweep_all();
    CHECK(bytes_of("/feeds/all/hot.json").find("第") == std::string::npos);
    scene.view("UPDATE article SET views = 10 * id");
    scene.next_sweep();
    const auto atom = bytes_of("/feeds/yu-le/hot.atom");
    CHECK(atom.find("<title>娱乐 · 热门文章</title>") != std::string::npos);
    CHECK(atom.find("href=\"http://127.0.0.1:8080/feeds/yu-le/hot.atom\"") != std::string::npos);
    CHECK(atom.find("第4篇") < atom.find("第2篇"));
    CHECK(atom.find("第3篇") == std::string::npos);
    CHECK(bytes_of("/").find("feeds/yu-le/hot.rss") != std::string::npos);
    const auto key = [&](const std::string& query) { return on_demand.wish_of("/feeds/yu-le/hot.rss", query).key; };
    CHECK(key("q=a&source=b&since=1&author=c&utm=d") == "/feeds/yu-le/hot.rss");
    CHECK(key("limit=1&content=summary") == "/feeds/yu-le/hot.rss?content=summary&limit=1");
    CHECK(bytes_of("/feeds/yu-le/hot.atom?limit=1").find("第2篇") == std::string::npos);
    CHECK(on_demand.fetch("/feeds/nothing/hot.rss") == nullptr);
    CHECK(on_demand.fetch("/feeds/%E5%A8%B1%E4%B9%90/hot.rss")->head.redirect == "/feeds/yu-le/hot.rss");
    auto serving = scene.house.settings.serving();
    serving.hot_entries = 0;
    on_demand.reconfigure(serving, 1 << 20);
    CHECK(on_demand.fetch("/feeds/yu-le/hot.rss") == nullptr);
    CHECK(on_demand.fetch("/")->body.forms[Coding::identity]->find("hot.rss") == std::string::npos);
}
