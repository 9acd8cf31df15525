#include "websub/callback.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace syndicated;
using namespace syndicated::websub;

TEST_CASE("callbacks that are one are compared as one, others are not") {
    struct Row {
        std::string one, other;
        bool same;
    };
    for (const Row& row : std::vector<Row>{{"http://a.example/x", "HTTP://A.Example:80/x", true},
                                           {"http://a.example", "http://a.example/", true},
                                           {"http://a.example/%7Eme", "http://a.example/~me", true},
                                           {"http://a.example/%2f", "http://a.example/%2F", true},
                                           {"http://a.example/#x", "http://a.example/", true},
                                           {"http://a.example/%2F", "http://a.example//", false},
                                           {"http://a.example/A", "http://a.example/a", false},
                                           {"http://a.example/", "https://a.example/", false},
                                           {"http://a.example/?a=1&b=2", "http://a.example/?b=2&a=1", false},
                                           {"http://a.example/a/../b", "http://a.example/b", false},
                                           {"http://a.example/", "http://a.example:8080/", false}}) {
        CAPTURE(row.one, row.other);
        CHECK((read_callback(row.one).value().key == read_callback(row.other).value().key) == row.same);
    }
    CHECK(read_callback("http://A.example/").value().place == "a.example:80");
    CHECK(read_callback("https://A.example/").value().place == "a.example:443");
}

TEST_CASE("what is no http address of plain characters is refused") {
    for (const std::string url : {"",
                                  "a",
                                  "ftp://a.example/",
                                  "file:///etc/passwd",
                                  "gopher://a/",
                                  "http://",
                                  "http://a.example/ x",
                                  "http://a.example/\r\nX: y",
                                  "http://a.example/字",
                                  "http://a.example:0/",
                                  "http://a.example:99999/",
                                  "http://[::1",
                                  "javascript:x",
                                  "http://%00a.example/",
                                  "http://%e5%ad%97.example/",
                                  "http://[fe80::1%25eth0]/",
                                  "dict://127.0.0.1:11211/stats",
                                  "http:///a",
                                  "http:a.example",
                                  "http:/a.example/?//",
                                  "http://user@a.example/",
                                  "http://user:pass@a.example/",
                                  "http://@a.example/",
                                  "http://a.example\\@b.example/"}) {
        CAPTURE(url);
        CHECK(read_callback(url).has_error());
    }
}

TEST_CASE("literal addresses that are not of the open Internet are refused however they are spelt") {
    const CallbackPolicy closed;
    for (const std::string host : {"127.0.0.1",
                                   "127.1",
                                   "2130706433",
                                   "0x7f.1",
                                   "0177.0.0.1",
                                   "0x7f000001",
                                   "0",
                                   "0.0.0.0",
                                   "10.0.0.1",
                                   "10.1",
                                   "172.16.0.1",
                                   "172.31.255.255",
                                   "192.168.1.1",
                                   "169.254.169.254",
                                   "2852039166",
                                   "100.64.0.1",
                                   "192.0.0.1",
                                   "192.0.2.1",
                                   "198.18.0.1",
                                   "198.51.100.1",
                                   "203.0.113.1",
                                   "224.0.0.1",
                                   "240.0.0.1",
                                   "255.255.255.255",
                                   "localhost",
                                   "LOCALHOST",
                                   "localhost.",
                                   "x.localhost",
                                   "[::1]",
                                   "[::]",
                                   "[::127.0.0.1]",
                                   "[::ffff:127.0.0.1]",
                                   "[::ffff:7f00:1]",
                                   "[::ffff:10.0.0.1]",
                                   "[64:ff9b::7f00:1]",
                                   "[64:ff9b::10.0.0.1]",
                                   "[64:ff9b:1::1]",
                                   "[2002:7f00:1::]",
                                   "[2002:a00:1::]",
                                   "[2001::1]",
                                   "[2001:db8::1]",
                                   "[3fff::1]",
                                   "[fc00::1]",
                                   "[fd12::1]",
                                   "[fe80::1]",
                                   "[fec0::1]",
                                   "[ff02::1]",
                                   "[100::1]",
                                   "[5f00::1]",
                                   "[::ffff:0:127.0.0.1]"}) {
        CAPTURE(host);
        const auto callback = read_callback("http://" + host + "/x");
        if (callback) CHECK(refusal_of(*callback, closed).has_value());
    }
    for (const std::string host : {"93.184.216.34", "1.1.1.1", "[2606:4700::1111]", "a.example", "[::ffff:1.1.1.1]"}) {
        CAPTURE(host);
        CHECK_FALSE(refusal_of(read_callback("http://" + host + "/x").value(), closed).has_value());
    }
}

TEST_CASE("a host that ends in a number is an address or nothing") {
    for (const std::string host :
         {"127.1.", "0x7f.1.", "2130706433.", "0x7f000001.", "0.", "4294967296", "0x100000000", "127.0.0.256",
          "1.2.3.4.5", "..127.0.0.1", "08.1.1.1", "a.1", "a.0x", "a.0x7F", "a.0x7f.."}) {
        CAPTURE(host);
        CHECK(read_callback("http://" + host + "/x").has_error());
    }
    for (const std::string host : {"a1", "1.a", "a.1b", "a.0xg", "0x7f.example", "1.1.1.1", "1.1.1.1.", "8.8"}) {
        CAPTURE(host);
        CHECK(read_callback("http://" + host + "/x").has_value());
    }
}

TEST_CASE("blocks and ports of the settings decide") {
    CallbackPolicy policy;
    policy.allowed = {parse_network("127.0.0.1/32").value()};
    for (const std::string host : {"127.0.0.1", "2130706433", "localhost", "[::ffff:127.0.0.1]"}) {
        CHECK_FALSE(refusal_of(read_callback("http://" + host + ":81/").value(), policy).has_value());
    }
    CHECK(refusal_of(read_callback("http://127.0.0.2/").value(), policy).has_value());
    CHECK(refusal_of(read_callback("http://[::1]/").value(), policy).has_value());
    policy.ports = {80, 443};
    CHECK(refusal_of(read_callback("http://127.0.0.1:81/").value(), policy).has_value());
    CHECK(refusal_of(read_callback("http://a.example:25/").value(), policy).has_value());
    CHECK_FALSE(refusal_of(read_callback("https://a.example/").value(), policy).has_value());
}

TEST_CASE("a verification's address keeps the callback byte for byte and says what is verified") {
    const Verification check{"subscribe", "http://b.example/?a=b&c", "c0ffee", 600, "", ""};
    const std::string ours =
        "hub.mode=subscribe&hub.topic=http%3A%2F%2Fb.example%2F%3Fa%3Db%26c&hub.challenge=c0ffee&"
        "hub.lease_seconds=600";
    CHECK(verification_url("http://a.example/x", check) == "http://a.example/x?" + ours);
    CHECK(verification_url("http://a.example/x?b=%7e&hub.mode=other", check) ==
          "http://a.example/x?b=%7e&hub.mode=other&" + ours);
    CHECK(verification_url("http://a.example/x?", check) == "http://a.example/x?" + ours);
    CHECK(verification_url("http://a.example/x?b=1&", check) == "http://a.example/x?b=1&" + ours);
    CHECK(verification_url("http://a.example/x?b=1#frag?ment", check) == "http://a.example/x?b=1&" + ours);
    CHECK(verification_url("http://a.example/#f", check) == "http://a.example/?" + ours);
    CHECK(verification_url("http://a/", {"unsubscribe", "t", "c", 0, "x y", ""}) ==
          "http://a/?hub.mode=unsubscribe&hub.topic=t&hub.challenge=c&hub.verify_token=x%20y");
    CHECK(verification_url("http://a/", {"denied", "t", "", 0, "", "gone"}) ==
          "http://a/?hub.mode=denied&hub.topic=t&hub.reason=gone");
}
