#include "syndicated/intake/inbox.hpp"
#include "support/fake_clock.hpp"
#include "support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace syndicated;
using namespace std::chrono_literals;
using syndicated::intake::Inbox;
using syndicated::testing::FakeClock;
using syndicated::testing::TempDir;
namespace fs = std::filesystem;

namespace {

// An inbox in a folder of its own, with a clock that starts at the machine's time.
struct Box {
    TempDir dir;
    FakeClock clock{std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())};
    fs::path folder = dir.path() / "in";
    Inbox inbox = Inbox::open(folder, clock).value();

    fs::path drop(const std::string& name, const std::string& text = "x") { return dir.write("in/" + name, text); }
    std::vector<std::string> names() {
        std::vector<std::string> out;
        for (const fs::path& file : inbox.ready()) out.push_back(inbox.name_of(file));
        return out;
    }
};

using Names = std::vector<std::string>;

void age(const fs::path& file, std::chrono::seconds by) {
    fs::last_write_time(file, fs::file_time_type::clock::now() - by);
}

bool is_readable(int fd) {
    pollfd one{fd, POLLIN, 0};
    return ::poll(&one, 1, 0) == 1;
}

}  // namespace

TEST_CASE("opening makes the inbox with done and failed") {
    const TempDir dir;
    const auto inbox = Inbox::open(dir.path() / "a" / "inbox");
    REQUIRE(inbox.has_value());
    CHECK(fs::is_directory(dir.path() / "a/inbox/done"));
    CHECK(fs::is_directory(dir.path() / "a/inbox/failed"));
}

TEST_CASE("an inbox that cannot be made is one line with the path") {
    const TempDir dir;
    dir.write("file", "x");
    const auto under_file = Inbox::open(dir.path() / "file");
    REQUIRE_FALSE(under_file.has_value());
    CHECK(under_file.error().code == Errc::unavailable);
    CHECK(under_file.error().detail.find("file\"") != std::string::npos);
    CHECK(under_file.error().detail.find("ot a directory") != std::string::npos);
    CHECK_FALSE(Inbox::open("/proc/inbox").has_value());
}

TEST_CASE("a file is named when it is closed after writing, once") {
    Box box;
    CHECK(box.names().empty());
    {
        std::ofstream out(box.folder / "a.html");
        out << "half" << std::flush;
        CHECK(box.names().empty());
    }
    CHECK(is_readable(box.inbox.fd()));
    CHECK(box.names() == Names{"a.html"});
    CHECK_FALSE(is_readable(box.inbox.fd()));
    CHECK(box.names().empty());
}

TEST_CASE("a file is named when it is renamed into the inbox or to a name that counts") {
    Box box;
    CHECK(box.names().empty());
    fs::rename(box.dir.write("outside.html", "x"), box.folder / "b.html");
    CHECK(box.names() == Names{"b.html"});
    box.drop("c.html.part");
    box.drop(".hidden");
    CHECK(box.names().empty());
    fs::rename(box.folder / "c.html.part", box.folder / "c.html");
    CHECK(box.names() == Names{"c.html"});
}

TEST_CASE("files that were there before are named when they have stood still for a second") {
    Box box;
    age(box.drop("old.html"), 5s);
    age(box.drop("older.html"), 50s);
    box.drop("fresh.html");
    fs::last_write_time(box.folder / "fresh.html", fs::file_time_type::clock::now() + 1h);
    Inbox later = Inbox::open(box.folder, box.clock).value();
    const auto first = later.ready();
    REQUIRE(first.size() == 2);
    CHECK(first[0].filename() == "older.html");
    CHECK(first[1].filename() == "old.html");
    REQUIRE(later.ask_again_in());
    CHECK(*later.ask_again_in() == 1s);
    box.clock.advance(999ms);
    CHECK(later.ready().empty());
    box.clock.advance(1ms);
    const auto second = later.ready();
    REQUIRE(second.size() == 1);
    CHECK(second[0].filename() == "fresh.html");
    CHECK(*later.ask_again_in() > 1s);
}

TEST_CASE("a file that still grows has to stand still again") {
    Box box;
    box.drop("a.html");
    const auto future = fs::file_time_type::clock::now() + 1h;
    fs::last_write_time(box.folder / "a.html", future);
    Inbox later = Inbox::open(box.folder, box.clock).value();
    CHECK(later.ready().empty());
    box.clock.advance(800ms);
    std::ofstream still_open(box.folder / "a.html", std::ios::app);
    still_open << "more" << std::flush;
    fs::last_write_time(box.folder / "a.html", future);
    CHECK(later.ready().empty());
    box.clock.advance(800ms);
    CHECK(later.ready().empty());
    box.clock.advance(200ms);
    CHECK(later.ready().size() == 1);
}

TEST_CASE("an empty file gets a second for its text to come") {
    Box box;
    CHECK(box.names().empty());
    box.drop("a.html", "");
    CHECK(box.names().empty());
    box.drop("a.html", "text");
    CHECK(box.names() == Names{"a.html"});
    box.drop("empty.html", "");
    CHECK(box.names().empty());
    box.clock.advance(2500ms);  // the box's clock began at a whole second, the file's time did not
    CHECK(box.names() == Names{"empty.html"});
}

TEST_CASE("subfolders count, new ones and nested ones too") {
    Box box;
    CHECK(box.names().empty());
    fs::create_directories(box.folder / "2025/03");
    CHECK(box.names().empty());
    box.drop("2025/03/a.html");
    CHECK(box.names() == Names{"2025/03/a.html"});
    fs::create_directories(box.dir.path() / "outside/deep");
    age(box.dir.write("outside/deep/b.html", "x"), 9s);
    fs::rename(box.dir.path() / "outside", box.folder / "moved");
    CHECK(box.names() == Names{"moved/deep/b.html"});
    fs::rename(box.folder / "moved", box.folder / "renamed");
    CHECK(box.names() == Names{"renamed/deep/b.html"});
    box.drop("renamed/deep/c.html");
    CHECK(box.names() == Names{"renamed/deep/c.html"});
    box.drop(".git/config.html");
    box.drop("done/x.html");
    box.drop("failed/x.html");
    CHECK(box.names().empty());
}

TEST_CASE("links are not followed and special files not touched, but a hard link is a file") {
    Box box;
    CHECK(box.names().empty());
    age(box.dir.write("secret.html", "x"), 9s);
    age(box.dir.write("linked/secret.html", "x"), 9s);
    fs::create_symlink(box.dir.path() / "secret.html", box.folder / "a.html");
    fs::create_directory_symlink(box.dir.path() / "linked", box.folder / "sub");
    REQUIRE(::mkfifo((box.folder / "pipe.html").c_str(), 0600) == 0);
    CHECK(box.names().empty());
    fs::create_hard_link(box.dir.path() / "secret.html", box.folder / "hard.html");
    CHECK(box.names() == Names{"hard.html"});
    Inbox later = Inbox::open(box.folder, box.clock).value();
    CHECK(later.ready().size() == 1);
}

TEST_CASE("done moves into done with its subfolder, and a taken name gets a number") {
    Box box;
    fs::create_directory(box.folder / "sub");
    CHECK(box.names().empty());
    for (int i = 0; i < 12; ++i) {
        box.drop("sub/a.html", "text " + std::to_string(i));
        for (const fs::path& file : box.inbox.ready()) REQUIRE(box.inbox.done(file).has_value());
    }
    CHECK_FALSE(fs::exists(box.folder / "sub/a.html"));
    CHECK(testing::read_file(box.folder / "done/sub/a.html") == "text 0");
    std::set<std::string> texts;
    for (int i = 1; i < 12; ++i) {
        texts.insert(testing::read_file(box.folder / ("done/sub/a." + std::to_string(i) + ".html")));
    }
    CHECK(texts.size() == 11);
    box.drop("noending");
    box.drop("done/noending", "was here");
    REQUIRE(box.inbox.done(box.folder / "noending").has_value());
    CHECK(testing::read_file(box.folder / "done/noending") == "was here");
    CHECK(testing::read_file(box.folder / "done/noending.1") == "x");
}

TEST_CASE("failed moves into failed and says why beside it") {
    Box box;
    box.drop("a.html", "bad");
    box.drop("failed/a.html", "older");
    for (const fs::path& file : box.inbox.ready()) REQUIRE(box.inbox.failed(file, "a.html is empty").has_value());
    CHECK(testing::read_file(box.folder / "failed/a.1.html") == "bad");
    CHECK(testing::read_file(box.folder / "failed/a.1.html.why.txt") == "a.html is empty\n");
    const std::string longest(250, 'n');
    box.drop(longest);
    REQUIRE(box.inbox.failed(box.folder / longest, "why").has_value());
    CHECK(fs::exists(box.folder / "failed" / longest));
    CHECK(fs::exists(box.folder / "failed" / (std::string(247, 'n') + ".why.txt")));
}

TEST_CASE("a file that changed while it was read stays and is named again") {
    Box box;
    box.drop("a.html", "first");
    const auto files = box.inbox.ready();
    REQUIRE(files.size() == 1);
    fs::rename(box.dir.write("new.html", "second one"), files[0]);
    REQUIRE(box.inbox.done(files[0]).has_value());
    CHECK(testing::read_file(box.folder / "a.html") == "second one");
    CHECK(box.names() == Names{"a.html"});
    REQUIRE(box.inbox.done(files[0]).has_value());
    CHECK(testing::read_file(box.folder / "done/a.html") == "second one");
}

TEST_CASE("a file that is gone when it is done is no error") {
    Box box;
    box.drop("a.html");
    const auto files = box.inbox.ready();
    REQUIRE(files.size() == 1);
    fs::remove(files[0]);
    CHECK(box.inbox.done(files[0]).has_value());
    CHECK(box.inbox.failed(files[0], "why").has_value());
}

TEST_CASE("a file that cannot be moved away is one line and is not named again until it changes") {
    Box box;
    box.drop("a.html");
    const auto files = box.inbox.ready();
    REQUIRE(files.size() == 1);
    // A file where the folder was: works for root too, unlike permissions.
    fs::remove(box.folder / "done");
    box.dir.write("in/done", "a file");
    const auto moved = box.inbox.done(files[0]);
    REQUIRE_FALSE(moved.has_value());
    CHECK(moved.error().code == Errc::unavailable);
    CHECK(moved.error().detail.find("done") != std::string::npos);
    CHECK(moved.error().detail.find("not taken again until it changes") != std::string::npos);
    for (int minute = 0; minute < 5; ++minute) {
        box.clock.advance(1min);
        CHECK(box.names().empty());
    }
    box.drop("a.html", "changed");
    CHECK(box.names() == Names{"a.html"});
}

TEST_CASE("what is neither done nor failed is named again a minute later") {
    Box box;
    box.drop("a.html");
    CHECK(box.names() == Names{"a.html"});
    box.clock.advance(59s);
    CHECK(box.names().empty());
    box.clock.advance(61s);
    CHECK(box.names() == Names{"a.html"});
}

TEST_CASE("an inbox that is removed is made again and goes on") {
    Box box;
    CHECK(box.names().empty());
    fs::remove_all(box.folder);
    CHECK(is_readable(box.inbox.fd()));
    CHECK(box.names().empty());
    CHECK(fs::is_directory(box.folder / "done"));
    box.drop("a.html");
    CHECK(box.names() == Names{"a.html"});
}

TEST_CASE("after more events than the kernel keeps, nothing is missing") {
    std::ifstream setting("/proc/sys/fs/inotify/max_queued_events");
    int most = 0;
    REQUIRE(setting >> most);
    if (most > 40'000) return;  // an operator raised it: too many files for a test
    Box box;
    CHECK(box.names().empty());
    const int files = most / 2 + 500;  // two events a file
    for (int i = 0; i < files; ++i) box.drop(std::to_string(i) + ".txt");
    box.clock.advance(30s);
    auto names = box.names();
    box.clock.advance(2s);
    for (const std::string& name : box.names()) names.push_back(name);
    CHECK(std::set<std::string>(names.begin(), names.end()).size() == static_cast<std::size_t>(files));
}

TEST_CASE("names are UTF-8 whatever the file system holds") {
    Box box;
    CHECK(box.inbox.name_of(box.folder / "a" / "新闻.html") == "a/新闻.html");
    CHECK(box.inbox.name_of(box.folder / "\xBD\xF1\xCC\xEC\xB5\xC4\xD0\xC2\xCE\xC5.html") == "今天的新闻.html");
    CHECK(box.inbox.name_of(box.folder / "\xFF\xFF") == "%FF%FF");
}

TEST_CASE("sweeping removes what lies in done for too long, by the time it was moved there") {
    Box box;
    age(box.drop("sub/a.html"), 24h * 365);
    box.drop("b.html");
    for (const fs::path& file : box.inbox.ready()) REQUIRE(box.inbox.done(file).has_value());
    box.drop("failed/c.html");
    const auto now = std::chrono::system_clock::now();
    box.inbox.sweep(24h, now);
    CHECK(fs::exists(box.folder / "done/sub/a.html"));
    CHECK(fs::exists(box.folder / "done/b.html"));
    box.inbox.sweep(24h, now + 48h);
    CHECK_FALSE(fs::exists(box.folder / "done/sub"));
    CHECK_FALSE(fs::exists(box.folder / "done/b.html"));
    CHECK(fs::exists(box.folder / "done"));
    CHECK(fs::exists(box.folder / "failed/c.html"));
}
