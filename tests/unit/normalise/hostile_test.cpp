// What must stay cheap is told by counts: nodes, lines, bytes, findings. Times are bench_normalise's.
#include "normalise/char_set.hpp"
#include "normalise/fragment.hpp"
#include "normalise/sanitise.hpp"
#include "normalise/word_table.hpp"
#include "syndicated/normalise/normalise.hpp"

#include "support/repeated.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace syndicated;
using namespace syndicated::normalise;
using syndicated::testing::repeated;

namespace {

RawArticle row(std::string html) {
    RawArticle raw;
    raw.store = "main";
    raw.key = "1";
    raw.title = "渔港开捕首日";
    raw.html = std::move(html);
    return raw;
}

Outcome run(const RawArticle& raw) {
    Site site;
    site.home = "https://site.example/";
    Context context;
    context.site = &site;
    context.store_uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    return normalise::normalise(raw, context);
}

bool says(const Outcome& outcome, std::string_view field, std::string_view what) {
    return std::any_of(outcome.findings.begin(), outcome.findings.end(),
                       [&](const Finding& f) { return f.rule == "limit" && f.field == field && f.raw == what; });
}

}  // namespace

TEST_CASE("a column that is longer than what is read of it is cut, and that is said") {
    RawArticle raw = row("<p>渔船依次驶出港口。</p>");
    raw.source = "山海晚报" + std::string(64 * 1024, ' ');
    raw.summary = repeated("渔船依次驶出港口。", 4'000);
    raw.author = "王一";
    const Outcome outcome = run(raw);
    CHECK(says(outcome, "source", "the column was cut after 64 KiB"));
    CHECK(says(outcome, "summary", "the column was cut after 64 KiB"));
    CHECK_FALSE(says(outcome, "author", "the column was cut after 64 KiB"));
    CHECK(outcome.article.source == "山海晚报");
}

TEST_CASE("a body that grows out of bounds by long addresses is cut, and that is said") {
    RawArticle raw = row(repeated("<p>渔船<a href=\"x\">驶出</a>港口。</p>", 2'000));
    raw.url = "https://site.example/" + std::string(4'000, 'a') + "/b.html";
    const Outcome outcome = run(raw);
    CHECK(says(outcome, "body", "the body was cut after 4 MiB of HTML"));
    CHECK(outcome.article.html.size() > most_html_bytes);
    CHECK(outcome.article.html.size() < most_html_bytes + 8'192);
    raw.url = "https://site.example/a/b.html";
    CHECK_FALSE(says(run(raw), "body", "the body was cut after 4 MiB of HTML"));
}

TEST_CASE("credits at a body's end are all taken out, in their order") {
    const Outcome outcome = run(row("<p>渔船依次驶出港口，四十二艘船暂缓出海。</p>" +
                                    repeated("<p>（责任编辑：王一）</p>", 10'000) + "<p>（责任编辑：赵二）</p>"));
    CHECK(outcome.article.text == "渔船依次驶出港口，四十二艘船暂缓出海。");
    CHECK(outcome.article.editors.front() == "王一");
}

TEST_CASE("a fragment's text has its lines, however many they are") {
    CHECK(fragment_text(std::string(100'000, '\n') + "一") == std::string(100'000, '\n') + "一");
    CHECK(fragment_text("一\n\n二") == "一\n\n二");
    CHECK(fragment_lines("<p>一</p><p>二</p>").size() == 2);
}

TEST_CASE("a set of characters holds its members and none beside them") {
    constexpr CharSet set(U"a。\uFFFF");
    CHECK(set.has(U'a'));
    CHECK(set.has(U'。'));
    CHECK(set.has(0xFFFF));
    CHECK_FALSE(set.has(U'b'));
    CHECK_FALSE(set.has(0));
    CHECK_FALSE(set.has(0x10000 + U'a'));
}

TEST_CASE("a table of words knows its words, beginnings and occurrences, and nothing shorter") {
    static constexpr WordTable words(std::to_array<std::string_view>({"上一页", "QQ", "é", "more"}));
    CHECK(words.has("上一页"));
    CHECK(words.has("QQ"));
    CHECK(words.has("é"));
    CHECK_FALSE(words.has("上一"));
    CHECK_FALSE(words.has(""));
    CHECK(words.begins("上一页 2 3"));
    CHECK(words.begins("éa"));
    CHECK_FALSE(words.begins("上"));
    CHECK_FALSE(words.begins("去上一页"));
    CHECK(words.occurs_in("去上一页"));
    CHECK(words.occurs_in("read more"));
    CHECK_FALSE(words.occurs_in("mor"));
    CHECK_FALSE(words.occurs_in("\xB8\x8A\xE4\xB8\x80\xE9"));
}
