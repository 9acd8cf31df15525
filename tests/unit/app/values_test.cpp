#include "app/values.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace syndicated::app {

TEST_CASE("a time span needs a number and a known unit") {
    using std::chrono::milliseconds;
    const std::vector<std::pair<std::string, std::optional<std::int64_t>>> cases{
        {"500ms", 500},
        {"3s", 3000},
        {"5m", 300000},
        {"6h", 21600000},
        {"10d", 864000000},
        {"0s", 0},
        {"", std::nullopt},
        {"3", std::nullopt},
        {"s", std::nullopt},
        {"-3s", std::nullopt},
        {"3 s", std::nullopt},
        {"3sec", std::nullopt},
        {"1.5s", std::nullopt},
        {"99999999999999999999s", std::nullopt},
        {"9007199254740993d", std::nullopt}};
    for (const auto& [text, expected] : cases) {
        INFO(text);
        const auto read = read_duration(text);
        REQUIRE(read.has_value() == expected.has_value());
        if (expected) CHECK(read->count() == *expected);
    }
}

TEST_CASE("a size needs a number and a known unit") {
    CHECK(read_size("512B") == 512);
    CHECK(read_size("64KiB") == 65536);
    CHECK(read_size("256MiB") == 268435456);
    CHECK(read_size("2GiB") == 2147483648LL);
    for (const auto* text : {"", "64", "64KB", "64kib", "KiB", "-1B", "64 KiB"}) {
        INFO(text);
        CHECK_FALSE(read_size(text).has_value());
    }
}

TEST_CASE("the edit distance counts insertions, deletions and replacements") {
    CHECK(edit_distance("", "") == 0);
    CHECK(edit_distance("listen", "listen") == 0);
    CHECK(edit_distance("listn", "listen") == 1);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("kitten", "sitting") == 3);
}

}  // namespace syndicated::app
