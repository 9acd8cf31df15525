// What the feeds show is a function of the articles: any order of arrival, and a rebuild, give the same.
#include "support/ledger_builders.hpp"
#include "support/temp_dir.hpp"
#include "unit/ledger/probe.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>

namespace syndicated::ledger {

using namespace testing;

namespace {

using Random = std::mt19937;

int below(Random& random, int limit) {
    return std::uniform_int_distribution<int>(0, limit - 1)(random);
}

// Breadcrumbs that contradict each other, circles among them.
std::vector<std::string> some_path(Random& random) {
    std::vector<std::string> out;
    for (int level = below(random, 3); level >= 0; --level)
        out.push_back(std::string(1, static_cast<char>('a' + below(random, 7))));
    return out;
}

Item some_item(Random& random, int number) {
    auto item = an_item(number).under(some_path(random));
    item.published(at(-below(random, 40))).added_at(at(below(random, 5)));
    if (below(random, 4) == 0)
        item.article.categories.push_back(std::string(1, static_cast<char>('a' + below(random, 9))));
    if (below(random, 6) == 0) item.scheduled(at(below(random, 200) - 100));
    if (below(random, 9) == 0) item.withheld(Withheld::not_public);
    if (below(random, 3) == 0) item.changed_at(at(below(random, 60)));
    return item;
}

Configuration some_configuration() {
    Configuration out = a_configuration();
    out.limits.entries = 5;
    out.limits.window = std::chrono::seconds{3};
    out.limits.max_bytes = 200;
    out.site.categories = {a_setting("b", "bee")};
    out.site.categories.front().parent = "h";
    out.category_table->push_back(a_row("c", "cee"));
    out.category_table->front().parent = "a";
    return out;
}

Batch batch_of(std::vector<Item> items, bool last) {
    Batch out = a_batch(std::move(items));
    out.first_read_done = last;
    return out;
}

void fill(Ledger& ledger, std::vector<Item> items, std::size_t step) {
    for (std::size_t i = 0; i < items.size(); i += step) {
        const auto end = std::min(items.size(), i + step);
        const std::vector<Item> part(items.begin() + static_cast<std::ptrdiff_t>(i),
                                     items.begin() + static_cast<std::ptrdiff_t>(end));
        ledger.commit(batch_of(part, end == items.size()), noon).value();
    }
    ledger.release_due(at(30)).value();
}

const Identity identity{"example.cn,2025", "main", ""};

}  // namespace

TEST_CASE("any order and any size of steps gives the same feeds") {
    Random random(7);
    for (int round = 0; round < 12; ++round) {
        std::vector<Item> items;
        for (int i = 1; i <= 60; ++i) items.push_back(some_item(random, i));
        std::vector<std::string> first;
        for (int order = 0; order < 4; ++order) {
            TempDir dir;
            const auto ledger = ledger_in(dir.path());
            ledger->configure(some_configuration(), noon).value();
            fill(*ledger, items, order == 0 ? items.size() : static_cast<std::size_t>(1 + below(random, 20)));
            auto seen = snapshot(*ledger, false);
            if (order == 0) first = seen;
            CHECK(seen == first);
            std::shuffle(items.begin(), items.end(), random);
        }
    }
}

TEST_CASE("after any history a rebuild changes nothing: same guids, feeds, revisions and Last-Modified") {
    Random random(11);
    for (int round = 0; round < 10; ++round) {
        TempDir dir;
        const auto ledger = ledger_in(dir.path());
        ledger->claim(identity).value();
        ledger->configure(some_configuration(), noon).value();
        std::map<int, Item> rows;
        for (int step = 0; step < 150; ++step) {
            const int number = 1 + below(random, 40);
            if (below(random, 4) == 0) {
                rows.erase(number);
                ledger->commit(gone({std::to_string(number)}), at(step)).value();
            } else {
                const auto row = rows.insert_or_assign(number, some_item(random, number));
                ledger->commit(a_batch({row.first->second}), at(step)).value();
            }
            ledger->release_due(at(step)).value();
        }
        const auto before = snapshot(*ledger);
        const auto stones = tombstones(dir.path());
        ledger->begin_rebuild(identity).value();
        CHECK(ledger->cursor("main").value().empty());
        std::vector<Item> items;
        for (const auto& row : rows) items.push_back(row.second);
        for (auto& item : items) ledger->commit(batch_of({item}, &item == &items.back()), at(150)).value();
        const auto finished = ledger->finish_rebuild(at(200)).value();
        CHECK(finished.feeds.empty());
        CHECK(finished.removed_feeds.empty());
        CHECK(finished.written == 0);
        CHECK(finished.withdrawn == 0);
        CHECK(snapshot(*ledger) == before);
        CHECK(tombstones(dir.path()) == stones);
        CHECK(ledger->cursor("main").value() == "c");
        CHECK(ledger->commit(a_batch(items), at(210)).value().feeds.empty());
    }
}

}  // namespace syndicated::ledger
