// The work thread with everything that talks to it: another thread that writes the store, readers of the Publication,
// reloads. Run under ThreadSanitizer.
#include "app/pipeline.hpp"

#include "integration/house.hpp"
#include "support/temp_dir.hpp"
#include "syndicated/base/counters.hpp"
#include "syndicated/store/store.hpp"

#include <SQLiteCpp/Database.h>
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace syndicated::app {

namespace {

using namespace std::chrono_literals;

template <class Condition>
bool within(std::chrono::seconds span, const Condition& condition) {
    const auto end = std::chrono::steady_clock::now() + span;
    while (std::chrono::steady_clock::now() < end) {
        if (condition()) return true;
        std::this_thread::sleep_for(5ms);
    }
    return false;
}

bool shows(const publish::Publication& publication, std::string_view path, std::string_view text) {
    const auto resource = publication.current()->find(path);
    return resource != nullptr && resource->body.forms[publish::Coding::identity] != nullptr &&
           resource->body.forms[publish::Coding::identity]->find(text) != std::string::npos;
}

RawArticle article(std::string guid, std::string title) {
    RawArticle raw;
    raw.guid = std::move(guid);
    raw.title = std::move(title);
    raw.category = "新闻";
    raw.html = "<p>正文。</p>";
    return raw;
}

void put(const Settings& settings, const RawArticle& row) {
    store::open_store(settings.store.url, "main", settings.folder, store::Access::create)
        .value()
        ->write({&row, 1})
        .value();
}

}  // namespace

TEST_CASE("what another connection commits is published while settings are reloaded") {
    const testing::TempDir folder;
    const SystemClock clock;
    const auto settings = parse_settings("[site]\ntitle = \"一\"", "t.toml", folder.path()).value();
    publish::Publication publication;
    std::atomic<int> swaps{0};
    Pipeline pipeline(settings, publication, clock, [&swaps] { ++swaps; });
    pipeline.open().value();
    pipeline.start();
    REQUIRE(within(30s, [&] { return publication.current()->complete(); }));

    std::thread writer([&] {
        auto store = store::open_store(settings.store.url, "main", folder.path(), store::Access::existing).value();
        for (int i = 0; i < 20; ++i) {
            const auto row = article(fmt::format("https://a.example/{}", i), fmt::format("第{}篇", i));
            store->write({&row, 1}).value();
            std::this_thread::sleep_for(2ms);
        }
    });
    for (int i = 0; i < 5; ++i) {
        pipeline.reload(parse_settings(fmt::format("[site]\ntitle = \"第{}名\"", i), "t.toml", folder.path()).value());
        std::this_thread::sleep_for(10ms);
    }
    writer.join();
    for (int i = 0; i < 20; ++i) {
        INFO(i);
        CHECK(within(30s, [&] { return shows(publication, "/feeds/all.json", fmt::format("第{}篇", i)); }));
    }
    CHECK(within(30s, [&] { return shows(publication, "/feeds/all.rss", "第4名"); }));
    CHECK(within(30s, [&] {
        const auto resource = publication.current()->find("/feeds/all.json");
        return resource != nullptr && resource->body.complete && resource->body.forms[publish::Coding::br] != nullptr;
    }));
    CHECK(swaps.load() > 0);
    CHECK(pipeline.silent_for() < 30s);
    pipeline.stop();
}

TEST_CASE("a store that answers makes ready before what waits in it is read") {
    const testing::TempDir folder;
    const SystemClock clock;
    const auto settings = parse_settings("", "t.toml", folder.path()).value();
    publish::Publication publication;
    put(settings, article("https://a.example/1", "一篇"));
    {
        Pipeline pipeline(settings, publication, clock, [] {});
        pipeline.open().value();
        pipeline.start();
        REQUIRE(within(30s, [&] { return shows(publication, "/feeds/all.json", "一篇"); }));
        pipeline.stop();
    }
    put(settings, article("https://a.example/2", "二篇"));
    set_gauge(Counter::store_up, 0);
    Pipeline pipeline(settings, publication, clock, [] {});
    pipeline.open().value();
    CHECK(value_of(Counter::store_up) == 1);
    CHECK_FALSE(shows(publication, "/feeds/all.json", "二篇"));
}

TEST_CASE("a store that disappears is waited for: nothing is withdrawn, and no empty one takes its place") {
    const testing::TempDir folder;
    const SystemClock clock;
    const auto settings = parse_settings("", "t.toml", folder.path()).value();
    const auto file = folder.path() / "articles.db";
    const auto away = folder.path() / "away.db";
    publish::Publication publication;
    const auto is_shown = [&] { return shows(publication, "/feeds/all.json", "一篇"); };
    SECTION("while it is read") {
        Pipeline pipeline(settings, publication, clock, [] {});
        pipeline.open().value();
        pipeline.start();
        put(settings, article("https://a.example/1", "一篇"));
        REQUIRE(within(30s, is_shown));
        std::filesystem::rename(file, away);
        CHECK(within(30s, [] { return value_of(Counter::store_up) == 0; }));
        std::this_thread::sleep_for(1500ms);  // it is asked again each second
        CHECK_FALSE(std::filesystem::exists(file));
        CHECK(is_shown());
        std::filesystem::rename(away, file);
        put(settings, article("https://a.example/2", "二篇"));
        CHECK(within(30s, [&] { return shows(publication, "/feeds/all.json", "二篇"); }));
        CHECK(is_shown());
        pipeline.stop();
    }
    SECTION("between two runs") {
        for (const bool there : {true, false}) {
            Pipeline pipeline(settings, publication, clock, [] {});
            pipeline.open().value();
            pipeline.start();
            if (there) put(settings, article("https://a.example/1", "一篇"));
            REQUIRE(within(30s, is_shown));
            if (!there) std::this_thread::sleep_for(1500ms);
            pipeline.stop();
            std::error_code ignored;
            std::filesystem::rename(file, away, ignored);
        }
        CHECK_FALSE(std::filesystem::exists(file));
        CHECK(is_shown());
    }
}

TEST_CASE("a store that another takes the place of brings its categories along") {
    const testing::TempDir folder, elsewhere;
    const SystemClock clock;
    const auto settings = parse_settings("", "t.toml", folder.path()).value();
    publish::Publication publication;
    Pipeline pipeline(settings, publication, clock, [] {});
    pipeline.open().value();
    pipeline.start();
    put(settings, article("https://a.example/1", "一篇"));
    REQUIRE(within(30s, [&] { return shows(publication, "/feeds/xin-wen.json", "一篇"); }));

    put(parse_settings("", "t.toml", elsewhere.path()).value(), article("https://a.example/2", "二篇"));
    const auto other = elsewhere.path() / "articles.db";
    SQLite::Database(other, SQLite::OPEN_READWRITE)
        .exec("INSERT INTO category (name, about) VALUES ('新闻', '天下大事'); PRAGMA wal_checkpoint(TRUNCATE)");
    std::filesystem::rename(other, folder.path() / "articles.db");
    CHECK(within(30s, [&] { return shows(publication, "/feeds/xin-wen.json", "二篇"); }));
    CHECK(within(30s, [&] { return shows(publication, "/feeds/xin-wen.json", "天下大事"); }));
    pipeline.stop();
}

TEST_CASE("a first read that was cut off goes on where it was") {
    constexpr int rows = 3000;
    const testing::TempDir folder;
    std::int64_t read_before = 0;
    {
        testing::House house(folder);
        std::vector<RawArticle> articles;
        for (int i = 0; i < rows; ++i) articles.push_back(testing::an_article(i, "娱乐"));
        house.store->write(articles).value();
        read_before = house.reader.step(house.rules).value().rows;
        REQUIRE(read_before < rows);
    }
    const SystemClock clock;
    const auto settings = parse_settings("[site]\nid = \"example.cn,2025\"", "t.toml", folder.path()).value();
    const auto counted = value_of(Counter::store_rows_read);
    publish::Publication publication;
    Pipeline pipeline(settings, publication, clock, [] {});
    pipeline.open().value();
    pipeline.start();
    CHECK(within(60s, [&] { return publication.current()->complete(); }));
    pipeline.stop();
    CHECK(value_of(Counter::store_rows_read) - counted == rows - read_before);
}

TEST_CASE("settings that change what the rules make of an article are taken over without a commit of the store") {
    const testing::TempDir folder;
    const SystemClock clock;
    const auto settings = parse_settings("", "t.toml", folder.path()).value();
    publish::Publication publication;
    Pipeline pipeline(settings, publication, clock, [] {});
    pipeline.open().value();
    auto store = store::open_store(settings.store.url, "main", folder.path(), store::Access::existing).value();
    auto row = article("https://a.example/1", "一篇");
    row.published = "2025-03-10 12:00";
    store->write({&row, 1}).value();
    pipeline.start();
    REQUIRE(within(30s, [&] { return shows(publication, "/feeds/all.json", "2025-03-10T12:00:00+08:00"); }));
    pipeline.reload(parse_settings("[site]\ntime_zone = \"+09:00\"", "t.toml", folder.path()).value());
    CHECK(within(30s, [&] { return shows(publication, "/feeds/all.json", "2025-03-10T12:00:00+09:00"); }));
    pipeline.stop();
}

TEST_CASE("codings that are switched off and on are taken over by a reload") {
    const testing::TempDir folder;
    const SystemClock clock;
    publish::Publication publication;
    Pipeline pipeline(parse_settings("", "t.toml", folder.path()).value(), publication, clock, [] {});
    pipeline.open().value();
    pipeline.start();
    const auto has = [&](publish::Coding coding) {
        const auto resource = publication.current()->find("/feeds/all.rss");
        return resource != nullptr && resource->body.complete && resource->body.forms[coding] != nullptr;
    };
    REQUIRE(within(30s, [&] { return has(publish::Coding::br); }));
    pipeline.reload(parse_settings("[serve]\ncodings = [\"gzip\"]", "t.toml", folder.path()).value());
    CHECK(within(30s, [&] { return has(publish::Coding::gzip) && !has(publish::Coding::br); }));
    pipeline.reload(parse_settings("[serve]\ncodings = [\"br\"]", "t.toml", folder.path()).value());
    CHECK(within(30s, [&] { return has(publish::Coding::br) && !has(publish::Coding::gzip); }));
    pipeline.stop();
}

TEST_CASE("it is told when some documents have all their forms, while others still wait") {
    const testing::TempDir folder;
    const SystemClock clock;
    const auto settings = parse_settings("", "t.toml", folder.path()).value();
    std::vector<RawArticle> rows;
    for (int i = 0; i < 20; ++i) {
        rows.push_back(article(fmt::format("https://a.example/{}", i), fmt::format("第{}篇", i)));
        rows.back().category = fmt::format("栏目{}", i);
        rows.back().html = fmt::format("<p>{}</p>", std::string(10'000, 'x'));
    }
    store::open_store(settings.store.url, "main", folder.path(), store::Access::create).value()->write(rows).value();
    publish::Publication publication;
    std::atomic<bool> told_between{false};
    Pipeline pipeline(settings, publication, clock, [&] {
        int ready = 0;
        int waiting = 0;
        publication.current()->for_each([&](const std::string&, const publish::Resource& resource) {
            if (!resource.head.topic.empty()) ++(resource.body.complete ? ready : waiting);
        });
        if (ready > 0 && waiting > 0) told_between = true;
    });
    pipeline.open().value();
    pipeline.start();
    CHECK(within(30s, [&] { return told_between.load(); }));
    pipeline.stop();
}

TEST_CASE("a body that was warmed is coded at once, so that the next one need wait for nothing") {
    const testing::TempDir folder;
    testing::House house(folder);
    const auto row = testing::an_article(1, "新闻");
    house.store->write({&row, 1}).value();
    house.read_and_publish();
    publish::Publication publication;
    std::atomic<int> coded{0};
    Publishing publishing(
        publication, house.clock, [&] { ++coded; }, [] {});
    publishing.open(*house.ledger, house.settings, true).value();
    for (int warmed = 0; warmed < 2; ++warmed) {
        REQUIRE(within(10s, [&] {
            publishing.code();
            return publishing.can_warm();
        }));
        coded = 0;
        publishing.warm(*house.ledger, app::never).value();
        CHECK(within(10s, [&] { return coded > 0; }));
    }
}

TEST_CASE("a body in the making gives way to commits, and goes on behind them with what it has") {
    const testing::TempDir folder;
    testing::House house(folder);
    for (int i = 1; i <= 10; ++i) {
        const auto row = testing::an_article(i, "新闻");
        house.store->write({&row, 1}).value();
    }
    house.read_and_publish();
    publish::Publication publication;
    Publisher publisher(publication);
    auto serving = house.settings.serving();
    const auto publish_all = [&] {
        publisher.publish_all(*house.ledger, serving, house.settings.memory_bytes, true).value();
    };
    const auto rendered_by = [&](const GiveWay& give_way) {
        const auto before = value_of(Counter::entries_rendered);
        CHECK(publisher.warm(*house.ledger, give_way).value());
        return (value_of(Counter::entries_rendered) - before) / 3;
    };
    const auto has_body = [&] { return shows(publication, "/feeds/all.json", "第1篇"); };
    const auto at_once = [] { return true; };

    publish_all();
    CHECK(rendered_by(at_once) == 4);
    publisher.publish(*house.ledger, {}, true).value();
    CHECK(rendered_by(at_once) == 4);
    CHECK_FALSE(has_body());

    SECTION("under the same settings") {
        CHECK(rendered_by(at_once) == 2);
    }
    SECTION("and under others with nothing") {
        serving.site.base_url = "https://other.example.cn";
        publish_all();
        CHECK(rendered_by(never) == 10);
    }
    CHECK(has_body());
}

TEST_CASE("entries of other settings are made anew after a start, and until then it is said") {
    const testing::TempDir folder;
    const SystemClock clock;
    publish::Publication publication;
    const auto run = [&](std::string_view toml, int renormalising, std::string_view published) {
        const auto settings = parse_settings(toml, "t.toml", folder.path()).value();
        Pipeline pipeline(settings, publication, clock, [] {});
        pipeline.open().value();
        CHECK(value_of(Counter::renormalising) == renormalising);
        auto store = store::open_store(settings.store.url, "main", folder.path(), store::Access::existing).value();
        auto row = article("https://a.example/1", "一篇");
        row.published = "2025-03-10 04:06:31";
        store->write({&row, 1}).value();
        pipeline.start();
        CHECK(within(30s, [&] {
            return shows(publication, "/feeds/all.json", published) && value_of(Counter::renormalising) == 0;
        }));
    };
    run("", 0, "2025-03-10T04:06:31+08:00");
    run("", 0, "2025-03-10T04:06:31+08:00");
    run("[site]\ntime_zone = \"+09:00\"", 1, "2025-03-10T04:06:31+09:00");
}

TEST_CASE("a store that can't be opened does not stop the ledger's feeds from being served") {
    const testing::TempDir folder;
    const SystemClock clock;
    {
        const auto settings = parse_settings("", "t.toml", folder.path()).value();
        publish::Publication publication;
        Pipeline pipeline(settings, publication, clock, [] {});
        pipeline.open().value();
        auto store = store::open_store(settings.store.url, "main", folder.path(), store::Access::existing).value();
        const auto row = article("https://a.example/1", "留下的一篇");
        store->write({&row, 1}).value();
        pipeline.start();
        REQUIRE(within(30s, [&] { return shows(publication, "/feeds/all.rss", "留下的一篇"); }));
    }
    for (const auto* ending : {"", "-wal", "-shm"})
        std::filesystem::remove(folder.path() / ("articles.db" + std::string(ending)));
    folder.write("articles.db", "this is no database, and long enough to be looked at as one, says its header");
    const auto settings = parse_settings("", "t.toml", folder.path()).value();
    publish::Publication publication;
    Pipeline pipeline(settings, publication, clock, [] {});
    pipeline.open().value();
    CHECK(publication.current()->find("/feeds/all.rss") != nullptr);
    CHECK(publication.current()->complete());
    pipeline.start();
    CHECK(within(30s, [&] { return shows(publication, "/feeds/all.rss", "留下的一篇"); }));
}

}  // namespace syndicated::app
