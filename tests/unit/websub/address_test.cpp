#include "websub/address.hpp"

#include <catch2/catch.hpp>

#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

using namespace syndicated::websub;

TEST_CASE("an address of the open Internet is public, every special one is not") {
    const char* open[] = {"1.1.1.1",          "8.8.8.8",         "100.63.255.255", "100.128.0.0",      "126.255.0.1",
                          "172.15.255.255",   "172.32.0.0",      "192.0.1.0",      "192.167.1.1",      "198.17.0.1",
                          "198.20.0.1",       "223.255.255.255", "2606:4700::1",   "2001:4860:4860::", "::ffff:8.8.8.8",
                          "64:ff9b::808:808", "2002:808:808::1"};
    for (const char* text : open) {
        CAPTURE(text);
        CHECK(is_public(std::string(text)));
    }
    const char* closed[] = {"0.0.0.0",
                            "10.1.2.3",
                            "100.64.0.1",
                            "100.127.255.255",
                            "127.0.0.1",
                            "127.255.1.1",
                            "169.254.169.254",
                            "172.16.0.1",
                            "172.31.255.255",
                            "192.0.0.1",
                            "192.0.2.1",
                            "192.168.0.1",
                            "198.18.0.1",
                            "198.19.255.255",
                            "198.51.100.1",
                            "203.0.113.9",
                            "224.0.0.1",
                            "255.255.255.255",
                            "::",
                            "::1",
                            "fe80::1",
                            "fc00::1",
                            "fd12::1",
                            "ff02::1",
                            "2001:db8::1",
                            "2001::1",
                            "3fff::1",
                            "::ffff:127.0.0.1",
                            "::127.0.0.1",
                            "64:ff9b::7f00:1",
                            "2002:7f00:1::",
                            "2002:a01:1::",
                            "fec0::1",
                            "",
                            "localhost"};
    for (const char* text : closed) {
        CAPTURE(text);
        CHECK_FALSE(is_public(std::string(text)));
    }
}

TEST_CASE("a socket's address is judged like its text") {
    sockaddr_storage storage{};
    auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
    v4.sin_family = AF_INET;
    inet_pton(AF_INET, "8.8.4.4", &v4.sin_addr);
    CHECK(is_public(reinterpret_cast<const sockaddr&>(storage)));
    inet_pton(AF_INET, "10.0.0.1", &v4.sin_addr);
    CHECK_FALSE(is_public(reinterpret_cast<const sockaddr&>(storage)));

    storage = {};
    auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
    v6.sin6_family = AF_INET6;
    inet_pton(AF_INET6, "2606:4700::1111", &v6.sin6_addr);
    CHECK(is_public(reinterpret_cast<const sockaddr&>(storage)));
    v6.sin6_addr = in6addr_loopback;
    CHECK_FALSE(is_public(reinterpret_cast<const sockaddr&>(storage)));

    storage = {};
    storage.ss_family = AF_UNIX;
    CHECK_FALSE(is_public(reinterpret_cast<const sockaddr&>(storage)));
}
