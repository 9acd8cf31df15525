// tests/golden/normalise/page/*.txt and markdown/*.txt: a page or Markdown, a line "----", and "field: value" lines for
// the fields that matter, then the body: "text:" and its text, or "html:" and its HTML. Adding a case is adding a file.
#include "support/temp_dir.hpp"
#include "syndicated/normalise/normalise.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

using namespace syndicated;
namespace fs = std::filesystem;

namespace {

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string out;
    for (const std::string& part : parts) {
        if (!out.empty()) out += between;
        out += part;
    }
    return out;
}

std::string value_of(const Article& a, std::string_view field) {
    const Zone zone = Zone::fixed(std::chrono::hours(8));
    if (field == "title") return a.title;
    if (field == "source") return a.source;
    if (field == "author") return joined(a.authors, "|");
    if (field == "editor") return joined(a.editors, "|");
    if (field == "published") return format_rfc3339(a.published.at, zone);
    if (field == "updated") return a.updated ? format_rfc3339(a.updated->at, zone) : std::string{};
    if (field == "views") return a.views ? std::to_string(*a.views) : std::string{};
    if (field == "path") return joined(a.category_path, " > ");
    if (field == "images") return std::to_string(a.images.size());
    FAIL("no such field: " << field);
    return {};
}

Article read(std::string html, Form form) {
    Site site;
    site.home = "https://site.example/";
    RawArticle raw;
    raw.store = "main";
    raw.key = "1";
    raw.form = form;
    raw.html = std::move(html);
    normalise::Context context;
    context.site = &site;
    context.store_uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    context.now = sys_seconds(std::chrono::seconds(1'741'579'200));  // 2025-03-10T12:00:00+08:00
    return normalise::normalise(raw, context).article;
}

void check_all(std::string_view folder, Form form) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(fs::path(SYNDICATED_TEST_DATA) / "golden/normalise" / folder)) {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    REQUIRE(files.size() >= 8);
    for (const fs::path& file : files) {
        INFO(file.filename().string());
        const std::string all = testing::read_file(file);
        const std::size_t divider = all.find("\n----\n");
        REQUIRE(divider != std::string::npos);
        const Article article = read(all.substr(0, divider), form);
        std::string rest = all.substr(divider + 6);
        const bool is_html = rest.find("text:\n") == std::string::npos;
        const std::size_t text = rest.find(is_html ? "html:\n" : "text:\n");
        REQUIRE(text != std::string::npos);
        CHECK((is_html ? article.html : article.text) + "\n" == rest.substr(text + 6));
        for (std::size_t begin = 0; begin < text;) {
            const std::size_t end = rest.find('\n', begin);
            const std::string line = rest.substr(begin, end - begin);
            const std::size_t colon = line.find(": ");
            REQUIRE(colon != std::string::npos);
            INFO(line);
            CHECK(value_of(article, line.substr(0, colon)) == line.substr(colon + 2));
            begin = end + 1;
        }
    }
}

}  // namespace

TEST_CASE("golden pages") {
    check_all("page", Form::page);
}

TEST_CASE("golden Markdown") {
    check_all("markdown", Form::markdown);
}
