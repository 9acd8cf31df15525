// Store, reader, ledger and publisher together, without threads: what changes is rendered once, and the order in which
// articles arrived leaves no trace in the bytes.
#include "integration/house.hpp"

#include "syndicated/base/counters.hpp"

#include <SQLiteCpp/Database.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace syndicated::app {

using publish::Coding;
using testing::House;
using testing::TempDir;

namespace {

RawArticle article(int number, const std::string& category) {
    return testing::an_article(number, category);
}

// What is served with bytes, by path.
std::map<std::string, publish::Resource> resident(const House& house) {
    std::map<std::string, publish::Resource> out;
    house.publication.current()->for_each([&](const std::string& path, const publish::Resource& resource) {
        if (resource.body.forms[Coding::identity] != nullptr) out.emplace(path, resource);
    });
    return out;
}

bool are_of_one_version(const publish::Body& body) {
    return std::all_of(publish::all_codings.begin(), publish::all_codings.end(), [&](Coding coding) {
        return body.forms[coding] == nullptr ||
               *body.forms[coding] == publish::encode(coding, *body.forms[Coding::identity]);
    });
}

}  // namespace

TEST_CASE("a row that says it was added or changed in the future is as new as now") {
    const TempDir folder;
    House house(folder);
    RawArticle raw = testing::an_article(1, "娱乐");
    raw.published.reset();
    raw.added = raw.changed.emplace(testing::start_of_test + std::chrono::days(30000));
    house.store->write(std::vector{raw}).value();
    house.read_and_publish();
    CHECK(house.ledger->feed("all").value().updated == testing::start_of_test);
    CHECK(house.ledger->feed("all").value().entries.front().published == testing::start_of_test);
}

TEST_CASE("a row that does not say when it was added is as new as now") {
    const TempDir folder;
    House house(folder);
    RawArticle raw = testing::an_article(1, "娱乐");
    raw.published.reset();
    house.store->write(std::vector{raw}).value();
    SQLite::Database database((folder.path() / "articles.db").string(), SQLite::OPEN_READWRITE);
    database.exec("UPDATE article SET added = '昨天', changed = NULL");
    house.read_and_publish();
    CHECK(house.ledger->feed("all").value().updated == testing::start_of_test);
    CHECK(house.ledger->feed("all").value().entries.front().published == testing::start_of_test);
}

TEST_CASE("a category is the same one in its row of the store's table and in articles, however both write it") {
    const TempDir folder;
    House house(folder);
    SQLite::Database database((folder.path() / "articles.db").string(), SQLite::OPEN_READWRITE);
    database.exec(
        "INSERT INTO category (name, parent, slug, about) VALUES ('体育 ', ' 新闻\u200b', 'sport', "
        "'<b>说明</b>\u202e'),"
        "('A&amp;B', NULL, 'amp', NULL), ('  ', NULL, 'blank', NULL), ('新闻', NULL, 'news', NULL)");
    house.configure();
    std::vector<RawArticle> rows{article(1, "体育 "), article(2, "A&amp;B")};
    house.store->write(rows).value();
    house.read_and_publish();
    std::vector<std::string> slugs;
    for (const auto& feed : house.ledger->feeds().value()) slugs.push_back(feed.category.slug);
    std::sort(slugs.begin(), slugs.end());
    CHECK(slugs == std::vector<std::string>{"all", "amp", "news", "sport"});
    const Feed sport = house.ledger->feed("sport").value();
    CHECK(sport.category.title == "体育");
    CHECK(sport.category.description == "说明");
    CHECK(sport.category.parent == "news");
    CHECK(sport.entries.size() == 1);
    CHECK(house.ledger->feed("amp").value().entries.size() == 1);
}

TEST_CASE("of rows of the category table with one name the first counts") {
    const TempDir folder;
    House house(folder);
    SQLite::Database database((folder.path() / "articles.db").string(), SQLite::OPEN_READWRITE);
    database.exec("INSERT INTO category (name, slug, position) VALUES ('体育', 'second', 2), (' 体育', 'first', 1)");
    const auto table = read_category_table(*house.store).value();
    CHECK(table == std::vector<store::CategoryRow>{{"体育", "", "first", "", 1}});
}

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

TEST_CASE("every resident document has the forms of the settings once compress() is through") {
    const std::vector<std::pair<const char*, std::vector<Coding>>> settings{
        {"", {Coding::br, Coding::zstd, Coding::gzip}}, {"[serve]\ncodings = [\"gzip\"]", {Coding::gzip}}};
    for (const auto& [toml, codings] : settings) {
        const TempDir folder;
        House house(folder, 1, toml);
        const auto row = article(1, "新闻");
        house.store->write({&row, 1}).value();
        house.read_and_publish();
        int documents = 0;
        for (const auto& [path, resource] : resident(house)) {
            INFO(path);
            CHECK(resource.body.complete);
            if (resource.head.topic.empty()) continue;
            ++documents;
            for (const Coding coding : {Coding::br, Coding::zstd, Coding::gzip}) {
                const bool wanted = std::find(codings.begin(), codings.end(), coding) != codings.end();
                CHECK((resource.body.forms[coding] != nullptr) == wanted);
            }
            CHECK(are_of_one_version(resource.body));
        }
        CHECK(documents == 6);
    }
}

TEST_CASE("documents are coded in steps, what changed last first, and no form is of other bytes than are served") {
    const TempDir folder;
    House house(folder);
    std::vector<RawArticle> rows;
    for (int i = 0; i < 30; ++i) {
        rows.push_back(article(i, "栏目" + std::to_string(i)));
        rows.back().html = "<p>" + std::string(5000, 'x') + "</p>";
    }
    house.store->write(rows).value();
    while (house.step_and_publish(house.reader)) {
    }
    REQUIRE(house.publisher.compress());
    const auto waiting = [&] {
        const auto documents = resident(house);
        return std::count_if(documents.begin(), documents.end(), [](const auto& d) { return !d.second.body.complete; });
    };
    const auto waiting_before = waiting();
    REQUIRE(waiting_before > 10);

    rows[0].title = "更正过的标题";
    house.store->write({rows.data(), 1}).value();
    while (house.step_and_publish(house.reader)) {
    }
    const auto path = "/feeds/lan-mu-0.rss";
    REQUIRE(house.publication.current()->find(path) != nullptr);
    CHECK_FALSE(house.publication.current()->find(path)->body.complete);
    // What was begun before comes first.
    for (int batches = 0; batches < 2; ++batches) {
        house.publisher.wait_for_coded();
        CHECK(house.publisher.compress());
    }
    CHECK(house.publication.current()->find(path)->body.complete);
    CHECK(house.documents()[path].find("更正过的标题") != std::string::npos);
    for (int steps = 0; house.publisher.compress(); ++steps) {
        house.publisher.wait_for_coded();
        REQUIRE(steps < 100);
        for (const auto& [served, resource] : resident(house)) {
            INFO(served);
            CHECK(are_of_one_version(resource.body));
        }
    }
    CHECK(waiting() == 0);
}

}  // namespace syndicated::app
