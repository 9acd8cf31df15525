#include "syndicated/intake/intake.hpp"
#include "unit/intake/reading.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <sys/stat.h>

using namespace syndicated;
using namespace syndicated::intake;
using syndicated::testing::TempDir;

namespace {

const std::string utf8_text = "今天的新闻：天气晴朗，气温回升。";

}  // namespace

TEST_CASE("a page becomes one raw article with its decoded text") {
    const Read got = read_bytes("a.HTML", "<p>" + utf8_text + "</p>");
    REQUIRE(got.articles.size() == 1);
    const RawArticle& article = got.articles.front();
    CHECK(article.html == "<p>" + utf8_text + "</p>");
    CHECK(article.form == Form::page);
    CHECK(article.origin == "a.HTML");
    CHECK(article.guid == "file:a.HTML");
    CHECK(article.charset == "utf-8");
    CHECK(article.undecodable == 0);
    CHECK(article.added == sys_seconds{});
    CHECK(article.is_public);
    CHECK_FALSE(article.title.has_value());
    CHECK(got.report->articles == 1);
    CHECK(got.report->problem_count == 0);
}

TEST_CASE("the encoding and the bytes replaced are kept with the article") {
    const Read got =
        read_bytes("a.txt", "\xBD\xF1\xCC\xEC\xB5\xC4\xD0\xC2\xCE\xC5\xA3\xBA\xCC\xEC\xC6\xF8\xC7\xE7\xC0\xCA\xC4");
    REQUIRE(got.articles.size() == 1);
    CHECK(got.articles.front().html == "今天的新闻：天气晴朗\xEF\xBF\xBD");
    CHECK(got.articles.front().form == Form::text);
    CHECK(got.articles.front().charset == "gb18030");
    CHECK(got.articles.front().undecodable == 1);
}

TEST_CASE("NDJSON is read line by line, and a bad line is named") {
    const Read got =
        read_bytes("a.ndjson", "\xEF\xBB\xBF{\"title\":\"a\"}\r\n\n{\"title\":{}}\nnot json\n{\"title\":\"b\"}");
    REQUIRE(got.report.has_value());
    REQUIRE(got.articles.size() == 2);
    CHECK(got.articles[0].guid == "file:a.ndjson#1");
    CHECK(got.articles[1].guid == "file:a.ndjson#5");
    CHECK(got.report->problems == std::vector<std::string>{"line 3: \"title\" is an object, expected text",
                                                           "line 4: is not JSON at byte 1: syntax error"});
}

TEST_CASE("lines in another encoding are decoded, each for itself") {
    const std::string gbk = "{\"title\":\"\xBD\xF1\xCC\xEC\xB5\xC4\xD0\xC2\xCE\xC5\"}\n";
    const Read got = read_bytes("a.jsonl", gbk + "{\"title\":\"今天\"}\n" + gbk);
    REQUIRE(got.articles.size() == 3);
    CHECK(got.articles[0].title == "今天的新闻");
    CHECK(got.articles[0].charset == "gb18030");
    CHECK(got.articles[1].title == "今天");
    CHECK_FALSE(got.articles[1].charset.has_value());
    CHECK(got.articles[2].title == "今天的新闻");
}

TEST_CASE("what is no text is refused with one line that says what to do") {
    struct Row {
        std::string_view name;
        std::string bytes;
        std::string_view part;
    };
    std::string rubbish;
    for (unsigned i = 0, x = 1; i < 4000; ++i, x = x * 1664525U + 1013904223U) rubbish += static_cast<char>(x >> 24U);
    const Row rows[] = {
        {"a.html", "", "is empty (0 bytes)"},
        {"a.json", "", "is empty (0 bytes)"},
        {"a.ndjson", "", "is empty (0 bytes)"},
        {"a.html", "  \r\n ", "is empty (blanks only)"},
        {"a.html", "\x89PNG\r\n\x1A\n" + std::string(20, '\0'), "is not text (a PNG image): drop HTML"},
        {"a.txt", std::string("PK\x03\x04") + "abc", "is not text (a ZIP archive"},
        {"a.ndjson", "%PDF-1.4 x", "is not text (a PDF document)"},
        {"a.html", "<p>" + std::string(30, '\0'), "is not text (NUL bytes: 30)"},
        {"a.txt", rubbish, "is not text ("},
        {"a.json", rubbish, "is not text ("},
        {"a.ndjson", rubbish, "is not text ("},
        {"a.ndjson", std::string("\xFF\xFE{\0", 4), "is UTF-16: write it as UTF-8"},
        {"a.doc", "x", "is of no known kind: its name must end in .html"},
        {"html", "x", "is of no known kind"},
    };
    for (const Row& row : rows) {
        INFO(row.name << " " << row.part);
        const Read got = read_bytes(row.name, row.bytes);
        REQUIRE_FALSE(got.report.has_value());
        CHECK(got.report.error().code == Errc::invalid_input);
        CHECK(got.report.error().detail.find(row.part) != std::string::npos);
        CHECK(got.report.error().detail.find('\n') == std::string::npos);
        CHECK(got.articles.empty());
    }
}

TEST_CASE("a stray NUL in a long page is replaced and counted, and UTF-16 is no binary") {
    const Read stray = read_bytes("a.html", std::string(5000, 'x') + std::string(1, '\0') + "y");
    REQUIRE(stray.articles.size() == 1);
    CHECK(stray.articles.front().html.find("\xEF\xBF\xBDy") != std::string::npos);
    CHECK(stray.articles.front().undecodable == 1);
    const Read wide = read_bytes("a.txt", std::string("\xFF\xFE") + std::string("h\0i\0", 4));
    REQUIRE(wide.articles.size() == 1);
    CHECK(wide.articles.front().html == "hi");
}

TEST_CASE("a document over the limit is refused and the limit named") {
    const Read page = read_bytes("big.html", std::string(3'000'000, 'x'), Limits{2 * 1024 * 1024});
    REQUIRE_FALSE(page.report.has_value());
    CHECK(page.report.error().code == Errc::limit_exceeded);
    CHECK(page.report.error().detail.find("(2.9 MiB against 2 MiB)") != std::string::npos);
    CHECK(read_bytes("big.json", "[" + std::string(3'000'000, ' ') + "]", Limits{1000}).report.error().code ==
          Errc::limit_exceeded);
}

TEST_CASE("an NDJSON line over the limit is a problem and the lines behind it are read") {
    const std::string huge = "{\"title\":\"" + std::string(5'000'000, 'x') + "\"}\n";
    const Read got =
        read_bytes("a.ndjson", "{\"title\":\"a\"}\n" + huge + "{\"title\":\"b\"}\n" + huge, Limits{1'000'000});
    REQUIRE(got.report.has_value());
    REQUIRE(got.articles.size() == 2);
    CHECK(got.articles[1].guid == "file:a.ndjson#3");
    CHECK(got.report->problem_count == 2);
    CHECK(got.report->problems[0] == "line 2: longer than the limit for one document (1000000 bytes)");
    CHECK(got.report->problems[1].starts_with("line 4: "));
}

TEST_CASE("NDJSON longer than the buffer keeps every line whole") {
    std::string file;
    for (int i = 0; i < 3000; ++i)
        file += "{\"id\":" + std::to_string(i) + ",\"html\":\"" + std::string(1000, 'a') + "\"}\n";
    const TempDir dir;
    const auto path = dir.write("a.ndjson", file);
    int expected = 0;
    std::int64_t done = 0;
    const auto report = read_file(
        path, "a.ndjson", {},
        [&](RawArticle&& article) -> Result<void> {
            CHECK(article.guid == std::to_string(expected++));
            CHECK(article.html.size() == 1000);
            return {};
        },
        [&](std::int64_t bytes) {
            CHECK(bytes >= done);
            done = bytes;
            return true;
        });
    REQUIRE(report.has_value());
    CHECK(report->articles == 3000);
    CHECK(done == static_cast<std::int64_t>(file.size()));
}

TEST_CASE("the first twenty problems are kept and all are counted") {
    std::string file;
    for (int i = 0; i < 50; ++i) file += "x\n";
    const Read got = read_bytes("a.ndjson", file);
    REQUIRE(got.report.has_value());
    CHECK(got.report->problems.size() == 20);
    CHECK(got.report->problem_count == 50);
}

TEST_CASE("progress can stop a file, and the sink's error ends it") {
    const TempDir dir;
    std::string file;
    for (int i = 0; i < 5000; ++i) file += "{\"html\":\"" + std::string(1000, 'a') + "\"}\n";
    const auto path = dir.write("a.ndjson", file);
    const ArticleSink keep = [](RawArticle&&) -> Result<void> { return {}; };
    const auto stopped = read_file(path, "a", {}, keep, [](std::int64_t) { return false; });
    REQUIRE(stopped.has_value());
    CHECK(stopped->articles > 0);
    CHECK(stopped->articles < 5000);
    const ArticleSink refuse = [](RawArticle&&) -> Result<void> { return Error{Errc::unavailable, "disk full"}; };
    const auto refused = read_file(path, "a", {}, refuse);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error() == Error{Errc::unavailable, "disk full"});
}

TEST_CASE("folders, pipes and missing files are refused without waiting") {
    const TempDir dir;
    std::filesystem::create_directory(dir.path() / "folder.html");
    REQUIRE(::mkfifo((dir.path() / "pipe.html").c_str(), 0600) == 0);
    CHECK(read(dir.path() / "folder.html").report.error().detail.find("is a folder, not a file") != std::string::npos);
    CHECK(read(dir.path() / "pipe.html").report.error().detail.find("is a pipe or a device") != std::string::npos);
    const auto missing = read(dir.path() / "none.html").report;
    CHECK(missing.error().code == Errc::unavailable);
    CHECK(missing.error().detail.find("No such file") != std::string::npos);
}

TEST_CASE("known kinds are told by the name's ending, in either case") {
    for (const char* name :
         {"a.html", "a.HTM", "a.shtml", "a.xhtml", "a.txt", "a.md", "a.Markdown", "a.json", "a.ndjson", "a.jsonl"}) {
        CHECK(is_known_kind(name));
    }
    for (const char* name : {"a", ".html", "a.html.gz", "a.mdx", "a.why"}) CHECK_FALSE(is_known_kind(name));
}
