#include "http/client_key.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated;
using namespace syndicated::http;

namespace {
const std::vector<Network> none;
}

TEST_CASE("addresses of one IPv6 network are one client, IPv4 ones each by themselves") {
    const auto key = [](const char* text) { return key_of(parse_network(text).value().address); };
    CHECK(key("2001:db8::1") == key("2001:db8::ffff"));
    CHECK(key("2001:db8::1") != key("2001:db8:0:1::1"));
    CHECK(key("192.0.2.1") != key("192.0.2.2"));
    CHECK(key("192.0.2.1") == key("::ffff:192.0.2.1"));
}

TEST_CASE("of what a proxy forwarded its own word counts, which is the last") {
    const auto one = key_of(parse_network("192.0.2.1").value().address);
    for (const std::string field :
         {"192.0.2.1", "10.0.0.1, 192.0.2.1", "nonsense ,192.0.2.1 ", ",,192.0.2.1", "192.0.2.1:80", "\", 192.0.2.1"}) {
        INFO(field);
        CHECK(last_forwarded(field, "for=10.0.0.1", none) == one);
    }
    for (const std::string field :
         {",", "192.0.2.1,", "unknown", "192.0.2.0/24", "192.0.2.1:80:1", "[", "[]", "]", ":"}) {
        INFO(field);
        CHECK_FALSE(last_forwarded(field, "for=192.0.2.1", none).has_value());
    }
}

TEST_CASE("proxies that are trusted are passed over, up to the one that saw the client") {
    const auto one = key_of(parse_network("192.0.2.1").value().address);
    const auto inner = key_of(parse_network("10.0.0.7").value().address);
    const std::vector<Network> trusted{parse_network("10.0.0.0/8").value(), parse_network("2001:db8::/32").value()};
    CHECK(last_forwarded("192.0.2.1, 10.0.0.7", "", trusted) == one);
    CHECK(last_forwarded("203.0.113.9, 192.0.2.1:80, [2001:db8::5]:443, 10.0.0.7", "", trusted) == one);
    CHECK(last_forwarded("", "for=203.0.113.9, for=192.0.2.1, for=\"[2001:db8::5]\"", trusted) == one);
    CHECK(last_forwarded("10.0.0.7, 10.0.0.8", "", trusted) == inner);  // it came from within
    CHECK_FALSE(last_forwarded("192.0.2.1, unknown, 10.0.0.7", "", trusted).has_value());
}

TEST_CASE("a proxy may say it by Forwarded instead") {
    const auto one = key_of(parse_network("192.0.2.1").value().address);
    const auto six = key_of(parse_network("2001:db8::1").value().address);
    for (const std::string field :
         {"for=192.0.2.1", "FOR=\"192.0.2.1:4711\"", "for=10.0.0.1, for=192.0.2.1;proto=https;by=203.0.113.43",
          "proto=http;host=\"a,b;for=10.0.0.1\" ; for=192.0.2.1", "for=\"_open, for=192.0.2.1", "\\\",for=192.0.2.1"}) {
        INFO(field);
        CHECK(last_forwarded("", field, none) == one);
    }
    CHECK(last_forwarded("", "for=\"[2001:db8::1]:4711\"", none) == six);
    CHECK(last_forwarded("", "for=\"[2001:db8::1]\"", none) == six);
    CHECK(last_forwarded("2001:db8::1", "", none) == six);
    for (const std::string field : {"", "192.0.2.1", "for=unknown", "for=_hidden", "for=192.0.2.1, by=1.2.3.4",
                                    "for=", "for=\"", "for=192.0.2.1,", "for", "=", ";;"}) {
        INFO(field);
        CHECK_FALSE(last_forwarded("", field, none).has_value());
    }
}
