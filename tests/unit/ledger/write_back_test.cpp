#include "unit/ledger/fixture.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace syndicated::ledger {

using namespace testing;
using namespace std::chrono_literals;

namespace {

// How many entries are in the database itself: a file read as immutable has no WAL. 0 while it is being written.
int in_place(const std::filesystem::path& file) {
    try {
        SQLite::Database database("file:" + file.string() + "?immutable=1", SQLite::OPEN_READONLY | SQLite::OPEN_URI);
        return database.execAndGet("SELECT count(*) FROM entry").getInt();
    } catch (const SQLite::Exception&) {
        return 0;
    }
}

void commit_some(Fixture& fixture, int from, int count) {
    std::vector<Item> items;
    for (int i = from; i < from + count; ++i) {
        items.push_back(an_item(i).in({"娱乐"}).html("<p>" + std::string(100'000, 'x') + std::to_string(i) + "</p>"));
    }
    fixture.commit(a_batch(items));
}

// `again` is done until then, every few milliseconds: how long a disk takes is not ours.
template <class Call>
bool comes_to(const std::filesystem::path& file, int count, const Call& again) {
    const auto end = std::chrono::steady_clock::now() + 60s;
    while (std::chrono::steady_clock::now() < end) {
        if (in_place(file) >= count) return true;
        again();
        std::this_thread::sleep_for(5ms);
    }
    return false;
}

}  // namespace

TEST_CASE("what was committed is brought to its place when there is enough of it, beside further commits",
          "[threads]") {
    Fixture fixture;
    const auto file = fixture.dir.path() / "ledger.db";
    commit_some(fixture, 0, 5);
    fixture.ledger->write_back().value();
    std::this_thread::sleep_for(20ms);
    CHECK(in_place(file) == 0);
    commit_some(fixture, 5, 75);
    fixture.ledger->write_back().value();
    commit_some(fixture, 80, 5);
    CHECK(comes_to(file, 80, [] {}));
    commit_some(fixture, 85, 80);
    CHECK(fixture.ledger->entry_count().value() == 165);
    CHECK(comes_to(file, 165, [&] { fixture.ledger->write_back().value(); }));
}

}  // namespace syndicated::ledger
