// A folder that follows the Snapshot.
#include "app/output_folder.hpp"

#include "support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace syndicated::app {

namespace {

namespace fs = std::filesystem;

class Site {
public:
    void put(const std::string& path, const std::string& bytes, bool complete = true) {
        auto resource = std::make_shared<publish::Resource>();
        resource->head.last_modified = sys_seconds{std::chrono::seconds(1'741'600'000)};
        const auto identity = std::make_shared<const std::string>(bytes);
        if (complete) resource->body = publish::complete_body(identity, publish::all_codings);
        resource->body.forms[publish::Coding::identity] = identity;
        swap({path, std::move(resource)}, true);
    }
    void remove(const std::string& path) { swap({path, nullptr}, true); }
    void swap(publish::Change change, bool complete) {
        const std::vector<publish::Change> changes{std::move(change)};
        publication.swap_in(publication.current()->with(changes, complete));
    }

    publish::Publication publication;
};

template <class Condition>
bool comes_true(Condition condition) {
    for (int i = 0; i < 2000; ++i) {
        if (condition()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
}

const std::string rss = "<rss>" + std::string(1000, ' ') + "</rss>";

}  // namespace

TEST_CASE("a folder has what the Snapshot has, soon after it changed") {
    const testing::TempDir folder;
    const fs::path feed = folder.path() / "feeds/a.rss";
    Site site;
    OutputFolder output(site.publication, folder.path());
    site.put("/feeds/a.rss", rss);
    output.notify();
    CHECK(comes_true([&] { return fs::exists(feed) && testing::read_file(feed) == rss; }));
    site.put("/feeds/a.rss", rss + "2");
    output.notify();
    CHECK(comes_true([&] { return testing::read_file(feed) == rss + "2"; }));
    site.remove("/feeds/a.rss");
    output.notify();
    CHECK(comes_true([&] { return !fs::exists(feed) && !fs::exists(feed.string() + ".gz"); }));
}

TEST_CASE("what is not done when the output stops is done first") {
    const testing::TempDir folder;
    Site site;
    OutputFolder output(site.publication, folder.path());
    site.put("/feeds/a.rss", rss);
    output.notify();
    output.stop();
    CHECK(testing::read_file(folder.path() / "feeds/a.rss") == rss);
}

TEST_CASE("a document whose coded forms are to come keeps its old files, and so does a store that is not read yet") {
    const testing::TempDir folder;
    const fs::path feed = folder.path() / "feeds/a.rss";
    Site site;
    site.put("/feeds/a.rss", rss);
    OutputFolder(site.publication, folder.path()).stop();
    REQUIRE(testing::read_file(feed) == rss);
    site.put("/feeds/a.rss", "new", false);
    OutputFolder(site.publication, folder.path()).stop();
    CHECK(testing::read_file(feed) == rss);
    site.swap({"/feeds/a.rss", nullptr}, false);
    OutputFolder(site.publication, folder.path()).stop();
    CHECK(testing::read_file(feed) == rss);
}

TEST_CASE("another folder gets everything, no folder nothing") {
    const testing::TempDir first, second;
    Site site;
    site.put("/feeds/a.rss", rss);
    OutputFolder output(site.publication, {});
    output.notify();
    output.move_to(first.path());
    CHECK(comes_true([&] { return fs::exists(first.path() / "feeds/a.rss.gz"); }));
    output.move_to(second.path());
    CHECK(comes_true([&] { return fs::exists(second.path() / "feeds/a.rss.gz"); }));
    CHECK(fs::exists(first.path() / "feeds/a.rss"));
}

TEST_CASE("a folder that cannot be written is tried again when the Snapshot changes") {
    const testing::TempDir folder;
    const fs::path place = folder.write("out", "a file stands in the way");
    Site site;
    site.put("/feeds/a.rss", rss);
    OutputFolder output(site.publication, place);
    output.notify();
    site.put("/feeds/b.rss", rss);
    fs::remove(place);
    output.notify();
    CHECK(comes_true([&] { return fs::exists(place / "feeds/a.rss") && fs::exists(place / "feeds/b.rss"); }));
}

}  // namespace syndicated::app
