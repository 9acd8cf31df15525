#include "syndicated/store/store.hpp"

#include "support/store_contract.hpp"
#include "support/temp_dir.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <array>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace syndicated::store {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

Result<std::unique_ptr<Store>> open_in(const fs::path& folder, Access access = Access::create) {
    return open_store("sqlite:articles.db", "main", folder, access);
}

void make_store(const fs::path& folder, const std::string& sql = "SELECT 1") {
    (void)open_in(folder).value();
    SQLite::Database(folder / "articles.db", SQLite::OPEN_READWRITE, 1000).exec(sql);
}

// One line that names the path and says all of `words`.
template <class T>
void check_error(const Result<T>& result, Errc code, const fs::path& path, const std::vector<std::string>& words) {
    REQUIRE(result.has_error());
    const auto& error = result.error();
    INFO(error.detail);
    CHECK(error.code == code);
    CHECK(error.detail.find('\n') == std::string::npos);
    CHECK(error.detail.find(path.string()) != std::string::npos);
    for (const auto& word : words) {
        CAPTURE(word);
        CHECK(error.detail.find(word) != std::string::npos);
    }
}

// What `work` says in a process of its own, which may change its user or its mounts.
std::string in_child(const std::function<std::string()>& work) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const auto said = work();
        const auto wrote = ::write(ends[1], said.data(), said.size());
        ::_exit(wrote == static_cast<ssize_t>(said.size()) ? 0 : 1);
    }
    ::close(ends[1]);
    std::string said;
    std::array<char, 4096> buffer{};
    for (ssize_t got = 0; (got = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
        said.append(buffer.data(), static_cast<std::size_t>(got));
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    return said;
}

std::string as_nobody(const std::function<std::string()>& work) {
    return in_child([&] {
        if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) return std::string("no setuid");
        return work();
    });
}

template <class T>
std::string message_of(const Result<T>& result) {
    return result ? "no error" : fmt::format("{}: {}", name_of(result.error().code), result.error().detail);
}

}  // namespace

TEST_CASE("what stands in the place of a store is named in one line") {
    const testing::TempDir folder;
    const auto file = folder.path() / "articles.db";
    for (const auto access : {Access::create, Access::existing, Access::read_only}) {
        (void)folder.write("articles.db",
                           "this is not a database, but it is long enough to look like one: " + std::string(5000, 'x'));
        check_error(open_in(folder.path(), access), Errc::corrupt, file, {"not a SQLite database"});
        fs::remove(file);
        fs::create_directory(file);
        check_error(open_in(folder.path(), access), Errc::unavailable, file, {"is a folder"});
        fs::remove(file);
        REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
        check_error(open_in(folder.path(), access), Errc::unavailable, file, {"not a regular file"});
        fs::remove(file);
    }
    for (const auto access : {Access::existing, Access::read_only}) {
        check_error(open_in(folder.path(), access), Errc::not_found, file, {"does not exist"});
        check_error(open_in(folder.path() / "no" / "folder", access), Errc::not_found, folder.path() / "no",
                    {"does not exist"});
        (void)folder.write("articles.db", "");
        check_error(open_in(folder.path(), access), Errc::not_found, file, {"no table article"});
        CHECK(fs::file_size(file) == 0);
        fs::remove(file);
    }
    (void)folder.write("plain", "");
    check_error(open_in(folder.path() / "plain" / "x"), Errc::unavailable, folder.path() / "plain", {"folder"});
}

TEST_CASE("a database with other tables is not taken for a store") {
    const std::array<std::pair<std::string, std::string>, 6> cases{{
        {"CREATE TABLE article (id INTEGER PRIMARY KEY, guid TEXT, title TEXT)", "without the columns url, category"},
        {"CREATE VIEW article AS SELECT 1 AS id", "a view named article"},
        {"CREATE TABLE ay_content (id INTEGER PRIMARY KEY)", "ay_content"},
        {"CREATE TABLE category (name TEXT)", "category without the columns parent"},
        {"CREATE TABLE syn_change (seq INTEGER)", "syn_change without the columns article, op"},
        {"CREATE TABLE article (id TEXT PRIMARY KEY, guid, url, title, category, source, author, published, updated, "
         "views, summary, image, lang, featured, status, html, form, origin, charset, undecodable, added, changed)",
         "INTEGER PRIMARY KEY"},
    }};
    for (const auto& [sql, words] : cases) {
        CAPTURE(sql);
        const testing::TempDir folder;
        const auto file = folder.path() / "articles.db";
        SQLite::Database(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec(sql);
        check_error(open_in(folder.path()), Errc::corrupt, file, {words});
        SQLite::Database other(file, SQLite::OPEN_READWRITE);
        CHECK(other.execAndGet("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").getInt() == 0);
    }
    const testing::TempDir folder;
    make_store(folder.path(), "UPDATE syn_meta SET value = '2' WHERE name = 'schema'");
    check_error(open_in(folder.path()), Errc::unavailable, folder.path(), {"version", "2"});
}

TEST_CASE("a locked store is unavailable for the moment, and answers again after") {
    const testing::TempDir folder;
    const auto file = folder.path() / "articles.db";
    make_store(folder.path(), "PRAGMA journal_mode = DELETE; INSERT INTO article (title) VALUES ('A')");
    const auto store = open_in(folder.path()).value();
    const auto all = testing::read_all(*store, {});
    SQLite::Database other(file, SQLite::OPEN_READWRITE, 1000);
    other.exec("BEGIN EXCLUSIVE; INSERT INTO article (title) VALUES ('B')");
    const RawArticle article;
    const auto start = std::chrono::steady_clock::now();
    check_error(store->read(all.next, 10), Errc::unavailable, file, {"locked by another program"});
    CHECK(std::chrono::steady_clock::now() - start < 2s);
    check_error(store->write({&article, 1}), Errc::unavailable, file, {"locked"});
    check_error(store->count(), Errc::unavailable, file, {"locked"});
    check_error(open_in(folder.path()), Errc::unavailable, file, {"locked"});
    CHECK_FALSE(store->changed().value());  // a commit may be under way
    other.exec("COMMIT");
    CHECK(testing::wait_for_change(*store));
    CHECK(testing::read_all(*store, all.next).titles() == std::vector<std::string>{"B"});
    CHECK(store->write({&article, 1}).has_value());
}

TEST_CASE("a lock that stays is told by changed() as well") {
    const testing::TempDir folder;
    make_store(folder.path(), "PRAGMA journal_mode = DELETE");
    const auto store = open_in(folder.path()).value();
    CHECK(store->changed().value());
    SQLite::Database other(folder.path() / "articles.db", SQLite::OPEN_READWRITE, 1000);
    other.exec("BEGIN EXCLUSIVE");
    Result<bool> changed = false;
    for (int i = 0; i < 100 && changed; ++i) {
        ::usleep(50'000);
        changed = store->changed();
    }
    check_error(changed, Errc::unavailable, folder.path(), {"locked"});
    other.exec("COMMIT");
    CHECK(store->changed().has_value());
}

TEST_CASE("a reader never keeps a writer from committing") {
    const testing::TempDir folder;
    make_store(folder.path(), "PRAGMA journal_mode = DELETE");
    const auto store = open_in(folder.path()).value();
    SQLite::Database other(folder.path() / "articles.db", SQLite::OPEN_READWRITE);  // with no patience
    for (int i = 0; i < 20; ++i) other.exec("INSERT INTO article (title) VALUES ('x')");
    Batch batch = store->read({}, 3).value();
    while (batch.more) {
        other.exec("UPDATE article SET title = 'y' WHERE id = 1");
        batch = store->read(batch.next, 3).value();
        (void)store->changed().value();
        (void)store->categories().value();
        (void)store->find("1").value();
    }
    CHECK(batch.first_read_done);
}

TEST_CASE("a damaged file is told, crashes nothing, and a restored one is read") {
    const testing::TempDir folder;
    const auto file = folder.path() / "articles.db";
    make_store(folder.path(), "PRAGMA journal_mode = DELETE");
    for (int i = 0; i < 50; ++i) {
        SQLite::Database(file, SQLite::OPEN_READWRITE).exec("INSERT INTO article (html) VALUES (hex(zeroblob(3000)))");
    }
    const auto sound = testing::read_file(file);
    const auto store = open_in(folder.path()).value();
    for (const std::size_t at : {std::size_t{100}, std::size_t{5000}, sound.size() / 2, sound.size() - 5000}) {
        auto damaged = sound;
        for (std::size_t i = at; i < at + 4000; ++i) damaged[i] = static_cast<char>(i * 31 % 251);
        (void)folder.write("damaged.db", damaged);
        fs::rename(folder.path() / "damaged.db", file);
        Cursor cursor;
        for (int step = 0; step < 100; ++step) {
            const auto batch = store->read(cursor, 100);
            if (!batch) {
                CHECK(batch.error().detail.find(file.string()) != std::string::npos);
                break;
            }
            if (!batch->more) break;
            cursor = batch->next;
        }
        (void)store->changed();
        (void)open_in(folder.path());
    }
    (void)folder.write("damaged.db", sound.substr(0, sound.size() / 2));
    fs::rename(folder.path() / "damaged.db", file);
    const auto cut = store->count();
    check_error(cut, Errc::corrupt, file, {"damaged"});
    (void)folder.write("sound.db", sound);
    fs::rename(folder.path() / "sound.db", file);
    CHECK(store->changed().value());
    CHECK(testing::read_all(*store, {}).rows.size() == 50);
}

TEST_CASE("rights that are missing are named, as an unprivileged user sees them") {
    const testing::TempDir folder;
    const auto file = folder.path() / "articles.db";
    fs::permissions(folder.path(), fs::perms{0755});
    const auto contains = [](const std::string& text, const std::string& part) {
        INFO(text);
        CHECK(text.find(part) != std::string::npos);
    };
    contains(as_nobody([&] { return message_of(open_in(folder.path())); }), "cannot be created: give this user write");
    contains(as_nobody([&] { return message_of(open_in(folder.path() / "new")); }), "cannot be created, its folder");

    make_store(folder.path(), "INSERT INTO article (title) VALUES ('A')");
    contains(as_nobody([&] { return message_of(open_in(folder.path())); }), "needs its folder");
    contains(as_nobody([&] {  // nobody has it open: nothing has to be made to look at it
                 auto store = open_in(folder.path(), Access::read_only);
                 return store ? message_of((*store)->find("1")) : message_of(store);
             }),
             "no error");
    SQLite::Database(file, SQLite::OPEN_READWRITE).exec("PRAGMA journal_mode = DELETE");
    contains(as_nobody([&] {
                 auto store = open_in(folder.path());
                 return store ? message_of((*store)->read({}, 5)) : message_of(store);
             }),
             "no error");
    contains(as_nobody([&] {
                 const RawArticle article;
                 return message_of(open_in(folder.path()).value()->write({&article, 1}));
             }),
             "invalid_input: the article store " + file.string() + " is read-only");
    SQLite::Database(file, SQLite::OPEN_READWRITE).exec("DROP TRIGGER syn_article_insert");
    contains(as_nobody([&] { return message_of(open_in(folder.path())); }), "lacks the change log");
    fs::permissions(file, fs::perms{0600});
    contains(as_nobody([&] { return message_of(open_in(folder.path())); }), "give this user read access");
}

TEST_CASE("looking at a store changes nothing and leaves no side file") {
    const testing::TempDir folder;
    const auto file = folder.path() / "articles.db";
    make_store(folder.path(), "INSERT INTO article (id, guid, title) VALUES (1, 'g', 'A')");
    const auto before = testing::read_file(file);
    {
        const auto store = open_in(folder.path(), Access::read_only).value();
        CHECK(store->count().value() == 1);
        CHECK(testing::read_all(*store, {}).titles() == std::vector<std::string>{"A"});
        CHECK(store->uuid().value().size() == 36);
        CHECK(store->changed().value());
        CHECK(store->fd() == -1);
        const RawArticle article;
        check_error(store->write({&article, 1}), Errc::invalid_input, file, {"reading only"});
        CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
    }
    CHECK(testing::read_file(file) == before);

    const auto daemon = open_in(folder.path()).value();  // now the side files are there, and what is in them is seen
    RawArticle article;
    article.title = "B";
    CHECK(daemon->write({&article, 1}).has_value());
    CHECK(open_in(folder.path(), Access::read_only).value()->count().value() == 2);
}

TEST_CASE("a store of which only the article table was made can be looked at") {
    const testing::TempDir folder;
    const auto file = folder.path() / "articles.db";
    make_store(folder.path(), "INSERT INTO article (id, guid, title) VALUES (1, 'g', 'A')");
    SQLite::Database(file, SQLite::OPEN_READWRITE)
        .exec("DROP TABLE category; DROP TABLE article_category; DROP TABLE syn_meta; DROP TABLE syn_change");
    const auto store = open_in(folder.path(), Access::read_only).value();
    CHECK(testing::read_all(*store, {}).titles() == std::vector<std::string>{"A"});
    CHECK(store->categories().value().empty());
    check_error(store->uuid(), Errc::not_found, file, {"no uuid yet"});
}

TEST_CASE("a full disk refuses the write in one line, and the store goes on when there is room") {
    const testing::TempDir folder;
    const auto said = in_child([&]() -> std::string {
        if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=1m") != 0) {
            return "not permitted";
        }
        const auto store = open_in(folder.path()).value();
        std::vector<RawArticle> articles(100);
        for (auto& article : articles) article.html.assign(20'000, 'x');
        auto answer = message_of(store->write(articles));
        articles.resize(1);
        answer += fmt::format("\ncount {}\n", store->count().value());
        answer += message_of(store->write(articles));
        answer += fmt::format("\ncount {}", store->count().value());
        return answer;
    });
    if (said == "not permitted") {
        WARN("no right to mount a tmpfs: not tried");
        return;
    }
    CHECK(said.find("unavailable: the article store " + (folder.path() / "articles.db").string()) == 0);
    CHECK(said.find("no space left") != std::string::npos);
    CHECK(said.find("\ncount 0\nno error\ncount 1") != std::string::npos);
    INFO(said);
}

TEST_CASE("a rule of the operator's own refuses a row in one line, and nothing of that write stays") {
    const testing::TempDir folder;
    const auto file = folder.path() / "articles.db";
    make_store(folder.path(),
               "CREATE TRIGGER own BEFORE INSERT ON article WHEN new.title = 'bad' BEGIN SELECT raise(ABORT, 'no\n"
               "bad titles'); END");
    const auto store = open_in(folder.path()).value();
    std::vector<RawArticle> articles(2);
    articles[0].title = "good";
    articles[1].title = "bad";
    check_error(store->write(articles), Errc::invalid_input, file, {"refuses a row", "bad titles"});
    CHECK(store->count().value() == 0);
    CHECK(store->write({articles.data(), 1}).has_value());
}

}  // namespace syndicated::store
