// Files that are dropped or imported, on their way to the store.
#include "app/inbox_reader.hpp"

#include "support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <string>

namespace syndicated::app {

namespace {

struct Desk {
    testing::TempDir folder;
    std::unique_ptr<store::Store> store =
        store::open_store("sqlite:articles.db", "main", folder.path(), store::Access::create).value();
    Rules rules = make_rules(Settings{}, "", {});

    FileResult take(const std::string& name, const std::string& bytes) {
        const auto file = folder.path() / name;
        std::ofstream(file, std::ios::binary) << bytes;
        return store_file(file, name, *store, rules, std::chrono::seconds(0));
    }
};

}  // namespace

TEST_CASE("a file in which is neither a title nor a text nor a picture is refused in one line") {
    Desk desk;
    struct Row {
        std::string name, bytes;
    };
    for (const Row& row :
         {Row{"mark.html", "\xFF\xFE<html"}, Row{"cut.html", "<html"}, Row{"comment.html", "<!-- x -->"},
          Row{"blank.html", "<html><title> </title><body><p>&nbsp;</p></body></html>"},
          Row{"script.html", "<body><script>var a = 'text';</script></body>"}, Row{"style.txt", "\xE3\x80\x80\n"},
          Row{"category.json", R"({"category": "a", "html": "<p></p>"})"},
          Row{"front.md", "---\ncategory: a\n---\n"}}) {
        CAPTURE(row.name);
        const FileResult result = desk.take(row.name, row.bytes);
        CHECK(result.written.inserted == 0);
        CHECK(result.report.articles == 0);
        CHECK((result.file_error ? 1 : result.report.problem_count) == 1);
        CHECK(why_text(result).find('\n') == std::string::npos);
    }
    CHECK(why_text(desk.take("tag.html", "<html")) ==
          "article \"file:tag.html\": neither a title nor a text nor a picture is in it");
}

TEST_CASE("a title, a text or a picture is enough") {
    Desk desk;
    struct Row {
        std::string name, bytes;
    };
    for (const Row& row : {Row{"title.html", "<title>One thing</title>"}, Row{"text.html", "<p>One thing happened."},
                           Row{"picture.html", R"(<p><img src="http://a.example/b.jpg"></p>)"},
                           Row{"title.json", R"({"title": "One thing"})"}, Row{"text.txt", "a"},
                           Row{"hidden.json", R"({"title": "", "html": "<p></p>", "status": 0})"}}) {
        CAPTURE(row.name);
        const FileResult result = desk.take(row.name, row.bytes);
        CHECK(result.written.inserted == 1);
        CHECK(result.report.problem_count == 0);
    }
}

TEST_CASE("an empty article among others is a problem, and the others are taken") {
    Desk desk;
    std::string lines;
    for (int n = 0; n < 100; ++n) {
        lines += R"({"id": "n)" + std::to_string(n) + R"(", "html": "<p>)" + (n % 2 == 0 ? "text" : "") + "</p>\"}\n";
    }
    const FileResult result = desk.take("many.ndjson", lines);
    CHECK(result.written.inserted == 50);
    CHECK(result.report.articles == 50);
    CHECK(result.report.problem_count == 50);
    CHECK(result.report.problems.size() == 20);
    CHECK(result.report.problems[0] == "article \"n1\": neither a title nor a text nor a picture is in it");
}

}  // namespace syndicated::app
