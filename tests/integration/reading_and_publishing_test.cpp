// Store, reader, ledger and publisher together, without threads: what changes is rendered once, and the order in which
// articles arrived leaves no trace in the bytes.
#include "app/publisher.hpp"
#include "app/reader.hpp"
#include "app/settings.hpp"

#include "support/fake_clock.hpp"
#include "support/temp_dir.hpp"
#include "syndicated/base/counters.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace syndicated::app {

namespace {

using testing::FakeClock;
using testing::TempDir;

constexpr sys_seconds start_of_test{std::chrono::seconds(1'741'600'000)};

RawArticle article(int number, const std::string& category) {
    RawArticle raw;
    raw.guid = fmt::format("https://www.example.cn/a/{}", number);
    raw.title = fmt::format("第{}篇", number);
    raw.category = category;
    raw.published = fmt::format("2025-03-{:02} 08:{:02}:00", 1 + number % 9, number % 60);
    raw.html = fmt::format("<p>正文{}，讲一件事。</p>", number);
    raw.added = start_of_test;
    return raw;
}

// Everything from the store's file to the documents, driven by hand.
struct House {
    explicit House(const TempDir& folder, int threads = 1)
        : clock(start_of_test),
          settings(parse_settings("[site]\nid = \"example.cn,2025\"", "t.toml", folder.path()).value()),
          store(
              store::open_store(settings.store.url, settings.store.name, folder.path(), store::Access::create).value()),
          ledger(ledger::open_ledger(settings.ledger_url, folder.path(), ledger::Access::owner).value()),
          reader(*store, *ledger, clock, threads),
          publisher(publication) {
        ledger->claim(settings.identity()).value();
        const auto table = store->categories().value();
        rules = make_rules(settings, store->uuid().value(), table);
        ledger->configure(make_configuration(settings, table), clock.now_s()).value();
        publisher.publish_all(*ledger, settings.site, false).value();
    }

    void read_and_publish() {
        for (bool more = true; more;) {
            const auto step = reader.step(rules).value();
            more = step.more;
            publisher.publish(*ledger, step.committed, true).value();
        }
        while (publisher.compress()) {
        }
    }

    [[nodiscard]] std::map<std::string, std::string> documents() const {
        std::map<std::string, std::string> out;
        publication.current()->for_each([&](const std::string& path, const publish::Resource& resource) {
            if (resource.head.topic.empty()) return;
            out[path] = *resource.body.identity;
            out[path + " etag"] = publish::etag_of(resource.head, publish::Coding::identity);
        });
        return out;
    }

    FakeClock clock;
    Settings settings;
    std::unique_ptr<store::Store> store;
    std::unique_ptr<ledger::Ledger> ledger;
    publish::Publication publication;
    Reader reader;
    Publisher publisher;
    Rules rules;
};

}  // namespace

TEST_CASE("one update renders one entry per format, not the whole feed") {
    const TempDir folder;
    House house(folder);
    std::vector<RawArticle> rows;
    for (int i = 0; i < 80; ++i) rows.push_back(article(i, "新闻"));
    house.store->write(rows).value();
    house.read_and_publish();
    REQUIRE(house.documents().size() == 2 * 6);

    rows[8].title = "更正过的标题";  // among the newest fifty
    house.store->write({&rows[8], 1}).value();
    const auto before = value_of(Counter::entries_rendered);
    const auto documents_before = value_of(Counter::documents_rendered);
    house.read_and_publish();
    CHECK(value_of(Counter::entries_rendered) - before == 3);
    CHECK(value_of(Counter::documents_rendered) - documents_before == 6);
    CHECK(house.documents()["/feeds/all.rss"].find("更正过的标题") != std::string::npos);
}

TEST_CASE("a row read again unchanged publishes nothing") {
    const TempDir folder;
    House house(folder);
    const auto row = article(1, "新闻");
    house.store->write({&row, 1}).value();
    house.read_and_publish();
    const auto before = house.documents();
    const auto swaps = value_of(Counter::documents_rendered);
    house.reader.restart_scan().value();
    house.read_and_publish();
    CHECK(house.documents() == before);
    CHECK(value_of(Counter::documents_rendered) == swaps);
}

TEST_CASE("the same articles give the same bytes and ETags, whatever the order and the number of threads") {
    std::vector<RawArticle> rows;
    for (int i = 0; i < 120; ++i) {
        rows.push_back(article(i, i % 3 == 0 ? "首页 > 新闻 > 社会" : i % 3 == 1 ? "新闻" : "娱乐"));
    }
    std::map<std::string, std::string> expected;
    std::mt19937 random(3);
    for (const int threads : {1, 4}) {
        std::shuffle(rows.begin(), rows.end(), random);
        const TempDir folder;
        House house(folder, threads);
        for (std::size_t i = 0; i < rows.size(); i += 30) {
            house.store->write({rows.data() + i, 30}).value();
            house.read_and_publish();
        }
        if (expected.empty()) expected = house.documents();
        CHECK(house.documents() == expected);
    }
}

TEST_CASE("every resident document has a gzip form once compress() is through, and it unpacks to nothing else") {
    const TempDir folder;
    House house(folder);
    const auto row = article(1, "新闻");
    house.store->write({&row, 1}).value();
    house.read_and_publish();
    house.publication.current()->for_each([](const std::string& path, const publish::Resource& resource) {
        INFO(path);
        if (resource.body.identity == nullptr) return;
        REQUIRE(resource.body.gzip != nullptr);
        CHECK(*resource.body.gzip == publish::gzip(*resource.body.identity));
    });
}

}  // namespace syndicated::app
