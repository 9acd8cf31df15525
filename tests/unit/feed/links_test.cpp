#include "syndicated/feed/links.hpp"
#include "samples.hpp"

#include <catch2/catch.hpp>

using namespace syndicated;
using namespace syndicated::feed;
using namespace syndicated::feed::testing;

TEST_CASE("what every format says of itself and its hubs is read back") {
    Site site = sample_site();
    site.hubs = {"https://hub.example/", "https://other.example/?a=1&b=2"};
    const std::vector<Entry> entries{plain_entry()};
    for (const Format format : all_formats) {
        const Feed feed = feed_of(sample_category(), entries);
        const auto links = read_links(format, render(format, sample_category(), entries, site).bytes);
        REQUIRE(links.has_value());
        CHECK(links->self == std::vector<std::string>{self_url(site, feed, format)});
        CHECK(links->hubs == site.hubs);
    }
}

TEST_CASE("what is no feed is said to be none") {
    for (const Format format : all_formats) {
        for (const char* text :
             {"", "<html><body>Just a moment...</body></html>", "{}", "[1]", "<rss></rss>", "<feed", "\xFF"}) {
            const auto links = read_links(format, text);
            REQUIRE_FALSE(links.has_value());
            CHECK(links.error().code == Errc::invalid_input);
            CHECK(links.error().detail.find('\n') == std::string::npos);
        }
    }
    CHECK(read_links(Format::rss, std::string(most_read_bytes + 1, ' ')).error().code == Errc::limit_exceeded);
}
