// Killed at any moment, the ledger holds whole commits: entries, cursor, revisions and tree agree. Also: two
// connections at once, and rebuilds that are cut off.
#include "support/ledger_builders.hpp"
#include "support/temp_dir.hpp"
#include "unit/ledger/probe.hpp"

#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <atomic>
#include <chrono>
#include <exception>
#include <thread>

namespace syndicated::ledger {

using namespace testing;

namespace {

const Identity identity{"example.cn,2025", "main", ""};

// Step `n` of a history in which every step changes something; the cursor says which was the last.
Batch step_of(int n) {
    std::vector<Item> items;
    for (int i = 0; i < 20; ++i) {
        const int number = (n * 7 + i) % 90;
        items.push_back(an_item(number)
                            .under({"p" + std::to_string(n % 5), "c" + std::to_string(number % 9)})
                            .titled(fmt::format("{} in step {}", number, n)));
    }
    Batch out = a_batch(items);
    if (n % 4 == 3) out.gone = {std::to_string((n * 13) % 90)};
    out.cursor = std::to_string(n);
    return out;
}

void run_history(const std::filesystem::path& folder, int from, int to) {
    const auto ledger = ledger_in(folder);
    ledger->configure(a_configuration(), noon).value();
    for (int n = from; n < to; ++n) ledger->commit(step_of(n), at(n)).value();
}

// Runs `work` in a process of its own and kills that after `after`.
template <class Work>
void killed_after(std::chrono::microseconds after, const Work& work) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        try {
            work();
        } catch (const std::exception&) {
            ::_exit(1);
        }
        ::_exit(0);
    }
    std::this_thread::sleep_for(after);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
}

}  // namespace

TEST_CASE("a process killed at any moment leaves whole commits, and the rest follows from the cursor") {
    constexpr int steps = 40;
    TempDir straight;
    run_history(straight.path(), 0, steps);
    const auto expected = snapshot(*ledger_in(straight.path(), Access::read_only));
    for (int round = 1; round <= 8; ++round) {
        TempDir dir;
        for (int kill = 1; kill <= 3; ++kill) {
            killed_after(std::chrono::milliseconds(round * 9), [&dir] {
                const auto ledger = ledger_in(dir.path());
                ledger->configure(a_configuration(), noon).value();
                const auto cursor = ledger->cursor("main").value();
                for (int n = cursor.empty() ? 0 : std::stoi(cursor) + 1; n < steps; ++n) {
                    ledger->commit(step_of(n), at(n)).value();
                }
            });
        }
        int next = 0;
        {
            const auto ledger = ledger_in(dir.path());
            const auto cursor = ledger->cursor("main").value();
            next = cursor.empty() ? 0 : std::stoi(cursor) + 1;
        }
        run_history(dir.path(), next, steps);
        CHECK(snapshot(*ledger_in(dir.path(), Access::read_only)) == expected);
    }
}

TEST_CASE("a rebuild that is cut off leaves the ledger as it was, and nothing beside it") {
    TempDir dir;
    run_history(dir.path(), 0, 10);
    const auto before = snapshot(*ledger_in(dir.path(), Access::read_only));
    const auto rebuild_half = [&dir](bool finish) {
        const auto ledger = ledger_in(dir.path());
        ledger->configure(a_configuration(), at(20)).value();
        ledger->begin_rebuild({"other", "main", ""}).value();
        for (int n = 0; n < 3; ++n) ledger->commit(step_of(n), at(20)).value();
        if (finish) {
            ::raise(SIGKILL);
        }
    };
    SECTION("closed") {
        rebuild_half(false);
    }
    SECTION("killed") {
        killed_after(std::chrono::seconds(3), [&] { rebuild_half(true); });
        CHECK(std::filesystem::exists(dir.path() / "ledger.db.rebuild"));
    }
    const auto ledger = ledger_in(dir.path());
    CHECK_FALSE(std::filesystem::exists(dir.path() / "ledger.db.rebuild"));
    CHECK(snapshot(*ledger) == before);
    CHECK(ledger->claim(identity).has_value());
    CHECK(ledger->cursor("main").value() == "9");
}

TEST_CASE("killed while a rebuild finishes, the ledger is the old one or the new one") {
    for (int round = 0; round < 6; ++round) {
        TempDir dir;
        run_history(dir.path(), 0, 10);
        const auto before = snapshot(*ledger_in(dir.path(), Access::read_only), false);
        killed_after(std::chrono::milliseconds(15 + round * 15), [&dir] {
            const auto ledger = ledger_in(dir.path());
            ledger->configure(a_configuration(), at(20)).value();
            ledger->begin_rebuild(identity).value();
            ledger->commit(a_batch({an_item(500)}), at(20)).value();
            ledger->finish_rebuild(at(20)).value();
        });
        const auto ledger = ledger_in(dir.path());
        ledger->configure(a_configuration(), at(30)).value();
        if (ledger->entry_count().value() == 1) {
            CHECK(titles_of(*ledger, "all") == std::vector<std::string>{"第500篇"});
        } else {
            CHECK(snapshot(*ledger, false) == before);
        }
    }
}

TEST_CASE("a rebuild raises revisions only where something differs and buries what is gone") {
    TempDir dir;
    const auto ledger = ledger_in(dir.path());
    ledger->claim(identity).value();
    ledger->configure(a_configuration(), noon).value();
    ledger->commit(a_batch({an_item(1).in({"a"}), an_item(2).in({"b"}), an_item(3).in({"c"})}), noon).value();
    const auto id = ledger->feed("62").value().entries.front().id;
    ledger->begin_rebuild(identity).value();
    ledger->commit(a_batch({an_item(2).in({"b"}), an_item(3).in({"c"}).titled("变了")}), at(50)).value();
    CHECK(ledger->feed("61").value().entries.size() == 1);  // readers see the old tables until the end
    const auto finished = ledger->finish_rebuild(at(60)).value();
    CHECK(finished.feeds == std::vector<std::string>{"all", "61", "63"});
    CHECK(finished.written == 1);
    CHECK(finished.withdrawn == 1);
    CHECK(ledger->feed("61").value().revision == 2);
    CHECK(ledger->feed("61").value().entries.empty());
    CHECK(ledger->feed("62").value().revision == 1);
    CHECK(ledger->feed("62").value().last_modified == noon);
    CHECK(ledger->feed("62").value().entries.front().id == id);
    CHECK(ledger->feed("63").value().last_modified == at(60));
    CHECK(tombstones(dir.path()).at(an_item(1).article.guid).second == "all 61");
    CHECK(ledger->finish_rebuild(at(70)).error().code == Errc::internal);
}

TEST_CASE("a rebuild with new guids records the new identity at its end") {
    TempDir dir;
    const auto ledger = ledger_in(dir.path());
    ledger->claim(identity).value();
    ledger->configure(a_configuration(), noon).value();
    ledger->commit(a_batch({an_item(1).in({"a"})}), noon).value();
    const Identity other{"example.com,2026", "main", ""};
    ledger->begin_rebuild(other).value();
    CHECK(ledger->claim(identity).has_value());
    auto item = an_item(1).in({"a"});
    item.article.guid = "tag:example.com,2026:main/1";
    ledger->commit(a_batch({item}), at(9)).value();
    ledger->finish_rebuild(at(9)).value();
    CHECK(ledger->claim(other).has_value());
    CHECK(ledger->claim(identity).error().code == Errc::conflict);
    CHECK(entries_of(*ledger, "61").front().article.guid == item.article.guid);
    CHECK(tombstones(dir.path()).contains(an_item(1).article.guid));
}

TEST_CASE("settings that come during a rebuild count, and raise no revision") {
    TempDir dir;
    const auto ledger = ledger_in(dir.path());
    auto configuration = a_configuration();
    ledger->configure(configuration, noon).value();
    const auto batch = a_batch({an_item(1).in({"a"})});
    ledger->commit(batch, noon).value();
    ledger->begin_rebuild(identity).value();
    configuration.site.title = "新站名";
    ledger->configure(configuration, at(5)).value();
    ledger->commit(batch, at(6)).value();
    CHECK(ledger->finish_rebuild(at(7)).value().feeds.empty());
    CHECK(ledger->feed("all").value().category.title == "新站名");
    CHECK(ledger->feed("all").value().revision == 2);
}

TEST_CASE("what hubs were told is kept, one row for hub and topic") {
    TempDir dir;
    Ping ping;
    ping.hub = "https://hub.example/";
    ping.topic = "https://example.cn/feeds/all.rss";
    ping.told = 3;
    ping.tried = 4;
    ping.attempts = 2;
    ping.next_try = at(9);
    ping.given_up = true;
    ping.last_answer = "timed out after 10 s";
    Ping second = ping;
    second.topic = "https://example.cn/feeds/all.atom";
    {
        const auto ledger = ledger_in(dir.path());
        ledger->record(ping).value();
        ledger->record(second).value();
        ping.told = 4;
        ping.attempts = 0;
        ledger->record(ping).value();
    }
    CHECK(ledger_in(dir.path(), Access::push)->pings().value() == std::vector<Ping>{second, ping});
}

TEST_CASE("the owner and push write at once, each on its own connection") {
    TempDir dir;
    const auto owner = ledger_in(dir.path());
    owner->configure(a_configuration(), noon).value();
    std::atomic<bool> stop{false};
    std::atomic<int> recorded{0}, failed{0};
    std::thread push([&] {
        const auto ledger = ledger_in(dir.path(), Access::push);
        Ping ping;
        ping.hub = "https://hub.example/";
        ping.topic = "https://example.cn/feeds/all.rss";
        while (!stop) {
            const auto feed = ledger->feed("all");
            if (!feed) {
                ++failed;
                break;
            }
            ping.told = feed->revision;
            ++(ledger->record(ping) ? recorded : failed);
        }
    });
    for (int n = 0; n < 30; ++n) CHECK(owner->commit(step_of(n), at(n)).has_value());
    while (recorded == 0 && failed == 0) std::this_thread::yield();
    stop = true;
    push.join();
    CHECK(failed == 0);
    CHECK(owner->pings().value().size() == 1);
}

}  // namespace syndicated::ledger
