#include "http/http_date.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace syndicated;
using namespace syndicated::http;
using namespace std::chrono;

namespace {

constexpr sys_seconds sample = sys_days{1994y / November / 6} + 8h + 49min + 37s;
constexpr sys_seconds now = sys_days{2025y / March / 10} + 12h;

std::string written(sys_seconds time) {
    std::array<char, http_date_bytes> out{};
    write_http_date(time, out);
    return {out.data(), out.size()};
}

}  // namespace

TEST_CASE("a date is written as IMF-fixdate") {
    CHECK(written(sample) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(written(sys_seconds{}) == "Thu, 01 Jan 1970 00:00:00 GMT");
    CHECK(written(sys_days{2024y / February / 29} + 23h + 59min + 59s) == "Thu, 29 Feb 2024 23:59:59 GMT");
    CHECK(written(sys_days{9999y / December / 31}) == "Fri, 31 Dec 9999 00:00:00 GMT");
    CHECK(written(sys_days{1969y / December / 31} + 23h) == "Wed, 31 Dec 1969 23:00:00 GMT");
}

TEST_CASE("all three forms of a date are read") {
    CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", now) == sample);
    CHECK(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", now) == sample);
    CHECK(parse_http_date("Sun Nov  6 08:49:37 1994", now) == sample);
    CHECK(parse_http_date("Wed Nov 16 08:49:37 1994", now) == sample + days{10});
    CHECK(parse_http_date("Thu, 31 Dec 1998 23:59:60 GMT", now) == sys_days{1999y / January / 1});
}

TEST_CASE("what was written is read back") {
    for (sys_seconds time{}; time < sys_days{2100y / January / 1}; time += hours{24 * 17 + 5} + 61s) {
        REQUIRE(parse_http_date(written(time), now) == time);
    }
}

TEST_CASE("two digits of a year mean the past when they would lie more than 50 years ahead") {
    CHECK(parse_http_date("Wednesday, 06-Mar-75 08:49:37 GMT", now) == sys_days{2075y / March / 6} + 8h + 49min + 37s);
    CHECK(parse_http_date("Sunday, 06-Nov-75 08:49:37 GMT", now) == sys_days{1975y / November / 6} + 8h + 49min + 37s);
    CHECK(parse_http_date("Sunday, 06-Nov-76 08:49:37 GMT", now) == sys_days{1976y / November / 6} + 8h + 49min + 37s);
    const sys_seconds december = sys_days{2026y / December / 1} + 12h;
    CHECK(parse_http_date("Tuesday, 01-Dec-76 12:00:00 GMT", december) == sys_days{2076y / December / 1} + 12h);
    CHECK(parse_http_date("Wednesday, 01-Dec-76 12:00:01 GMT", december) == sys_days{1976y / December / 1} + 12h + 1s);
    CHECK(parse_http_date("Friday, 31-Dec-76 23:59:59 GMT", december) == sys_days{1977y / January / 1} - 1s);
    CHECK(parse_http_date("Sunday, 31-Dec-76 24:59:59 GMT", december) == std::nullopt);
    CHECK(parse_http_date("Sunday, 06-Nov-00 08:49:37 GMT", now) == sys_days{2000y / November / 6} + 8h + 49min + 37s);
}

TEST_CASE("anything else is no date") {
    const auto text =
        GENERATE("", " ", "0", "-1", "now", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
                 "Sun, 06 Nov 1994 08:49:37 +0000", "Sun, 06 Nov 1994 08:49:37 GMT ", " Sun, 06 Nov 1994 08:49:37 GMT",
                 "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "sun, 06 Nov 1994 08:49:37 GMT",
                 "Sun, 06 Nov 94 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
                 "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
                 "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 29 Feb 2023 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT",
                 "Sun Nov 6 08:49:37 1994", "Sun Nov  6 08:49:37 1994 GMT", "Sun, 06 Nov 1994 08:49:3x GMT",
                 "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z", "784111777");
    CAPTURE(text);
    CHECK_FALSE(parse_http_date(text, now));
}

TEST_CASE("the Date header's text follows the clock, backwards too") {
    DateCache cache;
    CHECK(cache.at(sample) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(cache.at(sample) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(cache.at(sample + 1s) == "Sun, 06 Nov 1994 08:49:38 GMT");
    CHECK(cache.at(sample - 1s) == "Sun, 06 Nov 1994 08:49:36 GMT");
}
