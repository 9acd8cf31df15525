#include "websub/service.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace syndicated::websub;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

const std::string token = "edk7yc4rEZP9pDQD";
const std::chrono::sys_time<milliseconds> now{1741579591s + 250ms};  // 2025-03-10T12:06:31.25 in China
constexpr auto to_new_quota = 42809s + 5min;

std::unique_ptr<Service> service() {
    Baidu settings;
    settings.site = "https://www.example.cn";
    settings.token = token;
    return make_baidu(settings);
}

Heard hear(int status, std::string_view body, std::size_t sent = 50) {
    return service()->hear({status, false, std::to_string(status), ""}, body, sent, now);
}

}  // namespace

TEST_CASE("Baidu gets an address a line") {
    const Post post = service()->post({"https://www.example.cn/1.html", "https://www.example.cn/2.html"});
    CHECK(post.url == "http://data.zz.baidu.com/urls?site=https://www.example.cn&token=edk7yc4rEZP9pDQD");
    CHECK(post.media_type == "text/plain");
    CHECK(post.body == "https://www.example.cn/1.html\nhttps://www.example.cn/2.html");
    CHECK(service()->takes("https://other.example.cn/1.html"));
    CHECK_FALSE(service()->takes("https://www.example.cn/1.html\nhttps://evil.example/"));
}

TEST_CASE("Baidu's success says how many more it takes today") {
    const Heard heard = hear(200, R"({"remain":4950,"success":50,"not_same_site":[],"not_valid":[]})");
    CHECK(heard.answer.status == 200);
    CHECK(heard.answer.text == "200");
    CHECK(heard.remark.empty());
    CHECK(heard.room == 4950U);
    CHECK(heard.pause == 0s);
    CHECK_FALSE(hear(200, R"({"success":1})").room);
}

TEST_CASE("when Baidu takes no more today, the rest waits for midnight in China and five minutes more") {
    const Heard heard = hear(200, R"({"remain":0,"success":50})");
    CHECK(heard.answer.status == 200);
    CHECK(heard.room == service()->most_urls());
    CHECK(heard.pause == to_new_quota);
    const std::chrono::sys_time<milliseconds> midnight{1741564800s + 16h};
    const struct {
        std::chrono::seconds at, pause;
    } rows[] = {{-1s, 5min + 1s}, {0s, 5min}, {3s, 5min - 3s}, {5min - 1s, 1s}, {5min, 24h}, {6min, 24h - 1min}};
    for (const auto& row : rows) {
        CAPTURE(row.at.count());
        const Answer good{200, false, "200", ""}, bad{400, false, "400", ""};
        CHECK(service()->hear(good, R"({"remain":0,"success":1})", 1, midnight + row.at).pause == row.pause);
        CHECK(service()->hear(bad, R"({"error":400,"message":"over quota"})", 1, midnight + row.at).pause == row.pause);
    }
}

TEST_CASE("addresses that Baidu does not take are remarked on") {
    const Heard heard = hear(200, R"({"remain":9,"success":47,"not_same_site":["http://a/"],"not_valid":["b","c"]})");
    CHECK(heard.remark == "3 of 50 addresses are not of the site or not valid, such as \"http://a/\"");
    CHECK(hear(200, R"({"success":0,"not_valid":[{},1]})").remark ==
          "2 of 50 addresses are not of the site or not valid, such as \"\"");
}

TEST_CASE("more than the quota is tried with half as many, one alone tomorrow") {
    const char* const body = R"({"error":400,"message":"over quota"})";
    const Heard many = hear(400, body);
    CHECK(many.answer.status == 429);
    CHECK(many.answer.text == "400, \"over quota\"");
    CHECK(many.answer.retry_after.empty());
    CHECK(many.room == 25U);
    const Heard one = hear(400, body, 1);
    CHECK(one.answer.status == 429);
    CHECK(one.pause == to_new_quota);
    CHECK(one.room == service()->most_urls());
}

TEST_CASE("what Baidu's answers come to") {
    const std::string deep(200, '['), unclosed = R"({"success":1,"remain":[)";
    const struct {
        int status;
        std::string body;
        int counts_as;
        const char* text;
    } rows[] = {
        {401, R"({"error":401,"message":"token is not valid"})", 401, "401, \"token is not valid\""},
        {400, R"({"error":400,"message":"site error"})", 400, "400, \"site error\""},
        {200, R"({"error":401,"message":"token is not valid"})", 401, "200, \"token is not valid\""},
        {500, R"({"error":500,"message":"internal error, please try later"})", 500, ""},
        {503, R"({"error":401,"message":"x"})", 503, "503, \"x\""},
        {400, "<html>bad request</html>", 400, "400"},
        {404, "", 404, "404"},
        // Somebody else's, or nobody's: as if nothing had come.
        {200, "", 0, "200 with an answer that is none of Baidu's"},
        {200, "<html>please log in</html>", 0, ""},
        {200, "{}", 0, ""},
        {200, "[]", 0, ""},
        {200, "null", 0, ""},
        {200, R"({"success":"50"})", 0, ""},
        {200, R"({"success":-1})", 0, ""},
        {200, R"({"success":1.5})", 0, ""},
        {200, R"({"success":99999999999999999999})", 0, ""},
        {200, R"({"success":1} {"success":1})", 0, ""},
        {200, "{\"success\":1,\"message\":\"\xff\xfe\"}", 0, ""},
        {200, R"({"error":0})", 0, ""},
        {200, R"({"error":200,"message":"fine"})", 0, ""},
        {200, deep, 0, ""},
        {200, R"({"success":1,"not_valid":[[[[[[]]]]]]})", 0, ""},
        {200, unclosed, 0, ""},
        {200, R"({"success":1,"remain":"many","not_valid":{"a":1},"not_same_site":7,"message":[]})", 200, "200"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.status, row.body);
        const Heard heard = hear(row.status, row.body);
        CHECK(heard.answer.status == row.counts_as);
        if (*row.text != '\0') CHECK(heard.answer.text == row.text);
        CHECK_FALSE(heard.room);
        CHECK(heard.pause == 0s);
    }
}

TEST_CASE("the token is in no text, however an answer repeats it") {
    const std::string message = R"({"error":401,"message":"token )" + token + " is not valid, " + token + R"("})";
    CHECK(hear(401, message).answer.text == "401, \"token TOKEN is not valid, TOKEN\"");
    const std::string list = R"({"success":1,"not_valid":["http://a/?token=)" + token + R"("]})";
    CHECK(hear(200, list).remark.find(token) == std::string::npos);
    const Heard unusable = service()->hear({307, true, "a redirect to \"gopher://x/?token=edk7yc…\"", ""}, "", 1, now);
    CHECK(unusable.answer.unusable);
    CHECK(unusable.answer.text.find("edk7") == std::string::npos);
    const Heard broken = service()->hear({0, false, "no connection: " + token, ""}, "", 1, now);
    CHECK(broken.answer.text == "no connection: TOKEN");
}

TEST_CASE("what a long message says is cut and escaped") {
    const std::string message = R"({"error":400,"message":"\n\u001b[31m)" + std::string(60'000, 'x') + R"("})";
    const std::string text = hear(400, message).answer.text;
    CHECK(text.size() < 120);
    CHECK(text.find('\n') == std::string::npos);
    CHECK(text.find('\x1b') == std::string::npos);
}
