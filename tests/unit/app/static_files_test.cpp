#include "app/static_files.hpp"
#include "syndicated/feed/pages.hpp"

#include "support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <sys/stat.h>

namespace syndicated::app {

namespace {

namespace fs = std::filesystem;
using publish::Coding;

constexpr sys_seconds modified{std::chrono::seconds(1'741'600'000)};

std::shared_ptr<const publish::Snapshot> snapshot(const std::vector<std::pair<std::string, std::string>>& documents,
                                                  std::span<const Coding> codings = publish::all_codings,
                                                  sys_seconds last_modified = modified) {
    std::vector<publish::Change> changes;
    for (const auto& [path, bytes] : documents) {
        auto resource = std::make_shared<publish::Resource>();
        resource->head.last_modified = last_modified;
        resource->body = publish::complete_body(std::make_shared<const std::string>(bytes), codings);
        changes.push_back({path, resource});
    }
    return publish::Snapshot().with(changes, true);
}

timespec mtime(const fs::path& file) {
    struct stat info {};
    REQUIRE(::stat(file.c_str(), &info) == 0);
    return info.st_mtim;
}

}  // namespace

TEST_CASE("documents become files with their time, coded forms beside them, and a second writing touches nothing") {
    const testing::TempDir folder;
    const std::string rss = "<rss>" + std::string(1000, ' ') + "</rss>";
    const auto documents = snapshot({{"/", "<html>"}, {"/feeds/all.rss", rss}});
    const auto first = write_files(*documents, folder.path()).value();
    CHECK(first.written == 5);
    CHECK(testing::read_file(folder.path() / "index.html") == "<html>");
    CHECK(testing::read_file(folder.path() / "feeds/all.rss") == rss);
    CHECK(testing::read_file(folder.path() / "feeds/all.rss.br") == publish::encode(Coding::br, rss));
    CHECK(testing::read_file(folder.path() / "feeds/all.rss.zst") == publish::encode(Coding::zstd, rss));
    CHECK(testing::read_file(folder.path() / "feeds/all.rss.gz") == publish::encode(Coding::gzip, rss));
    for (const auto* name : {"feeds/all.rss", "feeds/all.rss.br", "feeds/all.rss.zst", "feeds/all.rss.gz"}) {
        CHECK(mtime(folder.path() / name).tv_sec == modified.time_since_epoch().count());
        CHECK(mtime(folder.path() / name).tv_nsec == 0);
    }
    const auto second = write_files(*documents, folder.path()).value();
    CHECK(second.written == 0);
    CHECK(second.unchanged == 5);
}

TEST_CASE("no two contents have one time, and one content keeps its own") {
    const testing::TempDir folder;
    const auto write = [&](const std::string& bytes, int seconds) {
        const auto documents =
            snapshot({{"/feeds/all.rss", bytes}}, publish::all_codings, modified + std::chrono::seconds(seconds));
        const auto written = write_files(*documents, folder.path()).value().written;
        const auto time = mtime(folder.path() / "feeds/all.rss");
        for (const auto* const ending : {".gz", ".br", ".zst"}) {
            CHECK(mtime(folder.path() / (std::string("feeds/all.rss") + ending)).tv_sec == time.tv_sec);
        }
        return std::pair(written, time.tv_sec - modified.time_since_epoch().count());
    };
    const std::string one(1000, '1'), two(1000, '2'), three(1000, '3');
    CHECK(write(one, 0) == std::pair(std::int64_t{4}, std::int64_t{0}));
    CHECK(write(two, 0) == std::pair(std::int64_t{4}, std::int64_t{1}));
    CHECK(write(two, 0) == std::pair(std::int64_t{0}, std::int64_t{1}));
    CHECK(write(three, 1) == std::pair(std::int64_t{4}, std::int64_t{2}));
    CHECK(write(one, 9) == std::pair(std::int64_t{4}, std::int64_t{9}));
}

TEST_CASE("a feed that is gone loses its files, other people's files stay") {
    const testing::TempDir folder;
    const std::string large(1000, 'x');
    write_files(*snapshot({{"/feeds/a.rss", "1"}, {"/feeds/b.rss", large}}), folder.path()).value();
    folder.write("feeds/readme.html", "mine");
    folder.write("feeds/readme.html.br", "mine");
    CHECK(fs::exists(folder.path() / "feeds/b.rss.br"));
    const auto after = write_files(*snapshot({{"/feeds/a.rss", "1"}}), folder.path()).value();
    CHECK(after.removed == 4);
    CHECK(fs::exists(folder.path() / "feeds/a.rss"));
    for (const auto* ending : {"", ".br", ".zst", ".gz"}) {
        CHECK_FALSE(fs::exists(folder.path() / (std::string("feeds/b.rss") + ending)));
    }
    CHECK(fs::exists(folder.path() / "feeds/readme.html"));
    CHECK(fs::exists(folder.path() / "feeds/readme.html.br"));
}

TEST_CASE("a licence that was taken out while nothing ran leaves no file, and a site's own robots.txt stays") {
    const testing::TempDir folder;
    Site site;
    site.base_url = "https://feeds.example.cn";
    site.license.copyright = std::string(1000, 'c');
    const std::string license = feed::render_license(site), robots = feed::render_robots(site);
    write_files(*snapshot({{"/license.xml", license}, {"/robots.txt", robots}}), folder.path()).value();
    REQUIRE(fs::exists(folder.path() / "license.xml.br"));
    CHECK(write_files(*snapshot({{"/robots.txt", robots}}), folder.path()).value().removed == 4);
    for (const auto* ending : {"", ".br", ".zst", ".gz"}) {
        CHECK_FALSE(fs::exists(folder.path() / (std::string("license.xml") + ending)));
    }
    CHECK(fs::exists(folder.path() / "robots.txt"));
    CHECK(write_files(*snapshot({}), folder.path()).value().removed == 1);
    CHECK_FALSE(fs::exists(folder.path() / "robots.txt"));
    for (const auto* name : {"license.xml", "license.xml.gz", "robots.txt", "robots.txt.gz"})
        folder.write(name, "mine");
    CHECK(write_files(*snapshot({}), folder.path()).value().removed == 0);
    for (const auto* name : {"license.xml", "license.xml.gz", "robots.txt", "robots.txt.gz"}) {
        CHECK(fs::exists(folder.path() / name));
    }
}

TEST_CASE("a form that a document no longer has leaves no file with the old bytes") {
    const testing::TempDir folder;
    const std::string large(1000, 'x');
    write_files(*snapshot({{"/", large}}), folder.path()).value();
    REQUIRE(fs::exists(folder.path() / "index.html.br"));
    const std::vector<Coding> gzip{Coding::gzip};
    const auto after = write_files(*snapshot({{"/", large + "y"}}, gzip), folder.path()).value();
    CHECK(after.removed == 2);
    CHECK_FALSE(fs::exists(folder.path() / "index.html.br"));
    CHECK_FALSE(fs::exists(folder.path() / "index.html.zst"));
    CHECK(testing::read_file(folder.path() / "index.html.gz") == publish::encode(Coding::gzip, large + "y"));
    CHECK(write_files(*snapshot({{"/", "small"}}), folder.path()).value().removed == 1);
    CHECK_FALSE(fs::exists(folder.path() / "index.html.gz"));
}

TEST_CASE("a folder that can't be written is one line with its path") {
    const testing::TempDir folder;
    folder.write("site", "a file in the folder's place");
    const auto written = write_files(*snapshot({{"/feeds/a.rss", "1"}}), folder.path() / "site");
    REQUIRE_FALSE(written.has_value());
    CHECK(written.error().code == Errc::unavailable);
    CHECK(written.error().detail.find("site/feeds/a.rss") != std::string::npos);
    CHECK(written.error().detail.find('\n') == std::string::npos);
}

TEST_CASE("a file is replaced whole or not at all, and nothing but a file is") {
    const testing::TempDir folder;
    const fs::path file = folder.path() / "a.html";
    REQUIRE(write_whole(file, "old").has_value());
    REQUIRE(write_whole(file, "new").has_value());
    CHECK(testing::read_file(file) == "new");
    const fs::path pipe = folder.path() / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    for (const fs::path& target : {pipe, folder.path(), folder.path() / "no" / "a.html"}) {
        const auto refused = write_whole(target, "x");
        REQUIRE(refused.has_error());
        CHECK(refused.error().detail.find(target.string()) == 0);
    }
    CHECK(fs::is_fifo(pipe));
    CHECK(fs::is_directory(folder.path()));
    CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 2);
}

}  // namespace syndicated::app
