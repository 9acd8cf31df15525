// Killed at any moment, the ledger holds whole commits: entries, cursor, revisions and tree agree.
#include "support/ledger_builders.hpp"
#include "support/temp_dir.hpp"
#include "unit/ledger/probe.hpp"

#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <chrono>
#include <exception>
#include <stdexcept>
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

TEST_CASE("killed after a commit, the ledger has it; killed within one, it has nothing of it") {
    TempDir dir;
    killed_after(std::chrono::seconds(5), [&dir] {
        run_history(dir.path(), 0, 4);
        const auto ledger = ledger_in(dir.path());
        ledger->configure(a_configuration(), at(4)).value();
        ledger->commit(step_of(4), at(4)).value();
        ::raise(SIGKILL);  // without closing
    });
    const auto before = snapshot(*ledger_in(dir.path()));
    CHECK(ledger_in(dir.path())->cursor("main").value() == "4");
    killed_after(std::chrono::seconds(5), [&dir] {
        const auto ledger = ledger_in(dir.path());
        auto configuration = a_configuration();
        configuration.propose_slug = [](std::string_view) {
            ::raise(SIGKILL);  // entries and memberships are written by now, the category is not
            return std::string();
        };
        ledger->configure(configuration, at(5)).value();
        auto batch = step_of(5);
        batch.items.push_back(an_item(99).in({"new"}));
        ledger->commit(batch, at(5)).value();
    });
    const auto ledger = ledger_in(dir.path());
    CHECK(snapshot(*ledger) == before);
    CHECK(ledger->cursor("main").value() == "4");
    const std::vector<std::string> guids{an_item(99).article.guid};
    CHECK(ledger->known(guids).value().empty());
}

TEST_CASE("a commit that throws half way leaves memory and file as they were") {
    TempDir dir;
    const auto ledger = ledger_in(dir.path());
    bool fail = false;
    auto configuration = a_configuration();
    const auto propose = configuration.propose_slug;
    configuration.propose_slug = [&](std::string_view name) {
        if (fail) throw std::runtime_error("no slug today");
        return propose(name);
    };
    ledger->configure(configuration, noon).value();
    ledger->commit(step_of(1), at(1)).value();
    const auto before = snapshot(*ledger);
    fail = true;
    auto batch = step_of(2);
    batch.items.push_back(an_item(99).in({"new"}));
    CHECK_THROWS(ledger->commit(batch, at(2)));
    CHECK(snapshot(*ledger) == before);
    fail = false;
    ledger->commit(batch, at(2)).value();

    TempDir other;
    const auto straight = ledger_in(other.path());
    straight->configure(configuration, noon).value();
    straight->commit(step_of(1), at(1)).value();
    straight->commit(batch, at(2)).value();
    CHECK(snapshot(*ledger) == snapshot(*straight));
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

}  // namespace syndicated::ledger
