#include "app/address.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace syndicated;
using namespace syndicated::app;
using namespace std::string_literals;

namespace {

const Zone china = Zone::fixed(std::chrono::hours(8));

std::string canonical(std::string_view query) {
    return text_of(parse_query(query, china).value());
}

std::string error_of(std::string_view query) {
    const auto parsed = parse_query(query, china);
    return parsed ? "none" : parsed.error().detail;
}

}  // namespace

TEST_CASE("equal queries have one text, whatever their order, spelling and company") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", ""},
        {"utm_source=x&t=17&_=3", ""},
        {"limit=20", "?limit=20"},
        {"limit=020&limit=5", "?limit=20"},
        {"limit=999999", "?limit=200"},
        {"limit=", ""},
        {"limit", ""},
        {"content=full", ""},
        {"content=summary&limit=3", "?content=summary&limit=3"},
        {"q=%E5%A8%B1%E4%B9%90&author=a", "?author=a&q=%E5%A8%B1%E4%B9%90"},
        {"q=娱乐", "?q=%E5%A8%B1%E4%B9%90"},
        {"q=++a+%20+b%0A", "?q=a%20b"},
        {"%71=a", "?q=a"},
        {"author=%E2%80%AEx%E2%81%A6%E2%80%8F", "?author=x"},
        {"author=%E2%80%8B%EF%BB%BF%E2%81%A0", ""},
        {"q=%E6%96%B0%E2%80%8B%E9%97%BB", "?q=%E6%96%B0%E9%97%BB"},
        {"source=a%EF%B7%90%7F%F4%8F%BF%BFb%C2%81", "?source=ab"},
        {"source=%C2%93a%C2%94", "?source=%C2%93a%C2%94"},
        {"q=a%01b%09c", "?q=a%20b%20c"},
        {"q=a%26limit%3D3", "?q=a%26limit%3D3"},
        {"source=%E6%96%B0%E5%8D%8E%E7%A4%BE&since=2025-03-10T04:06:31%2B08:00",
         "?since=1741550791&source=%E6%96%B0%E5%8D%8E%E7%A4%BE"},
        {"since=2025-03-10T04:06:31+08:00", "?since=1741550791"},
        {"since=2025-03-09T20:06:31Z", "?since=1741550791"},
        {"since=1741550791", "?since=1741550791"},
        {"since=2025-03-10", "?since=1741536000"},
        {"since=2025-03-10T04:06:31", "?since=1741550791"},
        {"since=2025-03-10+04:06:31", "?since=1741550791"},
        {"since=1012-03-10T04:06:31%2B08:00", "?since=-30225671609"},
        {"since=0000-01-01T00:00:00%2B14:00", "?since=-62167269600"},
        {"since=9999-12-31T23:59:59-12:00", "?since=253402343999"},
    };
    for (const auto& [query, text] : cases) {
        CAPTURE(query);
        CHECK(canonical(query) == text);
        if (!text.empty()) CHECK(canonical(text.substr(1)) == text);
    }
}

TEST_CASE("a wrong value is refused in one line that names it") {
    CHECK(error_of("limit=ten") == "limit=\"ten\" is not what is understood; expected a number from 1");
    for (const auto* const query :
         {"limit=0", "limit=-1", "limit=99999999999999999999", "content=half", "since=yesterday", "since=2025-13-01",
          "since=2025-02-30", "since=2025-03-10T25:00:00Z", "since=2025-03-10T10:00", "since=2025-03-10Tx",
          "since=2025-03-10T10:00:00+99:99", "since=99999999999999", "q=%FF", "since=-99999999999", "since=2025-3-1"}) {
        CAPTURE(query);
        CHECK(error_of(query) != "none");
        CHECK(error_of(query).find('\n') == std::string::npos);
    }
    CHECK(error_of("q=" + std::string(200, 'a')) == "none");
    CHECK(error_of("q=" + std::string(201, 'a')) != "none");
}

TEST_CASE("addresses that something is made for come back from their text") {
    for (const std::string& path :
         {"/feeds/yu-le.rss"s, "/feeds/娱乐.atom"s, "/feeds/\xD3\xE9\xC0\xD6.json"s, "/feeds/yu-le/hot.rss"s,
          "/feeds/all/archive/2025-03.atom"s, "/archive/yu-le/2025-03-0123456789abcdef0123456789abcdef.atom"s,
          "/archive/a/2025-03-10T04-0123456789abcdef0123456789abcdef.json"s, "/feeds/source/新华社.rss"s,
          "/feeds/source/a/b?c.rss"s, "/articles/0123456789abcdef"s}) {
        CAPTURE(path);
        const auto address = parse_address(path);
        REQUIRE(address);
        const std::string target = target_of(*address);
        CHECK(target.find_first_of(" ?") == std::string::npos);
        const auto again = parse_target(target);
        REQUIRE(again);
        CHECK(again->kind == address->kind);
        CHECK(again->name == address->name);
        CHECK(again->key == address->key);
        CHECK(target_of(*again) == target);
    }
}

TEST_CASE("an address takes what means something there") {
    const auto asked = [](std::string_view path) {
        auto address = parse_address(path).value();
        address.ask(parse_query("content=summary&limit=5&q=a&since=1&source=b", china).value());
        return target_of(address);
    };
    CHECK(asked("/feeds/a.rss") == "/feeds/a.rss?content=summary&limit=5&q=a&since=1&source=b");
    CHECK(asked("/feeds/source/c.rss") == "/feeds/source/c.rss?content=summary&limit=5&q=a&since=1");
    CHECK(asked("/feeds/source/\n c  d .rss") == "/feeds/source/c%20d.rss?content=summary&limit=5&q=a&since=1");
    CHECK(asked("/feeds/a/hot.rss") == "/feeds/a/hot.rss?content=summary&limit=5");
    CHECK(asked("/feeds/a/archive/2025-03.rss") == "/feeds/a/archive/2025-03.rss");
    CHECK(asked("/articles/0123456789abcdef") == "/articles/0123456789abcdef");
    CHECK(target_of(parse_target("/feeds/a/hot.rss?limit=5&q=a").value()) == "/feeds/a/hot.rss?limit=5");
}

TEST_CASE("nothing is made at other addresses") {
    for (const std::string& path :
         {"/"s, "/feeds/"s, "/feeds/.rss"s, "/feeds/a.xml"s, "/feeds/a/b.rss"s, "/feeds/a/hot/b.rss"s,
          "/feeds//hot.rss"s, "/feeds/a/archive/.rss"s, "/feeds/a/archive/b/c.rss"s, "/feeds/source/.rss"s,
          "/feeds/source/\xFF.rss"s, "/feeds/source/ \n.rss"s, "/articles/0123456789abcde"s,
          "/articles/0123456789abcdeg"s, "/articles/0123456789ABCDEF"s, "/archive/a/2025-03.rss"s,
          "/archive/2025-03-0123456789abcdef0123456789abcdef.rss"s,
          "/archive//2025-03-0123456789abcdef0123456789abcdef.rss"s, "/feeds.opml"s}) {
        CAPTURE(path);
        CHECK_FALSE(parse_address(path));
    }
}
