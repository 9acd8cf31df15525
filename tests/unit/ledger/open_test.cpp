// Opening: locks, access, and files that are no ledger. Every failure is one line that names the file.
#include "support/ledger_builders.hpp"
#include "support/temp_dir.hpp"
#include "unit/ledger/probe.hpp"

#include <catch2/catch.hpp>

#include <sys/mount.h>
#include <unistd.h>

#include <fstream>
#include <set>

namespace syndicated::ledger {

using namespace testing;

namespace {

Error refusal(const TempDir& dir, Access access, std::string_view url = "sqlite:ledger.db") {
    const auto opened = ledger::open_ledger(url, dir.path(), access);
    REQUIRE(opened.has_error());
    CHECK(opened.error().detail.find('\n') == std::string::npos);
    return opened.error();
}

std::set<std::string> files_in(const std::filesystem::path& folder) {
    std::set<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) out.insert(entry.path().filename().string());
    return out;
}

void fill(Ledger& ledger, int entries) {
    ledger.configure(a_configuration(), noon).value();
    std::vector<Item> items;
    for (int i = 1; i <= entries; ++i) items.push_back(an_item(i).in({"a"}));
    ledger.commit(a_batch(items), noon).value();
}

bool mentions(const Error& error, std::string_view text) {
    return error.detail.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("one owner at a time; the refusal names its process") {
    TempDir dir;
    auto owner = ledger_in(dir.path());
    const Error error = refusal(dir, Access::owner);
    CHECK(error.code == Errc::conflict);
    CHECK(mentions(error, "ledger.db\" is in use by process " + std::to_string(::getpid())));
    owner.reset();
    CHECK(ledger::open_ledger("sqlite:ledger.db", dir.path(), Access::owner).has_value());
}

TEST_CASE("a url that is no SQLite file is refused") {
    TempDir dir;
    for (const auto* const url : {"", "sqlite:", "postgresql://x", "ledger.db"}) {
        CHECK(refusal(dir, Access::owner, url).code == Errc::invalid_input);
    }
}

TEST_CASE("readers and push create nothing") {
    TempDir dir;
    CHECK(refusal(dir, Access::read_only).code == Errc::not_found);
    CHECK(refusal(dir, Access::push).code == Errc::not_found);
    CHECK(files_in(dir.path()).empty());
    fill(*ledger_in(dir.path()), 3);
    const auto before = files_in(dir.path());
    {
        const auto reader = ledger_in(dir.path(), Access::read_only);
        CHECK(titles_of(*reader, "all").size() == 3);
        CHECK(files_in(dir.path()) == before);
    }
    CHECK(files_in(dir.path()) == before);
}

TEST_CASE("a reader beside the owner sees each commit and writes nothing") {
    TempDir dir;
    const auto owner = ledger_in(dir.path());
    fill(*owner, 1);
    const auto reader = ledger_in(dir.path(), Access::read_only);
    CHECK(reader->entry_count().value() == 1);
    owner->commit(a_batch({an_item(2)}), noon).value();
    CHECK(reader->entry_count().value() == 2);
    CHECK(reader->commit(a_batch({an_item(3)}), noon).has_error());
    CHECK(reader->configure(a_configuration(), noon).has_error());
    CHECK(reader->record(Ping{}).error().code == Errc::unavailable);
    CHECK(reader->begin_rebuild({}).has_error());
}

TEST_CASE("a ledger in a folder with strange letters opens for everybody") {
    TempDir dir;
    const auto folder = dir.path() / "a b%3F?#";
    std::filesystem::create_directory(folder);
    fill(*ledger_in(folder), 1);
    CHECK(ledger_in(folder, Access::read_only)->entry_count().value() == 1);
    CHECK(files_in(dir.path()).size() == 1);
}

TEST_CASE("files that are no ledger are named and left alone") {
    TempDir dir;
    SECTION("text") {
        dir.write("ledger.db", std::string(5000, 'x'));
        CHECK(refusal(dir, Access::owner).code == Errc::corrupt);
        CHECK(mentions(refusal(dir, Access::read_only), "is no SQLite database"));
    }
    SECTION("another program's database") {
        SQLite::Database(dir.path().string() + "/ledger.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
            .exec("CREATE TABLE article (id)");
        CHECK(mentions(refusal(dir, Access::owner), "another program"));
        CHECK(mentions(refusal(dir, Access::push), "another program"));
    }
    SECTION("a newer version's") {
        ledger_in(dir.path()).reset();
        SQLite::Database(dir.path().string() + "/ledger.db", SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
        CHECK(mentions(refusal(dir, Access::owner), "newer syndicated"));
    }
    SECTION("a folder") {
        std::filesystem::create_directory(dir.path() / "ledger.db");
        CHECK(refusal(dir, Access::owner).code == Errc::unavailable);
    }
    SECTION("an empty file is a new ledger for the owner alone") {
        dir.write("ledger.db", "");
        CHECK(refusal(dir, Access::read_only).code == Errc::conflict);
        CHECK(ledger::open_ledger("sqlite:ledger.db", dir.path(), Access::owner).has_value());
    }
}

TEST_CASE("a ledger of an older version is brought up to date by its owner, with what it holds") {
    TempDir dir;
    fill(*ledger_in(dir.path()), 2);
    back_to_schema(dir.path(), 1);
    CHECK(mentions(refusal(dir, Access::read_only), "older version"));
    CHECK(ledger_in(dir.path())->entry_count().value() == 2);
    CHECK(ledger_in(dir.path(), Access::read_only)->outdated("main", digest_named("rules 2")).value());
}

TEST_CASE("a missing folder is named") {
    TempDir dir;
    const Error error = refusal(dir, Access::owner, "sqlite:no/such/ledger.db");
    CHECK(error.code == Errc::unavailable);
    CHECK(mentions(error, "no/such/ledger.db"));
}

TEST_CASE("a damaged page is an error of the call that meets it, in one line") {
    TempDir dir;
    fill(*ledger_in(dir.path()), 400);
    const auto file = dir.path() / "ledger.db";
    {
        const auto size = std::filesystem::file_size(file);
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(4096 * 2);
        const std::string rubbish(static_cast<std::size_t>(size) - 4096 * 2, '\xAB');
        stream.write(rubbish.data(), static_cast<std::streamsize>(rubbish.size()));
    }
    const auto opened = ledger::open_ledger("sqlite:ledger.db", dir.path(), Access::owner);
    const auto done = opened
                          ? (*opened)->configure(a_configuration(), noon).has_error() ? Errc::corrupt : Errc::internal
                          : opened.error().code;
    CHECK(done == Errc::corrupt);
}

TEST_CASE("a read-only file is named") {
    if (::geteuid() == 0) return;  // root writes it all the same
    TempDir dir;
    fill(*ledger_in(dir.path()), 1);
    std::filesystem::permissions(dir.path() / "ledger.db", std::filesystem::perms::owner_read);
    CHECK(mentions(refusal(dir, Access::owner), "write access"));
}

TEST_CASE("a full disk fails the commit in one line, loses nothing, and the next commit is whole") {
    TempDir dir;
    const std::string disk = (dir.path() / "disk").string();
    std::filesystem::create_directory(disk);
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=1m") != 0) return;  // only root may
    {
        const auto ledger = ledger_in(disk);
        fill(*ledger, 10);
        const auto before = snapshot(*ledger);
        auto large = an_item(11).html(std::string(2'000'000, 'x'));
        const auto failed = ledger->commit(a_batch({large}), noon);
        REQUIRE(failed.has_error());
        CHECK(failed.error().code == Errc::unavailable);
        CHECK(mentions(failed.error(), "the disk is full"));
        CHECK(snapshot(*ledger) == before);
        ledger->commit(a_batch({an_item(12).published(at(5))}), noon).value();
        CHECK(titles_of(*ledger, "all").front() == "第12篇");
        CHECK(ledger->entry_count().value() == 11);
    }
    ::umount(disk.c_str());
}

TEST_CASE("another identity is refused in one line that says what to do") {
    TempDir dir;
    const auto ledger = ledger_in(dir.path());
    const Identity identity{"example.cn,2025", "main", ""};
    ledger->claim(identity).value();
    CHECK(ledger->claim(identity).has_value());
    for (const auto& other : {Identity{"example.com,2025", "main", ""}, Identity{"example.cn,2025", "x", ""},
                              Identity{"example.cn,2025", "main", "https://x/{key}"}}) {
        const auto refused = ledger->claim(other);
        REQUIRE(refused.has_error());
        CHECK(refused.error().code == Errc::conflict);
        CHECK(mentions(refused.error(), "syndicated rebuild --new-guids"));
    }
    const auto reader = ledger_in(dir.path(), Access::read_only);
    CHECK(reader->claim(identity).has_value());
    CHECK(reader->claim({}).error().code == Errc::conflict);
}

TEST_CASE("a reader of a ledger that nobody claimed records nothing") {
    TempDir dir;
    const auto owner = ledger_in(dir.path());
    CHECK(ledger_in(dir.path(), Access::read_only)->claim({"a", "b", "c"}).has_value());
    CHECK(owner->claim({"d", "e", "f"}).has_value());
}

}  // namespace syndicated::ledger
