// What programs that are not ours make of the documents. A program that is not installed is passed over with a
// warning.
#include "support/temp_dir.hpp"
#include "syndicated/feed/pages.hpp"
#include "unit/feed/samples.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cstdio>
#include <filesystem>

using namespace syndicated;
using namespace syndicated::feed;
using namespace syndicated::feed::testing;

namespace {

struct Ran {
    int status = 0;
    std::string output;
};

Ran run(const std::string& command) {
    Ran out;
    std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::array<char, 4096> buffer{};
    for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        out.output.append(buffer.data(), n);
    out.status = ::pclose(pipe);
    return out;
}

// The sample feed, the empty one, and the pages, in a folder.
void write_all(const syndicated::testing::TempDir& folder) {
    const Site site = sample_site();
    for (const Format format : all_formats) {
        const std::string extension(extension_of(format));
        folder.write("full." + extension, render(format, sample_category(), sample_entries(), site).bytes);
        folder.write("empty." + extension, render(format, sample_category(), {}, site).bytes);
    }
    folder.write("feeds.opml", render_opml(sample_listings(), {}, site));
    folder.write("directory.html", render_directory(sample_listings(), {}, site));
}

}  // namespace

TEST_CASE("xmllint finds the documents well-formed") {
    if (run("command -v xmllint").status != 0) {
        WARN("xmllint is not installed");
        return;
    }
    const syndicated::testing::TempDir folder;
    write_all(folder);
    const Ran ran = run("cd " + folder.path().string() + " && xmllint --noout *.rss *.atom *.opml directory.html");
    CHECK(ran.status == 0);
    CHECK(ran.output.empty());
}

TEST_CASE("feedparser reads the same entries from all formats, none of them broken") {
    std::string python;
    for (const std::string candidate : {"python3", "/usr/bin/python3"}) {
        if (python.empty() && run(candidate + " -c 'import feedparser'").status == 0) python = candidate;
    }
    if (python.empty()) {
        WARN("python3-feedparser is not installed");
        return;
    }
    const syndicated::testing::TempDir folder;
    write_all(folder);
    for (const std::string name : {"full", "empty"}) {
        const Ran ran =
            run(python + " " SYNDICATED_TEST_DATA "/unit/feed/feeds_agree.py " + (folder.path() / name).string() +
                ".rss " + (folder.path() / name).string() + ".atom " + (folder.path() / name).string() + ".json");
        CHECK(ran.status == 0);
        CHECK(ran.output == "");
    }
}
