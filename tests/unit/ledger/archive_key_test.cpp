#include "ledger/archive_key.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace syndicated::ledger {

namespace {

using std::chrono::seconds;

Zone zone(std::string_view name) {
    return Zone::parse(name).value();
}

std::string utc(sys_seconds instant) {
    return format_rfc3339(instant, Zone::fixed(seconds{0})).substr(0, 19);
}

sys_seconds instant(int year, unsigned month, unsigned day, int hour, int minute, int second = 0) {
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} + seconds{second};
}

struct Row {
    std::string_view zone, key, begin, end;  // in UTC
};

}  // namespace

TEST_CASE("a key names a calendar range in the site's time zone") {
    const std::vector<Row> rows{
        {"Asia/Shanghai", "2025-03", "2025-02-28T16:00:00", "2025-03-31T16:00:00"},
        {"Asia/Shanghai", "2025-03-10", "2025-03-09T16:00:00", "2025-03-10T16:00:00"},
        {"Asia/Shanghai", "2025-03-10T04", "2025-03-09T20:00:00", "2025-03-09T21:00:00"},
        {"+00:00", "2024-12", "2024-12-01T00:00:00", "2025-01-01T00:00:00"},
        {"+00:00", "2024-12-31", "2024-12-31T00:00:00", "2025-01-01T00:00:00"},
        {"+00:00", "2024-12-31T23", "2024-12-31T23:00:00", "2025-01-01T00:00:00"},
        {"+00:00", "2024-02", "2024-02-01T00:00:00", "2024-03-01T00:00:00"},
        {"+00:00", "2024-02-29", "2024-02-29T00:00:00", "2024-03-01T00:00:00"},
        {"+00:00", "2025-02-28", "2025-02-28T00:00:00", "2025-03-01T00:00:00"},
        {"+00:00", "1970-01", "1970-01-01T00:00:00", "1970-02-01T00:00:00"},
        {"+00:00", "9999-12-31T23", "9999-12-31T23:00:00", "10000-01-01T00:00:0"},
        {"-09:30", "2025-01-01", "2025-01-01T09:30:00", "2025-01-02T09:30:00"},
        // China's summer time began on 4 May 1986 at 2 o'clock.
        {"Asia/Shanghai", "1986-05-04", "1986-05-03T16:00:00", "1986-05-04T15:00:00"},
        {"Asia/Shanghai", "1986-05-04T02", "1986-05-03T18:00:00", "1986-05-03T18:00:00"},
        // An hour that comes twice, and one that is skipped.
        {"America/New_York", "2025-11-02T01", "2025-11-02T05:00:00", "2025-11-02T07:00:00"},
        {"America/New_York", "2025-03-09T02", "2025-03-09T07:00:00", "2025-03-09T07:00:00"},
        {"America/New_York", "2025-03-09", "2025-03-09T05:00:00", "2025-03-10T04:00:00"},
        {"Australia/Lord_Howe", "2025-04-06T01", "2025-04-05T14:00:00", "2025-04-05T15:30:00"},
        {"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00", "2011-12-30T10:00:00"},
        {"Pacific/Apia", "2011-12-30T23", "2011-12-30T10:00:00", "2011-12-30T10:00:00"},
    };
    for (const auto& row : rows) {
        INFO(row.zone << " " << row.key);
        const auto range = range_named(row.key, zone(row.zone));
        REQUIRE(range);
        CHECK(range->key == row.key);
        CHECK(utc(range->begin) == row.begin);
        CHECK(utc(range->end) == row.end);
    }
}

TEST_CASE("what is no key names nothing") {
    for (const std::string_view key : {"",
                                       "2025",
                                       "2025-",
                                       "2025-3",
                                       "2025-00",
                                       "2025-13",
                                       "2025-02-29",
                                       "2025-02-30",
                                       "2025-03-00",
                                       "2025-03-10T",
                                       "2025-03-10T24",
                                       "2025-03-10T4",
                                       "2025-03-10t04",
                                       "2025-03-10 04",
                                       "2025-03-10T04:00",
                                       "2025-03-10T04p",
                                       "2025-03-10T04p0",
                                       "2025-03-10T04p01",
                                       "2025-03-10T04p-1",
                                       "2025-03-10T04p+1",
                                       "2025-03-10T04p1p1",
                                       "2025-03-10T04p1234567890",
                                       "2025-03-10T24p1",
                                       "2025-03-10p1",
                                       "2025-03p1",
                                       "2025/03",
                                       "-025-03",
                                       "+025-03",
                                       "20250310",
                                       "2025-03-10T04Z",
                                       "２０２５-03",
                                       "2025-0x",
                                       " 2025-03",
                                       "2025-03\n",
                                       "99999-03"}) {
        INFO(key);
        CHECK_FALSE(range_named(key, zone("Asia/Shanghai")));
    }
    CHECK_FALSE(range_named(std::string(1'000'000, '2'), zone("Asia/Shanghai")));
    CHECK_FALSE(range_named(std::string_view("2025-03\0", 8), zone("Asia/Shanghai")));
}

TEST_CASE("a part of an hour has the hour's times and a number") {
    const auto part = range_named("2025-03-10T04p123456789", zone("Asia/Shanghai"));
    const auto hour = range_named("2025-03-10T04", zone("Asia/Shanghai"));
    REQUIRE((part && hour));
    CHECK((part->begin == hour->begin && part->end == hour->end && part->span == Span::hour));
    CHECK((part->part == 123'456'789 && hour->part == 0));
    CHECK(part_of(*hour, part->part).key == part->key);
}

TEST_CASE("the ranges of a span follow each other without gap or overlap, and hold what they are found by") {
    // In St John's clocks went back from 0:01 to 23:01, over the border of two days.
    for (const auto* const name : {"Asia/Shanghai", "America/New_York", "America/St_Johns", "Australia/Lord_Howe",
                                   "Pacific/Apia", "Africa/Casablanca", "+05:45"}) {
        const Zone there = zone(name);
        for (const Span span : {Span::month, Span::day, Span::hour}) {
            for (const int year : {1970, 1986, 2006, 2011, 2025, 9999}) {
                INFO(name << " " << static_cast<int>(span) << " " << year);
                ArchiveRange last;
                const auto end = instant(year, 12, 30, 23, 59);
                // A step that meets every minute of the hour and each hour of the day sooner or later.
                for (auto t = instant(year, 1, 2, 0, 0); t < end;
                     t += seconds{span == Span::hour ? 59 * 61 : 7 * 59 * 61}) {
                    const ArchiveRange range = range_around(t, span, there);
                    if (range.begin > t || t >= range.end) FAIL(range.key << " does not hold " << utc(t));
                    const auto named = range_named(range.key, there);
                    if (!named || named->begin != range.begin || named->end != range.end) FAIL(range.key);
                    const bool goes_on = last.key.empty() || last.key == range.key || last.end <= range.begin;
                    if (!goes_on) FAIL(last.key << " overlaps " << range.key);
                    last = range;
                }
            }
        }
    }
    const auto twice = range_around(instant(2006, 10, 29, 3, 0), Span::day, zone("America/St_Johns"));
    CHECK(twice.key == "2006-10-29");  // the local clock shows 23:30 of the 28th for the second time
}

}  // namespace syndicated::ledger
