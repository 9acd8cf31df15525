// Store, reader, ledger and publisher together, without threads: what changes is rendered once, and the order in which
// articles arrived leaves no trace in the bytes.
#include "integration/house.hpp"

#include "syndicated/base/counters.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

namespace syndicated::app {

using testing::House;
using testing::TempDir;

namespace {

RawArticle article(int number, const std::string& category) {
    return testing::an_article(number, category);
}

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
