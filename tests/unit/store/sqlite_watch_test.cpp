#include "store/sqlite_watch.hpp"

#include "syndicated/store/store.hpp"

#include "support/store_contract.hpp"
#include "support/temp_dir.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <poll.h>
#include <unistd.h>

namespace syndicated::store {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

std::unique_ptr<Store> open_in(const fs::path& folder, const std::string& file = "articles.db") {
    return open_store("sqlite:" + file, "main", folder, Access::create).value();
}

// Another program.
void sqlite3_program(const fs::path& file, const std::string& sql) {
    const auto command = fmt::format("sqlite3 '{}' \"{}\" > /dev/null", file.string(), sql);
    REQUIRE(std::system(command.c_str()) == 0);
}

bool readable(int fd) {
    pollfd wait{fd, POLLIN, 0};
    return ::poll(&wait, 1, 0) == 1;
}

// Until it looks once a second: what is noticed sooner is noticed by an event.
void settle(Store& store) {
    while (testing::wait_for_change(store, 1100ms) || store.changed().value()) {
    }
}

}  // namespace

TEST_CASE("an event arms the watcher for 30 milliseconds, then it looks more and more rarely, once a second at last") {
    LookSchedule schedule;
    const LookSchedule::time_point start{1000s};
    CHECK(schedule.ask_again_in(start) == 0ms);
    schedule.looked(start);
    CHECK(schedule.ask_again_in(start) == 1000ms);
    CHECK(schedule.ask_again_in(start + 400ms) == 600ms);
    CHECK(schedule.ask_again_in(start + 2s) == 0ms);

    schedule.arm(start + 500ms);
    CHECK(schedule.ask_again_in(start + 500ms) == 0ms);
    schedule.looked(start + 500ms);
    CHECK(schedule.ask_again_in(start + 500ms) == 250us);
    schedule.looked(start + 502ms);
    CHECK(schedule.ask_again_in(start + 502ms) == 500us);
    schedule.looked(start + 529ms);
    CHECK(schedule.ask_again_in(start + 529ms) == 1ms);
    schedule.arm(start + 529ms);
    schedule.looked(start + 540ms);
    CHECK(schedule.ask_again_in(start + 540ms) == 1ms);
    schedule.looked(start + 569ms);
    CHECK(schedule.ask_again_in(start + 569ms) == 10ms);
    schedule.looked(start + 929ms);  // 400 ms after the event: a disk that takes its time
    CHECK(schedule.ask_again_in(start + 929ms) == 100ms);
    schedule.looked(start + 1529ms);
    CHECK(schedule.ask_again_in(start + 1529ms) == 1000ms);
}

TEST_CASE("a commit of another process is noticed at once in both journal modes") {
    for (const char* mode : {"WAL", "DELETE", "TRUNCATE", "PERSIST"}) {
        CAPTURE(mode);
        const testing::TempDir folder;
        const auto file = folder.path() / "articles.db";
        (void)open_in(folder.path());
        sqlite3_program(file, fmt::format("PRAGMA journal_mode = {}", mode));
        const auto store = open_in(folder.path());
        const auto first = testing::read_all(*store, {});
        settle(*store);
        CHECK_FALSE(store->changed().value());
        REQUIRE(store->ask_again_in() > 500ms);

        sqlite3_program(file, "INSERT INTO article (guid, title) VALUES ('a', '标题')");
        CHECK(readable(store->fd()));
        CHECK(testing::wait_for_change(*store, 400ms));
        CHECK(testing::read_all(*store, first.next).titles() == Strings{"标题"});
        settle(*store);
        sqlite3_program(file, "DELETE FROM article");
        CHECK(testing::wait_for_change(*store, 400ms));
    }
}

TEST_CASE("the queue of events is drained, the store's own reads too, so that nothing spins") {
    const testing::TempDir folder;
    const auto store = open_in(folder.path());
    (void)testing::read_all(*store, {});
    settle(*store);
    CHECK_FALSE(readable(store->fd()));
    (void)testing::read_all(*store, {});
    CHECK_FALSE(store->changed().value());
    CHECK_FALSE(readable(store->fd()));

    (void)folder.write("ledger.db-wal", "another file");
    CHECK(readable(store->fd()));
    CHECK_FALSE(store->changed().value());
    CHECK_FALSE(readable(store->fd()));
    CHECK(store->ask_again_in() > 500ms);  // not armed by it
}

TEST_CASE("an open transaction and a rolled back one are no commit") {
    const testing::TempDir folder;
    const auto store = open_in(folder.path());
    settle(*store);
    SQLite::Database other(folder.path() / "articles.db", SQLite::OPEN_READWRITE, 1000);
    other.exec("BEGIN IMMEDIATE; INSERT INTO article (guid) VALUES ('a')");
    CHECK_FALSE(testing::wait_for_change(*store, 60ms));
    other.exec("ROLLBACK");
    CHECK_FALSE(testing::wait_for_change(*store, 60ms));
}

TEST_CASE("a restore by rename is noticed and read from the start, in both journal modes") {
    for (const char* mode : {"WAL", "DELETE"}) {
        CAPTURE(mode);
        const testing::TempDir folder;
        const auto file = folder.path() / "articles.db";
        const auto backup = folder.path() / "backup.db";
        (void)open_in(folder.path());
        sqlite3_program(file, fmt::format("PRAGMA journal_mode = {}; INSERT INTO article (guid, title) VALUES ('a', "
                                          "'A'), ('b', 'B')",
                                          mode));
        sqlite3_program(file, fmt::format(".backup '{}'", backup.string()));
        const auto store = open_in(folder.path());
        const auto uuid = store->uuid().value();
        // The log has the same rows as the backup's up to where the reader stands, and more than those.
        sqlite3_program(file, "UPDATE article SET title = 'lost' WHERE guid = 'a'");
        auto all = testing::read_all(*store, {});
        CHECK(all.titles() == Strings{"B", "lost"});
        sqlite3_program(backup,
                        "UPDATE article SET title = 'kept' WHERE guid = 'a'; DELETE FROM article WHERE guid = "
                        "'b'");
        settle(*store);

        fs::rename(backup, file);
        CHECK(testing::wait_for_change(*store, 400ms));
        const auto first = store->read(all.next, 10).value();
        CHECK((first.categories_changed && first.rows.empty() && first.more));
        all = testing::read_all(*store, all.next);
        CHECK(all.scanned_all);
        CHECK(all.first_read_done);
        CHECK(all.titles() == Strings{"kept"});
        CHECK(store->uuid().value() == uuid);

        sqlite3_program(file, "INSERT INTO article (guid, title) VALUES ('c', 'C')");
        CHECK(testing::wait_for_change(*store, 400ms));
        CHECK(testing::read_all(*store, all.next).titles() == Strings{"C"});
        sqlite3_program(file, "PRAGMA integrity_check");
    }
}

TEST_CASE("a restore by removing and copying is read as it is, whatever the old -wal held") {
    const testing::TempDir folder;
    const auto file = folder.path() / "articles.db", backup = folder.path() / "backup.db";
    const auto store = open_in(folder.path());
    sqlite3_program(file, "INSERT INTO article (guid, title) VALUES ('a', 'A')");
    sqlite3_program(file, fmt::format(".backup '{}'", backup.string()));
    sqlite3_program(file, "INSERT INTO article (guid, title) VALUES ('b', 'B')");
    auto all = testing::read_all(*store, {});
    REQUIRE(fs::file_size(file.string() + "-wal") > 0);

    fs::remove(file);
    CHECK(store->changed().has_error());
    fs::copy_file(backup, file);
    CHECK(testing::wait_for_change(*store, 400ms));
    all = testing::read_all(*store, all.next);
    CHECK(all.titles() == Strings{"A"});
    sqlite3_program(file, "INSERT INTO article (guid, title) VALUES ('c', 'C')");
    CHECK(testing::read_all(*store, all.next).titles() == Strings{"C"});
}

TEST_CASE("a database that moves away and comes back loses nothing that its -wal holds") {
    const testing::TempDir folder;
    const auto file = folder.path() / "articles.db", away = folder.path() / "away.db";
    const auto store = open_in(folder.path());
    sqlite3_program(file, "INSERT INTO article (guid, title) VALUES ('a', 'A')");
    const auto all = testing::read_all(*store, {});
    fs::rename(file, away);
    CHECK(store->read(all.next, 10).has_error());
    CHECK(store->changed().has_error());
    fs::rename(away, file);
    CHECK(store->changed().value());
    CHECK_FALSE(testing::read_all(*store, all.next).scanned_all);
    CHECK(store->count().value() == 1);
}

TEST_CASE("a replaced store waits while another program has the old one open") {
    const testing::TempDir folder;
    const auto file = folder.path() / "articles.db";
    (void)open_in(folder.path(), "new.db");
    const auto store = open_in(folder.path());
    auto sleeper = std::unique_ptr<FILE, int (*)(FILE*)>(
        ::popen(fmt::format("sqlite3 '{}' > /dev/null", file.string()).c_str(), "w"), ::pclose);
    REQUIRE(sleeper != nullptr);
    std::fputs("INSERT INTO article (guid, title) VALUES ('a', 'A');\n", sleeper.get());
    std::fflush(sleeper.get());
    while (store->count().value() == 0) ::usleep(5000);
    fs::rename(folder.path() / "new.db", file);
    const auto waiting = store->count();
    REQUIRE(waiting.has_error());
    CHECK(waiting.error().code == Errc::unavailable);
    CHECK(waiting.error().detail.find("another program has the old file open") != std::string::npos);
    CHECK(store->changed().has_error());
    sleeper.reset();
    CHECK(store->changed().value());
    CHECK(store->count().value() == 0);
}

TEST_CASE("a write into the restored file survives the old connection's end") {
    const testing::TempDir folder;
    const auto file = folder.path() / "articles.db";
    auto store = open_in(folder.path());
    sqlite3_program(file, "INSERT INTO article (guid, title) VALUES ('a', 'A')");
    (void)testing::read_all(*store, {});
    // An operator who knows SQLite takes the side files away too; the next writer makes new ones.
    (void)open_in(folder.path(), "new.db");
    fs::remove(file.string() + "-wal");
    fs::remove(file.string() + "-shm");
    fs::rename(folder.path() / "new.db", file);
    SQLite::Database writer(file, SQLite::OPEN_READWRITE, 1000);
    writer.exec("INSERT INTO article (guid, title) VALUES ('b', 'B')");
    CHECK(testing::read_all(*store, {}).titles() == Strings{"B"});
    store.reset();
    writer.exec("INSERT INTO article (guid, title) VALUES ('c', 'C')");
    CHECK(testing::read_all(*open_in(folder.path()), {}).titles() == Strings{"C", "B"});
}

TEST_CASE("a file or folder that vanishes is an error until it is back, and nothing is made in its place") {
    const testing::TempDir folder;
    const auto state = folder.path() / "state", away = folder.path() / "away";
    fs::create_directories(state);
    const auto store = open_in(state);
    sqlite3_program(state / "articles.db", "INSERT INTO article (guid, title) VALUES ('a', 'A')");
    const auto all = testing::read_all(*store, {});
    settle(*store);

    fs::rename(state, away);
    const auto gone = store->changed();
    REQUIRE(gone.has_error());
    CHECK(gone.error().code == Errc::unavailable);
    CHECK(store->read(all.next, 10).has_error());
    CHECK(store->count().has_error());
    CHECK_FALSE(fs::exists(state));

    fs::create_directories(state);
    CHECK(store->count().has_error());
    CHECK(fs::is_empty(state));
    fs::remove(state);
    fs::rename(away, state);
    CHECK(store->changed().value());
    CHECK(store->count().value() == 1);
    // Watched again, if not at once then after the next look.
    std::vector<pollfd> none;
    ::poll(none.data(), 0, 1100);
    (void)store->changed();
    settle(*store);
    sqlite3_program(state / "articles.db", "INSERT INTO article (guid) VALUES ('b')");
    CHECK(testing::wait_for_change(*store, 400ms));
}

TEST_CASE("a link to the database is followed to where the side files are") {
    const testing::TempDir folder;
    fs::create_directories(folder.path() / "real");
    (void)open_in(folder.path() / "real");
    fs::create_symlink(folder.path() / "real" / "articles.db", folder.path() / "link.db");
    const auto store = open_in(folder.path(), "link.db");
    settle(*store);
    sqlite3_program(folder.path() / "real" / "articles.db", "INSERT INTO article (guid) VALUES ('b')");
    CHECK(testing::wait_for_change(*store, 400ms));

    (void)open_in(folder.path(), "other.db");
    fs::create_symlink("other.db", folder.path() / "link2.db");
    fs::rename(folder.path() / "link2.db", folder.path() / "link.db");
    CHECK(testing::wait_for_change(*store));
    CHECK(store->count().value() == 0);
}

}  // namespace syndicated::store
