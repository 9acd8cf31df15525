#include "feed/parts.hpp"
#include "feed/uri.hpp"
#include "syndicated/base/text.hpp"

#include <catch2/catch.hpp>

#include <utility>

using namespace syndicated;
using namespace syndicated::feed;

TEST_CASE("an IRI becomes the URI of the same thing") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"https://www.example.cn/a?b=1&c=2#d", "https://www.example.cn/a?b=1&c=2#d"},
        {"https://例え.jp/", "https://xn--r8jz45g.jp/"},
        {"http://新闻.中国:8080/中", "http://xn--efvy88h.xn--fiqs8s:8080/%E4%B8%AD"},
        {"http://中国。cn", "http://xn--fiqs8s.cn"},
        {"http://user:中@bücher.example/", "http://user:%E4%B8%AD@xn--bcher-kva.example/"},
        {"http://[::1]:80/中", "http://[::1]:80/%E4%B8%AD"},
        {"http://[::1]:80/?a[]=1", "http://[::1]:80/?a%5B%5D=1"},
        {"https://a.cn/?a[]=1&b[2]=3", "https://a.cn/?a%5B%5D=1&b%5B2%5D=3"},
        {"https://a.cn/100%/%e4%4/%", "https://a.cn/100%25/%e4%254/%25"},
        {"https://a.cn/%e4%b8%ad 文<>\"{}|\\^`", "https://a.cn/%e4%b8%ad%20%E6%96%87%3C%3E%22%7B%7D%7C%5C%5E%60"},
        {"https://a.cn/\x01\xFF\n", "https://a.cn/%01%FF%0A"},
        {"/login?to=http://中国/", "/login?to=http://%E4%B8%AD%E5%9B%BD/"},
        {"urn:中", "urn:%E4%B8%AD"},
        {"", ""},
        {"http://", "http://"},
    };
    for (const auto& [iri, uri] : cases) CHECK(to_uri(iri) == uri);
}

// RFC 3492, section 7.1: (B) Chinese (simplified), (D) Czech, (L) Japanese with digits, (S) ASCII that needs a hyphen.
TEST_CASE("punycode gives the samples of RFC 3492") {
    CHECK(punycode(U"他们为什么不说中文") == "ihqwcrb4cv8a8dqg056pqjye");
    CHECK(punycode(U"Pročprostěnemluvíčesky") == "Proprostnemluvesky-uyb24dma41a");
    CHECK(punycode(U"3年B組金八先生") == "3B-ww4c5e180e575a65lsy2b");
    CHECK(punycode(U"-> $1.00 <-") == "-> $1.00 <--");
}

TEST_CASE("RFC 822 dates carry a computed day name and a numeric offset") {
    const auto at = [](std::int64_t s) { return sys_seconds{std::chrono::seconds{s}}; };
    const Zone china = Zone::parse("Asia/Shanghai").value();
    CHECK(format_rfc822(at(1741550791), china) == "Mon, 10 Mar 2025 04:06:31 +0800");
    CHECK(format_rfc822(at(0), Zone::fixed(std::chrono::seconds{0})) == "Thu, 01 Jan 1970 00:00:00 +0000");
    CHECK(format_rfc822(at(1709164800), Zone::fixed(-std::chrono::minutes(30))) == "Wed, 28 Feb 2024 23:30:00 -0030");
    CHECK(format_rfc822(at(578100000), china) == "Wed, 27 Apr 1988 08:20:00 +0900");
}

TEST_CASE("a missing title is made from the summary, cut between characters") {
    Article article;
    article.link = "https://a.cn/1";
    CHECK(title_of(article) == "https://a.cn/1");
    article.summary = "　短摘要 ";
    CHECK(title_of(article) == "短摘要");
    article.summary.clear();
    for (int i = 0; i < 59; ++i) article.summary += "字";
    article.summary += "👨‍👩‍👧尾";
    const std::string title = title_of(article);
    CHECK(is_valid_utf8(title));
    CHECK_THAT(title, Catch::EndsWith("👨‍👩‍👧…"));
    article.title = "标题";
    CHECK(title_of(article) == "标题");
}

TEST_CASE("a summary of nothing but joiners gives a bounded title") {
    Article article;
    article.summary = "a";
    for (int i = 0; i < 10000; ++i) article.summary += "\xCC\x81";
    CHECK(count_code_points(title_of(article)) <= 121);
}

TEST_CASE("blank categories and authors are left out") {
    Article article;
    article.authors = {"", "　", "甲"};
    article.categories = {" ", "乙", "丙"};
    article.category_path = {"根", "乙"};
    CHECK(authors_of(article) == std::vector<std::string>{"甲"});
    const auto labels = labels_of(article);
    REQUIRE(labels.size() == 2);
    CHECK(labels[0].name == "乙");
    CHECK(labels[0].path == "根/乙");
    CHECK(labels[1].path == "丙");
    article.category_paths = {" ", "别处/<b>乙", "甲/丙"};
    const auto placed = labels_of(article);
    REQUIRE(placed.size() == 2);
    CHECK(placed[0].name == "乙");
    CHECK(placed[0].path == "别处/＜b>乙");
    CHECK(placed[1].path == "甲/丙");
}

TEST_CASE("words that look like a tag keep their place in readers that take titles for HTML") {
    CHECK(without_tags("HTML5 的 <video> 与 </b>") == "HTML5 的 ＜video> 与 ＜/b>");
    CHECK(without_tags("<!-- x --><?php") == "＜!-- x -->＜?php");
    CHECK(without_tags("1 < 2 <3 <- << <甲> <") == "1 < 2 <3 <- << <甲> <");
    Article article;
    article.title = "<b>";
    article.source = "<i>网";
    article.authors = {"<张三>", "<x@y.cn>"};
    article.categories = {"A<B"};
    CHECK(title_of(article) == "＜b>");
    CHECK(source_of(article) == "＜i>网");
    CHECK(authors_of(article) == std::vector<std::string>{"<张三>", "＜x@y.cn>"});
    CHECK(labels_of(article)[0].name == "A＜B");
    CHECK(labels_of(article)[0].path == "A＜B");
}

TEST_CASE("an empty feed is no older than what validators take for a date") {
    CHECK(updated_of(Feed{}) == sys_seconds{std::chrono::seconds{1133395200}});  // 2005-12-01
    Feed old;
    old.entries.push_back({});
    CHECK(updated_of(old) == sys_seconds{});
}
