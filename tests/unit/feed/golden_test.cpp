// The documents as they are kept in tests/golden/feed. With SYNDICATED_UPDATE_GOLDEN set, the files are written anew.
#include "support/temp_dir.hpp"
#include "syndicated/feed/pages.hpp"
#include "syndicated/feed/render.hpp"
#include "unit/feed/samples.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

using namespace syndicated;
using namespace syndicated::feed::testing;

namespace {

const std::filesystem::path folder = std::filesystem::path(SYNDICATED_TEST_DATA) / "golden" / "feed";

std::vector<std::pair<std::string, std::string>> documents() {
    const Site site = sample_site();
    std::vector<std::pair<std::string, std::string>> out;
    for (const Format format : all_formats) {
        const std::string extension(extension_of(format));
        out.emplace_back("yu-le." + extension, render(format, sample_category(), sample_entries(), site).bytes);
        out.emplace_back("empty." + extension, render(format, sample_category(), {}, site).bytes);
    }
    out.emplace_back("directory.html", feed::render_directory(sample_listings(), site));
    out.emplace_back("feeds.opml", feed::render_opml(sample_listings(), site));
    return out;
}

bool updating() {
    return std::getenv("SYNDICATED_UPDATE_GOLDEN") != nullptr;
}

}  // namespace

TEST_CASE("every document is byte for byte the golden one") {
    for (const auto& [name, bytes] : documents()) {
        CAPTURE(name);
        if (updating()) std::ofstream(folder / name, std::ios::binary) << bytes;
        CHECK(bytes == syndicated::testing::read_file(folder / name));
    }
}

// renderer_versions.txt keeps one line a version: its number and the hash of all documents above. A version that was
// released keeps its line: ETags were given out under it.
TEST_CASE("bytes change only together with the renderer's version") {
    Digester digester;
    for (const auto& [name, bytes] : documents()) digester.add(name).add(bytes);
    const std::string hash = digester.finish().hex();
    std::istringstream lines(syndicated::testing::read_file(folder / "renderer_versions.txt"));
    int version = 0;
    std::string known;
    bool found = false;
    while (!found && lines >> version >> known) found = version == feed::renderer_version;
    INFO("the documents' hash is " << hash << ": when they changed on purpose, raise renderer_version in "
                                   << "include/syndicated/feed/render.hpp and add the line \""
                                   << feed::renderer_version + 1 << " " << hash << "\" to renderer_versions.txt");
    REQUIRE(found);
    CHECK(known == hash);
}
