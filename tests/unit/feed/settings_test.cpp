#include "syndicated/feed/render.hpp"
#include "unit/feed/samples.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace syndicated;
using namespace syndicated::feed;
using namespace syndicated::feed::testing;

TEST_CASE("content types name the format and the charset") {
    CHECK(content_type_of(Format::rss) == "application/rss+xml; charset=utf-8");
    CHECK(content_type_of(Format::atom) == "application/atom+xml; charset=utf-8");
    CHECK(content_type_of(Format::json) == "application/feed+json; charset=utf-8");
}

TEST_CASE("every setting that reaches the bytes changes the documents' digest") {
    const Site site = sample_site();
    const auto changes = {+[](Site& s) { s.title += "x"; },
                          +[](Site& s) { s.id += "x"; },
                          +[](Site& s) { s.base_url += "x"; },
                          +[](Site& s) { s.home += "x"; },
                          +[](Site& s) { s.article_url = "x"; },
                          +[](Site& s) { s.language = "en"; },
                          +[](Site& s) { s.time_zone = "UTC"; },
                          +[](Site& s) { s.hubs.pop_back(); },
                          +[](Site& s) { s.license.permits = {"search"}; },
                          +[](Site& s) { s.license.prohibits = {"search"}; },
                          +[](Site& s) { s.license.payment = "free"; },
                          +[](Site& s) { s.license.terms = "https://site.example/terms"; },
                          +[](Site& s) { s.license.copyright = "site"; }};
    std::vector<Digest> seen{documents_digest(site)};
    for (const auto change : changes) {
        Site other = site;
        change(other);
        const Digest digest = documents_digest(other);
        CHECK(std::find(seen.begin(), seen.end(), digest) == seen.end());
        seen.push_back(digest);
    }
    CHECK(documents_digest(sample_site()) == seen.front());
}
