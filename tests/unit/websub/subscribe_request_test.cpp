#include "websub/subscribe_request.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace syndicated;
using namespace syndicated::websub;

namespace {

const std::string form = "application/x-www-form-urlencoded";
const std::string whole =
    "hub.mode=subscribe&hub.callback=http%3A%2F%2Fa.example%2F%3Fx%3D1&hub.topic=http://b.example/";

}  // namespace

TEST_CASE("a subscription is read with all that it says") {
    SubscribeRequest wanted;
    wanted.callback = "http://a.example/?x=1";
    wanted.topic = "http://b.example/";
    CHECK(read_subscribe_request(form, whole).value() == wanted);
    CHECK(read_subscribe_request("Application/X-WWW-form-urlencoded ; charset=UTF-8", "&&" + whole + "&").value() ==
          wanted);
    CHECK(read_subscribe_request(form, whole + "&foo=1&hub.foo=2&hub.verify=sync&hub.verify=async").value() == wanted);
    wanted.lease = std::chrono::seconds(7200);
    wanted.secret = "a b+c";
    wanted.verify_token = "t&=";
    wanted.delta = true;
    CHECK(read_subscribe_request(
              form, whole + "&hub.lease_seconds=7200&hub.secret=a+b%2Bc&hub.verify_token=t%26%3D&hub.delta=1")
              .value() == wanted);
    CHECK_FALSE(read_subscribe_request(form, "hub.mode=unsubscribe&hub.callback=a&hub.topic=b").value().subscribe);
}

TEST_CASE("a lease that is no number is as if it were not there, and none is too long") {
    for (const std::string lease : {"", "-1", "1e3", " 5", "0x10"}) {
        CHECK_FALSE(read_subscribe_request(form, whole + "&hub.lease_seconds=" + lease).value().lease);
    }
    CHECK(read_subscribe_request(form, whole + "&hub.lease_seconds=" + std::string(5000, '9')).value().lease->count() >
          1);
}

TEST_CASE("what is missing or wrong is said in one line") {
    struct Row {
        std::string type, body, line;
    };
    const std::string sub = "hub.mode=subscribe&", callback = "hub.callback=http://a/&", topic = "hub.topic=http://b/";
    for (const Row& row : std::vector<Row>{
             {"text/plain", whole, "expected Content-Type: application/x-www-form-urlencoded"},
             {"", whole, "expected Content-Type: application/x-www-form-urlencoded"},
             {form, "", "hub.mode is missing"},
             {form, callback + topic, "hub.mode is missing"},
             {form, "hub.mode=publish&hub.url=http://b/", "hub.mode=publish is not for this hub"},
             {form, "hub.mode=Subscribe&" + callback + topic, "hub.mode is \"Subscribe\""},
             {form, "hub.mode=%0A%00&" + callback + topic, "hub.mode is"},
             {form, sub + topic, "hub.callback is missing"},
             {form, sub + callback, "hub.topic is missing"},
             {form, sub + callback + topic + "&hub.topic=http://c/", "hub.topic is given twice"},
             {form, whole + "&hub.secret=" + std::string(200, 's'), "hub.secret is too long"},
             {form, whole + "&hub.verify_token=" + std::string(600, 's'), "hub.verify_token is too long"},
             {form, sub + topic + "&hub.callback=http://a/" + std::string(3000, 'x'), "hub.callback is too long"},
             {form, sub + callback + topic + std::string(3000, 'x'), "hub.topic is too long"}}) {
        const auto read = read_subscribe_request(row.type, row.body);
        CAPTURE(row.body);
        REQUIRE(read.has_error());
        CHECK(read.error().detail.find(row.line) == 0);
        CHECK(read.error().detail.find('\n') == std::string::npos);
    }
}

TEST_CASE("a secret may have 199 bytes, counted as bytes") {
    CHECK(read_subscribe_request(form, whole + "&hub.secret=" + std::string(199, 's')).value().secret.size() == 199);
    std::string chinese;
    for (int i = 0; i < 67; ++i) chinese += "字";  // 201 bytes
    CHECK(read_subscribe_request(form, whole + "&hub.secret=" + chinese).has_error());
}

TEST_CASE("parameters that nobody knows are passed over, however many") {
    std::string many(9000, '&');
    for (int i = 0; i < 100; ++i) many += "a=b&hub.x" + std::to_string(i) + "=c&";
    CHECK(read_subscribe_request(form, many + whole).has_value());
}
