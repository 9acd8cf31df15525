#include "syndicated/base/network.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated;

TEST_CASE("a block holds the addresses that share its prefix") {
    struct Row {
        std::string block, address;
        bool inside;
    };
    const std::vector<Row> rows{
        {"127.0.0.1", "127.0.0.1", true},
        {"127.0.0.1", "127.0.0.2", false},
        {"10.0.0.0/8", "10.255.0.1", true},
        {"10.0.0.0/8", "11.0.0.1", false},
        {"10.9.9.9/8", "10.1.1.1", true},
        {"192.0.2.128/25", "192.0.2.200", true},
        {"192.0.2.128/25", "192.0.2.127", false},
        {"0.0.0.0/0", "203.0.113.9", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"::/0", "2001:db8::1", true},
        {"2001:db8::/33", "2001:db8:7fff::1", true},
        {"2001:db8::/33", "2001:db8:8000::1", false},
        {"::1", "::1", true},
        {"::1", "::2", false},
        {"::ffff:10.0.0.0/104", "10.1.2.3", true},
    };
    for (const Row& row : rows) {
        CAPTURE(row.block, row.address);
        CHECK(parse_network(row.block).value().contains(parse_network(row.address).value().address) == row.inside);
    }
}

TEST_CASE("what is no block of addresses is quoted") {
    const auto text = GENERATE("", "localhost", "10.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8 ",
                               "::1/129", "[::1]", "/8", "10.0.0.1:80", "unix");
    CAPTURE(text);
    const auto network = parse_network(text);
    REQUIRE(network.has_error());
    CHECK(network.error().code == Errc::invalid_input);
    CHECK(network.error().detail.find('"' + std::string(text) + "\" is no address, expected ") == 0);
}
