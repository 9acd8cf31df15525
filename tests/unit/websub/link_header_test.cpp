#include "websub/link_header.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace syndicated::websub;
using Strings = std::vector<std::string>;

TEST_CASE("links are read by their relations, however they are spelt") {
    struct Case {
        const char* value;
        Strings self, hubs;
    };
    const std::vector<Case> cases{
        {"", {}, {}},
        {"<https://a/>; rel=\"self\"", {"https://a/"}, {}},
        {"<https://h/>; rel=hub, <https://a/>;rel=self", {"https://a/"}, {"https://h/"}},
        {"<https://h/> ; REL=\"Hub\" ; title=\"a, <b>; rel=self\"", {}, {"https://h/"}},
        {"<https://a/?x=1,2;3>; rel=\"self hub\"", {"https://a/?x=1,2;3"}, {"https://a/?x=1,2;3"}},
        {"<https://a/>; rel=self; rel=hub", {"https://a/"}, {}},  // RFC 8288, section 3.3: the first counts
        {", ,<https://a/>; rel=self,", {"https://a/"}, {}},
        {"<>; rel=self; flag; title=\"a\\\"b\"", {""}, {}},
        {"<https://a/>", {}, {}},
    };
    for (const auto& [value, self, hubs] : cases) {
        const auto links = parse_links(value);
        REQUIRE(links.has_value());
        CHECK(targets_of(*links, "self") == self);
        CHECK(targets_of(*links, "hub") == hubs);
    }
}

TEST_CASE("a malformed header is no header") {
    for (const char* value : {"https://a/; rel=self", "<https://a/", "<https://a/> rel=self",
                              "<https://a/>; rel=\"self", "<https://a/>; rel=", "<https://a/>; =self",
                              "<https://a/>; rel=self <https://b/>", "<https://a/>; rel=\"a\\"}) {
        CHECK_FALSE(parse_links(value).has_value());
    }
}
