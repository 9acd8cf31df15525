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
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace syndicated;
using namespace syndicated::feed::testing;

namespace {

const std::filesystem::path folder = std::filesystem::path(SYNDICATED_TEST_DATA) / "golden" / "feed";

// A summary and a picture without a text; a picture that the body has none of, at its beginning; categories that
// settings place.
std::vector<Entry> pictured_entries() {
    std::vector<Entry> out(3, plain_entry());
    for (std::size_t i = 0; i < out.size(); ++i) out[i].article.guid += "/" + std::to_string(i);
    out[0].article.summary = "只有提要。";
    out[0].article.html.clear();
    out[1].article.html = "<p>先是字。</p><p><img src=\"https://www.example.cn/2.jpg\" alt=\"\"></p>";
    out[2].article.html = "<p><img src=\"https://www.example.cn/2.jpg\" alt=\"\"></p><p>再是字。</p>";
    out[2].article.categories = {"娱乐", "电影"};
    out[2].article.category_paths = {"文化/娱乐", "文化/电影"};
    return out;
}

std::vector<std::pair<std::string, std::string>> documents() {
    const Site site = sample_site();
    std::vector<std::pair<std::string, std::string>> out;
    for (const Format format : all_formats) {
        const std::string extension(extension_of(format));
        out.emplace_back("yu-le." + extension, render(format, sample_category(), sample_entries(), site).bytes);
        out.emplace_back("empty." + extension, render(format, sample_category(), {}, site).bytes);
        out.emplace_back("pictured." + extension, render(format, sample_category(), pictured_entries(), site).bytes);
    }
    Site telling = site;
    telling.rss_tombstones = true;
    for (const Format format : all_formats) {
        const std::string extension(extension_of(format));
        Feed archive = feed_of(sample_category(), {plain_entry()});
        archive.address = "/archive/yu-le/2025-03-0123456789abcdef0123456789abcdef";
        archive.is_archive = true;
        archive.previous_archive = "2025-02";
        const std::string entry = feed::render_entry(format, plain_entry(), site);
        const std::vector<feed::Piece> entries{std::string_view(entry)};
        out.emplace_back("archive." + extension, feed::assemble(format, archive, entries, site).bytes);
        Feed withdrawn = feed_of(sample_category(), {});
        withdrawn.tombstones = {{"tag:example.cn,2025:main/2", at(published_s + 60)},
                                {"tag:example.cn,2025:main/<1>&", at(published_s)}};
        out.emplace_back("withdrawn." + extension, feed::assemble(format, withdrawn, {}, telling).bytes);
        Feed selection = feed_of(sample_category(), {});
        selection.query = "?limit=10&q=%E7%94%B5%E5%BD%B1";
        out.emplace_back("selection." + extension, feed::assemble(format, selection, {}, site).bytes);
    }
    const std::vector<feed::SourceListing> sources{{"新华社", "/feeds/source/%E6%96%B0%E5%8D%8E%E7%A4%BE", 40}};
    out.emplace_back("directory.html", feed::render_directory(sample_listings(), sources, site));
    out.emplace_back("feeds.opml", feed::render_opml(sample_listings(), sources, site));
    const Category category = sample_category();
    out.emplace_back("article.html", feed::render_article(plain_entry(), &category, site));
    out.emplace_back("hostile-article.html", feed::render_article(hostile_entry(), nullptr, site));
    out.emplace_back(
        "changes.json",
        feed::render_changes({{{"yu-le", {"\"1\"", "\"2\"", ""}}}, 17, false, {{"ent", "yu-le"}}, {"ti-yu"}}, site));
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
