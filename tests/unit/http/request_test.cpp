#include "http/request.hpp"

#include "http/target.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated::http;
using namespace std::string_literals;

namespace {

struct Parsed {
    int status;
    Request request;
};

Parsed parse(std::string_view head) {
    Parsed parsed;
    parsed.status = parse_request(head, parsed.request);
    return parsed;
}

// A GET with these lines ("A: b\r\n") behind its Host.
Parsed parse_fields(std::string_view lines) {
    return parse("GET / HTTP/1.1\r\nHost: h\r\n" + std::string(lines) + "\r\n");
}

Parsed parse_get(std::string_view target) {
    return parse("GET " + std::string(target) + " HTTP/1.1\r\nHost: h\r\n\r\n");
}

}  // namespace

TEST_CASE("a plain request is read") {
    const Parsed got = parse(
        "GET /feeds/all.rss?x=1&y HTTP/1.1\r\nHost: feeds.example:8080\r\nUser-Agent: newsboat\r\n"
        "Accept-Encoding: gzip, deflate\r\nIf-None-Match: \"a\"\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        "If-Match: *\r\nIf-Unmodified-Since: x\r\n\r\n");
    REQUIRE(got.status == 0);
    CHECK(got.request.method == Method::get);
    CHECK(got.request.path == "/feeds/all.rss");
    CHECK(got.request.query == "x=1&y");
    CHECK(got.request.keep_alive);
    CHECK_FALSE(got.request.http_1_0);
    CHECK(got.request.accept_encoding.value == "gzip, deflate");
    CHECK(got.request.if_none_match.value == "\"a\"");
    CHECK(got.request.if_modified_since.value == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(got.request.if_match.value == "*");
    CHECK(got.request.if_unmodified_since.value == "x");
    CHECK(got.request.framing == Framing::none);
}

TEST_CASE("nothing of a request is left for the next one") {
    const std::string version = GENERATE("HTTP/1.0\r\n", "HTTP/1.1\r\nHost: h\r\n");
    Request request;
    REQUIRE(parse_request("POST /a?b " + version +
                              "Content-Length: 3\r\nIf-Match: *\r\nIf-None-Match: *\r\n"
                              "If-Modified-Since: a\r\nIf-Unmodified-Since: a\r\nAccept-Encoding: a\r\n"
                              "Expect: 100-continue\r\nConnection: keep-alive\r\n\r\n",
                          request) == 0);
    REQUIRE(request.expects_continue != request.http_1_0);
    REQUIRE(parse_request("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", request) == 0);
    CHECK(request.method == Method::get);
    CHECK(request.path == "/");
    CHECK(request.query.empty());
    CHECK_FALSE((request.keep_alive || request.http_1_0 || request.expects_continue));
    CHECK_FALSE((request.if_match.present || request.if_none_match.present || request.if_modified_since.present ||
                 request.if_unmodified_since.present || request.accept_encoding.present));
    CHECK(request.framing == Framing::none);
    CHECK(request.body_bytes == 0);
}

TEST_CASE("methods are told apart, by case too") {
    CHECK(parse("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n").request.method == Method::head);
    CHECK(parse("POST / HTTP/1.1\r\nHost: h\r\n\r\n").request.method == Method::post);
    CHECK(parse("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n").request.path == "*");
    CHECK(parse("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n").status == 0);
    for (const char* method : {"PUT", "DELETE", "PATCH", "post", "TRACE", "get", "Get", "FOO", "M-SEARCH"}) {
        CAPTURE(method);
        const Parsed got = parse(method + " / HTTP/1.1\r\nHost: h\r\n\r\n"s);
        CHECK(got.status == 0);
        CHECK(got.request.method == Method::other);
    }
}

TEST_CASE("a path is decoded, whichever way it was written") {
    const std::vector<std::pair<std::string, std::string>> rows{
        {"/", "/"},
        {"/?", "/"},
        {"/feeds/yu-le.rss", "/feeds/yu-le.rss"},
        {"/feeds/%E5%A8%B1%E4%B9%90.rss", "/feeds/娱乐.rss"},
        {"/feeds/%e5%a8%b1%e4%b9%90.rss", "/feeds/娱乐.rss"},
        {"/feeds/娱乐.rss", "/feeds/娱乐.rss"},
        {"/feeds/%E5%A8%B1乐.rss", "/feeds/娱乐.rss"},
        {"/feeds/%D3%E9%c0%d6.rss", "/feeds/\xD3\xE9\xC0\xD6.rss"},
        {"/feeds/\xD3\xE9.rss", "/feeds/\xD3\xE9.rss"},
        {"/%66eeds", "/feeds"},
        {"/a+b", "/a+b"},
        {"/a%2Fb", "/a/b"},
        {"/a%3Fb?c", "/a?b"},
        {"/a%25b", "/a%b"},
        {"/a%0Ab", "/a\nb"},
        {"//a", "//a"},
        {"/../etc", "/../etc"},
        {"/x/", "/x/"},
        {"http://h/feeds", "/feeds"},
        {"HTTP://h:80/feeds?q", "/feeds"},
        {"https://[::1]:8080/a", "/a"},
        {"http://h", "/"},
        {"http://h?q", "/"},
    };
    for (const auto& [target, path] : rows) {
        CAPTURE(target);
        const Parsed got = parse_get(target);
        CHECK(got.status == 0);
        CHECK(got.request.path == path);
    }
    CHECK(parse_get("http://h?q").request.query == "q");
    CHECK(parse_get("/a?b?c%zz").request.query == "b?c%zz");
}

TEST_CASE("a target that can be read two ways is refused") {
    const auto target = GENERATE("feeds", "*", "h:80", "ftp://h/a", "http:///a", "http://", "http://:80/a",
                                 "http://:/a", "http://[zz]/a", "http://%zz/a", "http://a b/", "/a%", "/a%4", "/a%zz",
                                 "/a%00b", "/a#b", "/a?b#c", "/a b", "/a\x7F", "/a\tb", "http://u@h/", "://h/", "?a");
    CAPTURE(target);
    CHECK(parse_get(target).status == 400);
}

TEST_CASE("a U+0000 in a target is refused") {
    CHECK(parse("GET /a\0b HTTP/1.1\r\nHost: h\r\n\r\n"s).status == 400);
}

TEST_CASE("there is one Host, and it is one") {
    CHECK(parse("GET / HTTP/1.1\r\n\r\n").status == 400);
    CHECK(parse("GET / HTTP/1.0\r\n\r\n").status == 0);
    CHECK(parse("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n").status == 400);
    CHECK(parse("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n").status == 400);
    CHECK(parse("GET http://a/ HTTP/1.1\r\n\r\n").status == 400);
    for (const char* good :
         {"", "a", "a:80", "a:", "127.0.0.1:8080", "[::1]", "[::1]:80", "xn--fiq.example", "a_b", "%e5%A8%B1:80",
          "[2001:DB8::192.0.2.1]", "[ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255]", "[v1F.a:b]"}) {
        CAPTURE(good);
        CHECK(is_valid_host(good));
    }
    for (const char* bad :
         {"a b",       "a/b", "u@h",    "a:b",   "a:80:80", "[::1",  "[]",   "[::1]x",  "a:123456", "中文",
          "a?b",       "a#",  "a,b c",  "\"a\"", "a\\b",    "%zz",   "%",    "a%4",     "[zz]",     "[::1%25lo]",
          "[1.2.3.4]", "[a]", "[:::1]", "[v.a]", "[vg.a]",  "[v1.]", "[v1]", "[v1.%41]"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_valid_host(bad));
    }
}

TEST_CASE("versions") {
    CHECK(parse("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status == 0);
    CHECK(parse("GET / HTTP/1.9\r\nHost: h\r\n\r\n").status == 0);
    CHECK_FALSE(parse("GET / HTTP/1.2\r\nHost: h\r\n\r\n").request.http_1_0);
    CHECK(parse("GET / HTTP/1.2\r\n\r\n").status == 400);
    CHECK(parse("CONNECT example.com:80 HTTP/1.1\r\nHost: example.com:80\r\n\r\n").status == 405);
    CHECK(parse("GET / HTTP/2.0\r\nHost: h\r\n\r\n").status == 505);
    CHECK(parse("GET / HTTP/0.9\r\nHost: h\r\n\r\n").status == 505);
    CHECK(parse("GET /\r\n\r\n").status == 400);
}

TEST_CASE("a connection is kept as the version and its fields say") {
    struct Row {
        const char* version;
        const char* fields;
        bool keep;
    };
    const std::vector<Row> rows{
        {"1.1", "", true},
        {"1.1", "Connection: close\r\n", false},
        {"1.1", "Connection: Close\r\n", false},
        {"1.1", "Connection: te, close\r\n", false},
        {"1.1", "Connection: te\r\nConnection: close\r\n", false},
        {"1.1", "Connection: keep-alive\r\n", true},
        {"1.1", "Connection: closed\r\n", true},
        {"1.1", "Connection: ,\tkeep-alive ,close,\r\n", false},
        {"1.1", "Connection:\r\n", true},
        {"1.0", "", false},
        {"1.0", "Connection: keep-alive\r\n", true},
        {"1.0", "Connection: Keep-Alive, te\r\n", true},
        {"1.0", "Connection: keep-alive, close\r\n", false},
    };
    for (const Row& row : rows) {
        CAPTURE(row.version, row.fields);
        const Parsed got = parse("GET / HTTP/"s + row.version + "\r\nHost: h\r\n" + row.fields + "\r\n");
        CHECK(got.status == 0);
        CHECK(got.request.keep_alive == row.keep);
    }
}

TEST_CASE("framing that two readers could take differently is refused") {
    struct Row {
        const char* fields;
        int status;
        Framing framing;
    };
    constexpr auto none = Framing::none;
    const std::vector<Row> rows{
        {"Content-Length: 0\r\n", 0, Framing::length},
        {"Content-Length: 5\r\n", 0, Framing::length},
        {"Content-Length:5 \r\n", 0, Framing::length},
        {"Content-Length: 5\r\nContent-Length: 5\r\n", 400, none},
        {"Content-Length: 5\r\nContent-Length: 6\r\n", 400, none},
        {"Content-Length: 5, 5\r\n", 400, none},
        {"Content-Length: 5,\r\n", 400, none},
        {"Content-Length: +5\r\n", 400, none},
        {"Content-Length: -5\r\n", 400, none},
        {"Content-Length: 0x5\r\n", 400, none},
        {"Content-Length: 5 5\r\n", 400, none},
        {"Content-Length:\r\n", 400, none},
        {"Content-Length: 99999999999999999999999\r\n", 400, none},
        {"Content-Length : 5\r\n", 400, none},
        {"Transfer-Encoding: chunked\r\n", 0, Framing::chunked},
        {"Transfer-Encoding: Chunked\r\n", 0, Framing::chunked},
        {"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", 400, none},
        {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400, none},
        {"Content-Length: 5\r\nTransfer-Encoding: gzip\r\n", 400, none},
        {"Transfer-Encoding: gzip\r\n", 501, none},
        {"Transfer-Encoding: gzip, chunked\r\n", 501, none},
        {"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", 501, none},
        {"Transfer-Encoding: identity\r\n", 501, none},
        {"Transfer-Encoding: xchunked\r\n", 501, none},
        {"Transfer-Encoding: \"chunked\"\r\n", 501, none},
        {"Transfer-Encoding: chunked;q=1\r\n", 501, none},
        {"Transfer-Encoding: chunked, chunked\r\n", 400, none},
        {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400, none},
        {"Transfer-Encoding: chunked, gzip\r\n", 400, none},
        {"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", 400, none},
        {"Transfer-Encoding:\r\n", 400, none},
        {"Transfer-Encoding: \x0B"
         "chunked\r\n",
         400, none},
        {"Transfer_Encoding: chunked\r\n", 0, none},
    };
    for (const Row& row : rows) {
        CAPTURE(row.fields);
        const Parsed got = parse_fields(row.fields);
        CHECK(got.status == row.status);
        if (row.status == 0) CHECK(got.request.framing == row.framing);
    }
    CHECK(parse_fields("Content-Length: 5\r\n").request.body_bytes == 5);
    CHECK(parse("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n").status == 400);
}

TEST_CASE("the only expectation that is understood is 100-continue") {
    for (const char* fields : {"Expect: 100-continue\r\n", "Expect: 100-Continue\r\n", "Expect: ,100-continue ,\r\n"}) {
        CAPTURE(fields);
        CHECK(parse_fields(fields).status == 0);
        CHECK(parse_fields(fields).request.expects_continue);
    }
    CHECK(parse_fields("Expect:\r\n").status == 0);
    CHECK_FALSE(parse_fields("Expect:\r\n").request.expects_continue);
    const Parsed old = parse("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
    CHECK(old.status == 0);
    CHECK_FALSE(old.request.expects_continue);
    for (const char* fields : {"Expect: x\r\n", "Expect: 100-continue, x\r\n", "Expect: 100-continued\r\n",
                               "Expect: 100-continue\r\nExpect: x=\"y\"\r\n"}) {
        CAPTURE(fields);
        CHECK(parse_fields(fields).status == 417);
        CHECK(parse_fields(fields + "Content-Length: x\r\n"s).status == 400);
    }
}

TEST_CASE("malformed lines are refused") {
    const auto lines =
        GENERATE("no colon\r\n", ": empty name\r\n", "a b: c\r\n", " a: b\r\n", "a: b\rc\r\n", "a: b\nc: d\r\n",
                 "a\x01: b\r\n", "a: b\x01\r\n", "a: b\x7F\r\n", "a(b): c\r\n", "名: b\r\n", "a :b\r\n",
                 "Connection: close x\r\n", "Connection: te, \xE3lose\r\n", "a: b\r\n folded\r\n c: d", "\xFF: a\r\n");
    CAPTURE(lines);
    CHECK(parse_fields(lines).status == 400);
}

TEST_CASE("a value may hold bytes beyond ASCII, and a U+0000 may be nowhere") {
    CHECK(parse_fields("User-Agent: 阅读器/1.0\r\n").status == 0);
    CHECK(parse_fields("Referer:\r\n").status == 0);
    CHECK(parse_fields("A: b\0c\r\n"s).status == 400);
}

TEST_CASE("several lines of one list are one list") {
    const Parsed got = parse_fields(
        "If-None-Match: \"a\"\r\nX: y\r\nif-none-match: \"b\"\r\n"
        "Accept-Encoding: br\r\nAccept-Encoding: gzip\r\n");
    REQUIRE(got.status == 0);
    CHECK(got.request.if_none_match.value == "\"a\", \"b\"");
    CHECK(got.request.accept_encoding.value == "br, gzip");
    const Parsed empty = parse_fields("If-None-Match:\r\n");
    CHECK(empty.request.if_none_match.present);
    CHECK(empty.request.if_none_match.value.empty());
}

TEST_CASE("rubbish is refused") {
    const auto head =
        GENERATE(as<std::string>(), "", "\r\n", "\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "GET / \r\n\r\n",
                 "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", "GET / HTTP/1.1 \r\nHost: h\r\n\r\n",
                 "GET / http/1.1\r\nHost: h\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\n", "GET / HTTP/1.1\nHost: h\n\n",
                 " GET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET\t/\tHTTP/1.1\r\nHost: h\r\n\r\n", "\x16\x03\x01\x02",
                 "G(T / HTTP/1.1\r\nHost: h\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\n\r\nmore");
    CAPTURE(head);
    CHECK(parse(head).status != 0);
}
