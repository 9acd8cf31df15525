#include "http/client_key.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace syndicated;
using namespace syndicated::http;

TEST_CASE("addresses of one IPv6 network are one client, IPv4 ones each by themselves") {
    const auto key = [](const char* text) { return key_of(parse_network(text).value().address); };
    CHECK(key("2001:db8::1") == key("2001:db8::ffff"));
    CHECK(key("2001:db8::1") != key("2001:db8:0:1::1"));
    CHECK(key("192.0.2.1") != key("192.0.2.2"));
    CHECK(key("192.0.2.1") == key("::ffff:192.0.2.1"));
}

TEST_CASE("of what a proxy forwarded its own word counts, which is the last") {
    const auto one = key_of(parse_network("192.0.2.1").value().address);
    for (const std::string field : {"192.0.2.1", "10.0.0.1, 192.0.2.1", "nonsense ,192.0.2.1 ", ",,192.0.2.1"}) {
        CHECK(last_forwarded(field) == one);
    }
    for (const std::string field : {"", ",", "192.0.2.1,", "unknown", "192.0.2.0/24", "192.0.2.1:80"}) {
        CHECK_FALSE(last_forwarded(field).has_value());
    }
}
