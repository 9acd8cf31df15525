#include "websub/service.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated::websub;
using namespace std::chrono_literals;

namespace {

const std::chrono::sys_time<std::chrono::milliseconds> now{1741579591s};

IndexNow settings() {
    IndexNow out;
    out.key = "0a1b-2c3d";
    out.site = "https://www.Example.cn/news";
    return out;
}

}  // namespace

TEST_CASE("IndexNow gets host, key and addresses as JSON") {
    const Post post =
        make_indexnow(settings())->post({"https://www.example.cn/1.html", "https://www.example.cn/?a=\"b"});
    CHECK(post.url == "https://api.indexnow.org/indexnow");
    CHECK(post.media_type == "application/json; charset=utf-8");
    CHECK(boost::json::parse(post.body) == boost::json::parse(R"({"host": "www.example.cn", "key": "0a1b-2c3d",
                                 "urlList": ["https://www.example.cn/1.html", "https://www.example.cn/?a=\"b"]})"));
}

TEST_CASE("a key file elsewhere is named") {
    IndexNow elsewhere = settings();
    elsewhere.key_location = "https://m.example.cn/keys/now.txt";
    const auto body =
        boost::json::parse(make_indexnow(elsewhere)->post({"https://m.example.cn/keys/1"}).body).as_object();
    CHECK(body.at("keyLocation") == "https://m.example.cn/keys/now.txt");
    CHECK(body.at("host") == "m.example.cn");
}

TEST_CASE("IndexNow takes addresses of the key's host, and below the key's folder") {
    IndexNow below = settings();
    below.key_location = "https://www.example.cn/news/key.txt";
    IndexNow root = settings();
    root.key_location = "https://www.example.cn/key.txt";
    const struct {
        const char* url;
        bool at_site, below_news;
    } rows[] = {
        {"https://www.example.cn/1.html", true, false},
        {"http://www.example.cn/1.html", true, false},
        {"https://www.example.cn", true, false},
        {"https://www.example.cn?a=1", true, false},
        {"https://www.example.cn/news/1.html", true, true},
        {"https://www.example.cn/newspaper/1.html", true, false},
        {"https://example.cn/news/1.html", false, false},
        {"https://m.example.cn/news/1.html", false, false},
        {"https://www.example.cn.evil.example/news/1.html", false, false},
        {"https://www.example.cn:443/1.html", true, false},
        {"http://www.example.cn:80/1.html", true, false},
        {"https://www.example.cn:80/1.html", false, false},
        {"https://www.example.cn:8443/news/1.html", false, false},
        {"https://www.example.cn@evil.example/news/1.html", false, false},
        {"ftp://www.example.cn/news/1.html", false, false},
        {"https://www.example.cn/news/a b", false, false},
        {"https://www.example.cn/news/新闻", false, false},
        {"www.example.cn/news/1.html", false, false},
        {"", false, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.url);
        CHECK(make_indexnow(settings())->takes(row.url) == row.at_site);
        CHECK(make_indexnow(below)->takes(row.url) == row.below_news);
    }
    CHECK(make_indexnow(root)->takes("https://www.example.cn/1.html"));
}

TEST_CASE("a default port is no part of the host") {
    IndexNow with_port = settings();
    with_port.site = "https://www.example.cn:443/news";
    CHECK(make_indexnow(with_port)->takes("https://www.example.cn/1.html"));
    const auto body = boost::json::parse(make_indexnow(with_port)->post({"https://www.example.cn/1.html"}).body);
    CHECK(body.at("host") == "www.example.cn");
}

TEST_CASE("IndexNow's refusals are said plainly, whatever their body says") {
    const struct {
        int status;
        const char* text;
    } rows[] = {
        {200, "200"},
        {202, "202"},
        {400, "400, it finds the request malformed"},
        {403, "403, the key is not valid: it must stand in http(s)://www.example.cn/KEY.txt"},
        {404, "404"},
        {422, "422, the addresses or the key are not those of www.example.cn"},
        {429, "429, too many requests"},
        {503, "503"},
    };
    for (const auto& row : rows) {
        const Answer answer{row.status, false, std::to_string(row.status), "17"};
        const Heard heard = make_indexnow(settings())->hear(answer, "{\"error\":401}", 3, now);
        CHECK(heard.answer.status == row.status);
        CHECK(heard.answer.text == row.text);
        CHECK(heard.answer.retry_after == "17");
        CHECK(heard.remark.empty());
        CHECK_FALSE(heard.room);
        CHECK(heard.pause == 0s);
    }
    const Heard none = make_indexnow(settings())->hear({0, false, "timed out after 10 s", ""}, "", 3, now);
    CHECK(none.answer.text == "timed out after 10 s");
}

TEST_CASE("only services with a key or token are on") {
    Services services;
    CHECK(make_services(services).empty());
    services.baidu.token = "edk7yc4rEZP9pDQD";
    REQUIRE(make_services(services).size() == 1);
    CHECK(make_services(services)[0]->name() == std::string("baidu"));
    services.indexnow = settings();
    CHECK(make_services(services).size() == 2);
}
