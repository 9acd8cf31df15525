// RSL 1.0: the licence as a document, in the feeds, in robots.txt.
#include "unit/feed/samples.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace syndicated;
using namespace syndicated::feed;
using namespace syndicated::feed::testing;

namespace {

Site licensed_site() {
    Site site = sample_site();
    site.license.permits = {"search", "ai-index"};
    site.license.prohibits = {"ai-train"};
    site.license.payment = "attribution";
    site.license.terms = "https://www.example.cn/terms?a=1&b=2";
    site.license.copyright = "示例 & 新闻网";
    return site;
}

}  // namespace

TEST_CASE("a licence is a document of its own, for the whole site") {
    CHECK(render_license(licensed_site()) ==
          "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
          "<rsl xmlns=\"https://rslstandard.org/rsl\">\n"
          "  <content url=\"https://www.example.cn/\">\n"
          "    <license>\n"
          "      <permits type=\"usage\">search,ai-index</permits>\n"
          "      <prohibits type=\"usage\">ai-train</prohibits>\n"
          "      <payment type=\"attribution\" />\n"
          "    </license>\n"
          "    <copyright>示例 &#x26; 新闻网</copyright>\n"
          "    <terms>https://www.example.cn/terms?a=1&#x26;b=2</terms>\n"
          "  </content>\n"
          "</rsl>\n");
    CHECK(render_robots(licensed_site()) ==
          "User-agent: *\nAllow: /\n\nLicense: https://feeds.example.cn/license.xml\n");
}

TEST_CASE("our own licence and robots.txt are told from what others wrote") {
    Site site = licensed_site();
    CHECK(is_rendered_license(render_license(site)));
    CHECK(is_rendered_robots(render_robots(site)));
    site.license = {};
    site.license.prohibits = {"all"};
    CHECK(is_rendered_license(render_license(site)));
    site.license = {};
    site.license.terms = "https://www.example.cn/terms";
    CHECK(is_rendered_license(render_license(site)));
    const std::string two_parts = "\n  <content url=\"/a\">\n    <license />\n  </content>";
    std::string others = render_license(site);
    others.insert(others.find("\n</rsl>"), two_parts);
    for (const auto& text :
         {std::string(), others, render_license(site) + "<!-- mine -->", "\n" + render_license(site)}) {
        CHECK_FALSE(is_rendered_license(text));
    }
    const std::string robots = render_robots(site);
    for (const auto& text :
         {std::string(), robots + "Disallow: /private\n", "# mine\n" + robots, std::string("User-agent: *\nAllow: /\n"),
          std::string("User-agent: *\nAllow: /\n\nLicense: a\nLicense: b/license.xml\n")}) {
        CHECK_FALSE(is_rendered_robots(text));
    }
}

TEST_CASE("RSS has the licence with each item, for the item's address; Atom as a link") {
    const Site site = licensed_site();
    const std::string item = render_entry(Format::rss, plain_entry(), site);
    CHECK(item.find("<rsl:content url=\"https://www.example.cn/news/1.html\">") != std::string::npos);
    CHECK(item.find("<rsl:prohibits type=\"usage\">ai-train</rsl:prohibits>") != std::string::npos);
    CHECK(check_entry(plain_entry(), site).has_value());
    Feed feed;
    feed.category = sample_category();
    CHECK(assemble(Format::rss, feed, {}, site).bytes.find("xmlns:rsl=\"https://rslstandard.org/rsl\"") !=
          std::string::npos);
    CHECK(assemble(Format::atom, feed, {}, site)
              .bytes.find("<link rel=\"license\" type=\"application/rsl+xml\" "
                          "href=\"https://feeds.example.cn/license.xml\" />") != std::string::npos);
}

TEST_CASE("a site that says nothing has no licence anywhere") {
    const Site site = sample_site();
    Feed feed;
    feed.category = sample_category();
    for (const Format format : all_formats) {
        CHECK(render_entry(format, plain_entry(), site).find("rsl") == std::string::npos);
        CHECK(assemble(format, feed, {}, site).bytes.find("rsl") == std::string::npos);
    }
}
