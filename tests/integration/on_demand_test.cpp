#include "app/on_demand.hpp"

#include "integration/house.hpp"
#include "syndicated/base/counters.hpp"

#include <SQLiteCpp/Database.h>
#include <fmt/format.h>
#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace syndicated;
using namespace syndicated::testing;
using publish::Coding;

namespace {

std::unique_ptr<ledger::Ledger> reader_of(const TempDir& folder) {
    return ledger::open_ledger("sqlite:ledger.db", folder.path(), ledger::Access::read_only).value();
}

http::Made ask(app::OnDemand& on_demand, const std::string& key, bool every_form = false) {
    std::promise<http::Made> answer;
    on_demand.make({key, every_form}, [&answer](http::Made made) { answer.set_value(std::move(made)); });
    return answer.get_future().get();
}

void insert(House& house, int number, const std::string& category) {
    const std::vector<RawArticle> rows{an_article(number, category)};
    house.store->write(rows).value();
}

// A site with so many articles of one category, and what is made of it on request.
struct Asked {
    explicit Asked(int articles, std::string_view toml = "") : house(folder, 1, toml) {
        for (int i = 0; i < articles; ++i) insert(house, i, "娱乐");
        house.read_and_publish();
    }

    TempDir folder;
    House house;
    app::OnDemand on_demand{reader_of(folder), house.publication, house.clock, house.settings.serving(), 1 << 20};
};

}  // namespace

TEST_CASE("what is asked for while the ledger changes and settings are reloaded is whole, and of one moment") {
    Asked site(30, "[feeds]\nentries = 5\nwindow = \"0s\"");
    House& house = site.house;
    app::OnDemand& on_demand = site.on_demand;
    const std::vector<std::string> keys{"/",
                                        "/feeds.opml",
                                        "/feeds/changes.json",
                                        "/feeds/all.rss",
                                        "/feeds/yu-le.json?limit=3",
                                        "/feeds/%E5%A8%B1%E4%B9%90.rss",
                                        "/feeds/yu-le/archive/2025-03.atom",
                                        "/feeds/nothing.rss"};
    std::atomic<bool> stop{false};
    std::atomic<int> wrong{0};
    std::mutex mutex;
    std::map<std::string, std::string> versions;  // an ETag stands for the same bytes for ever
    std::vector<std::thread> readers;
    for (int t = 0; t < 3; ++t) {
        readers.emplace_back([&] {
            while (!stop) {
                for (const auto& key : keys) {
                    const auto made = ask(on_demand, key);
                    const bool is_missing = key.find("nothing") != std::string::npos;
                    if (made.status != (is_missing ? 404 : 200)) ++wrong;
                    if (!made.resource || !made.resource->head.redirect.empty()) continue;
                    const auto& bytes = made.resource->body.forms[Coding::identity];
                    const std::lock_guard lock(mutex);
                    const auto first = versions.try_emplace(key + made.resource->head.content.hex(), *bytes).first;
                    if (first->second != *bytes) ++wrong;
                }
            }
        });
    }
    for (int i = 30; i < 60; ++i) {
        insert(house, i, i % 2 == 0 ? "娱乐" : "体育");
        house.read_and_publish();
        house.clock.advance(std::chrono::seconds(2));
        if (i % 10 == 0) on_demand.reconfigure(house.settings.serving(), i % 20 == 0 ? 2048 : 1 << 20);
    }
    stop = true;
    for (std::thread& reader : readers) reader.join();
    CHECK(wrong == 0);
    on_demand.stop();
    CHECK(ask(on_demand, "/feeds.opml?").status == 503);
}

TEST_CASE("nothing is made for clients that have gone") {
    Asked site(30, "[feeds]\nentries = 5\nwindow = \"0s\"");
    app::OnDemand& on_demand = site.on_demand;
    std::promise<void> at_work, go_on;
    on_demand.make({"/feeds.opml"}, [&](const http::Made&) {  // holds the thread up
        at_work.set_value();
        go_on.get_future().wait();
    });
    at_work.get_future().wait();
    std::atomic<int> made{0}, refused{0};
    auto client = std::make_shared<int>();
    const auto flood = [&](int from, int to) {
        for (int i = from; i < to; ++i) {
            on_demand.make({fmt::format("/feeds/all.rss?limit=20&since={}", i), false, client},
                           [&](const http::Made& answer) { ++(answer.resource ? made : refused); });
        }
    };
    SECTION("their places are free") {
        flood(1, 1025);
        client.reset();
        client = std::make_shared<int>();
        flood(1025, 1100);
        CHECK(refused == 0);
    }
    SECTION("others wait with them until there are too many") {
        flood(1, 1025);
        CHECK(refused == 0);
        flood(1025, 1026);
        CHECK(refused == 1);
    }
    client.reset();
    go_on.set_value();
    CHECK(on_demand.fetch("/feeds/all.rss?limit=2") != nullptr);
    CHECK(made == 0);
}

TEST_CASE("a document made on request is the one that would have been published, in every form") {
    Asked site(10);
    House& house = site.house;
    app::OnDemand& on_demand = site.on_demand;
    for (const std::string& path : {std::string("/feeds/all.rss"), std::string("/feeds/yu-le.atom")}) {
        const auto made = on_demand.fetch(path);
        const auto published = house.publication.current()->find(path);
        REQUIRE((made && published));
        CHECK(made->head.content == published->head.content);
        CHECK(made->head.last_modified == published->head.last_modified);
        for (const Coding coding : publish::all_codings) {
            REQUIRE(made->body.forms[coding]);
            CHECK(*made->body.forms[coding] == *published->body.forms[coding]);
        }
    }
    CHECK(on_demand.fetch("/feeds/nothing.rss") == nullptr);
}

TEST_CASE("an article's page shows its own category, not a feed whose slug is the category's name") {
    const TempDir folder;
    House house(folder, 1, "[category.\"娱乐\"]\nslug = \"yu-le\"");
    const std::vector<std::string> names{"娱乐", "yu-le", "all"};
    for (int i = 0; i < 3; ++i) insert(house, i, names.at(static_cast<std::size_t>(i)));
    house.read_and_publish();
    app::OnDemand on_demand(reader_of(folder), house.publication, house.clock, house.settings.serving(), 1 << 20);
    for (int i = 0; i < 3; ++i) {
        const auto& name = names.at(static_cast<std::size_t>(i));
        const auto page = on_demand.fetch("/articles/" + article_id_of(*an_article(i, name).guid));
        REQUIRE(page);
        const std::string& html = *page->body.forms[Coding::identity];
        CHECK_THAT(html, Catch::Contains("<span>" + name + "</span>"));
        CHECK_THAT(html, Catch::Contains("/feeds/" + house.ledger->category(name).value()->slug + ".rss"));
    }
}

TEST_CASE("who asks what changed gets five thousand feeds at a time, in the order of their changes") {
    const TempDir folder;
    House house(folder);
    std::vector<publish::Change> changes;
    for (int i = 1; i <= 7000; ++i) {
        auto resource = std::make_shared<publish::Resource>();
        resource->head.topic = "https://feeds.example.cn";
        resource->head.sequence = static_cast<std::uint64_t>(i * 7919 % 10'007 + 1000);
        changes.push_back({fmt::format("/feeds/c{}.rss", i), std::move(resource)});
    }
    house.publication.swap_in(house.publication.current()->with(changes, true));
    app::OnDemand on_demand(reader_of(folder), house.publication, house.clock, house.settings.serving(), 1 << 24);
    house.publication.settle(5000);  // others are on their way
    const auto early =
        boost::json::parse(*on_demand.fetch("/feeds/changes.json?since=4000")->body.forms[Coding::identity]);
    CHECK(early.at("cursor") == "5000");
    house.publication.settle(11'006);
    std::set<std::string> slugs;
    std::string cursor = "0";
    for (const std::size_t expected : {std::size_t{5000}, std::size_t{2001}}) {
        const auto answer = on_demand.fetch("/feeds/changes.json?since=" + cursor);
        REQUIRE(answer);
        const auto json = boost::json::parse(*answer->body.forms[Coding::identity]);
        CHECK(json.at("feeds").as_array().size() == expected);
        CHECK(json.at("more").as_bool() == slugs.empty());
        for (const auto& feed : json.at("feeds").as_array()) slugs.emplace(feed.at("slug").as_string());
        cursor = json.at("cursor").as_string();
    }
    CHECK(slugs.size() == 7001);  // and `all`
    CHECK(cursor == "11006");
}

TEST_CASE("who needs coded forms gets them with the document, made anew or kept") {
    const TempDir folder;
    House house(folder);
    for (int i = 0; i < 10; ++i) insert(house, i, "娱乐");
    house.read_and_publish();
    const std::int64_t kept_bytes = GENERATE(0, 1 << 20);
    app::OnDemand on_demand(reader_of(folder), house.publication, house.clock, house.settings.serving(), kept_bytes);
    for (const std::string key : {"/feeds/all.rss", "/feeds/yu-le.json?limit=3", "/feeds/all.rss"}) {
        CAPTURE(key, kept_bytes);
        CHECK(ask(on_demand, key).status == 200);
        const auto made = ask(on_demand, key, true);
        REQUIRE(made.resource);
        CHECK(made.resource->body.complete);
        CHECK(made.resource->body.forms[Coding::gzip]);
        house.clock.advance(std::chrono::seconds(2));
    }
    CHECK(ask(on_demand, "/feeds/%E5%A8%B1%E4%B9%90.rss", true).resource->head.redirect == "/feeds/yu-le.rss");
    CHECK(ask(on_demand, "/feeds/nothing.rss", true).status == 404);
}

TEST_CASE("nothing is sent under the ETag of other bytes") {
    const TempDir folder;
    House house(folder);
    for (int i = 0; i < 3; ++i) insert(house, i, "娱乐");
    house.read_and_publish();
    // As if an edit had come between the look at the feed and the look at its entries, each time.
    SQLite::Database((folder.path() / "ledger.db").string(), SQLite::OPEN_READWRITE)
        .exec("UPDATE membership SET content = zeroblob(16)");
    app::OnDemand on_demand(reader_of(folder), house.publication, house.clock, house.settings.serving(), 1 << 20);
    CHECK(ask(on_demand, "/feeds/yu-le.json?limit=3").status == 503);
    CHECK(ask(on_demand, "/feeds/all.rss").status == 503);
}

TEST_CASE("within a budget too small for all feeds, heads stay right and bodies are made") {
    const TempDir folder;
    House house(folder, 1, "[publish]\nmemory = \"8KiB\"\n[serve]\ncodings = [\"gzip\"]");
    for (int i = 0; i < 40; ++i) insert(house, i, "栏目" + std::to_string(i % 8));
    house.read_and_publish();
    app::OnDemand on_demand(reader_of(folder), house.publication, house.clock, house.settings.serving(), 1024);
    int cold = 0;
    std::int64_t resident = 0;
    house.publication.current()->for_each([&](const std::string& path, const publish::Resource& resource) {
        if (resource.head.topic.empty()) return;
        cold += resource.body.cold ? 1 : 0;
        const publish::PerCoding<bool> plain_or_gzip{{false, false, true, true}};
        if (resource.body.cold) CHECK(resource.body.made_as.values == plain_or_gzip.values);
        for (const Coding coding : publish::all_codings) {
            if (const auto& form = resource.body.forms[coding]) resident += static_cast<std::int64_t>(form->size());
        }
        CHECK(on_demand.fetch(path)->head.content == resource.head.content);
    });
    CHECK(cold > 0);
    CHECK(resident <= 8 * 1024);
}

TEST_CASE("the heads of all feeds count for the budget of documents") {
    const TempDir folder;
    House house(folder, 1, "[publish]\nmemory = \"32KiB\"");
    for (int i = 0; i < 40; ++i) insert(house, i, "栏目" + std::to_string(i % 8));
    house.read_and_publish();
    std::size_t held = 0, with_bodies = 0;
    house.publication.current()->for_each([&](const std::string& path, const publish::Resource& resource) {
        held += path.size() + sizeof resource + resource.head.topic.size();
        with_bodies += resource.body.cold ? 0 : 1;
        for (const Coding coding : publish::all_codings) {
            if (const auto& form = resource.body.forms[coding]) held += form->size();
        }
    });
    CHECK(with_bodies > 0);
    CHECK(held <= 32 * 1024);
    CHECK(value_of(Counter::resident_bytes) >= static_cast<std::int64_t>(held));
    CHECK(value_of(Counter::resident_bytes) <= 32 * 1024);
}

TEST_CASE("what is counted of documents does not grow while they are published again and again") {
    const TempDir folder;
    House house(folder, 1, "[websub]\nhubs = [\"https://hub.example.cn/" + std::string(200, 'a') + "\"]");
    const auto publish_again = [&house](int n) {
        RawArticle raw = an_article(1, "娱乐");
        raw.title = fmt::format("第{}次", n);
        house.store->write(std::vector{raw}).value();
        house.read_and_publish();
        return value_of(Counter::resident_bytes);
    };
    for (int n = 100; n < 200; ++n) (void)publish_again(n);
    const auto before = publish_again(200);
    for (int n = 201; n < 300; ++n) (void)publish_again(n);
    CHECK(std::abs(publish_again(300) - before) < 1024);
}

TEST_CASE("a feed of summaries holds what the live feed holds, and goes on to the same archives") {
    Asked site(20, "[feeds]\nentries = 2\nwindow = \"36h\"");
    app::OnDemand& on_demand = site.on_demand;
    const auto whole = on_demand.fetch("/feeds/all.json");
    const auto summaries = on_demand.fetch("/feeds/all.json?content=summary");
    REQUIRE((whole && summaries));
    CHECK(whole->entries->slices.size() > 2);
    CHECK(summaries->entries->slices.size() == whole->entries->slices.size());
    const std::string next = "\"next_url\":\"http://127.0.0.1:8080/feeds/all/archive/2025-03.json\"";
    CHECK(whole->body.forms[Coding::identity]->find(next) != std::string::npos);
    CHECK(summaries->body.forms[Coding::identity]->find(next) != std::string::npos);
    CHECK(summaries->head.topic.empty());
}

TEST_CASE("a page that is made anew and is the same goes out with the forms that were coded before") {
    const TempDir folder;
    House house(folder);
    insert(house, 1, "娱乐");
    house.read_and_publish();
    app::OnDemand on_demand(reader_of(folder), house.publication, house.clock, house.settings.serving(), 1 << 20);
    const std::string key = "/feeds.opml";
    while (!ask(on_demand, key).resource->body.complete) std::this_thread::yield();
    insert(house, 2, "娱乐");
    house.read_and_publish();
    house.clock.advance(std::chrono::seconds(2));
    CHECK(ask(on_demand, key).resource->body.complete);
}
