#include "http/accept_encoding.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace syndicated::http;

TEST_CASE("Accept-Encoding gives the weight of each coding") {
    struct Row {
        const char* value;
        int identity, gzip;
    };
    const std::vector<Row> rows{
        {"", 1, 0},
        {"gzip", 1, 1000},
        {"GZip", 1, 1000},
        {"x-gzip", 1, 1000},
        {"br,gzip", 1, 1000},
        {"gzip, deflate, br, zstd", 1, 1000},
        {"gzip;q=0.5", 1, 500},
        {"gzip ; q=0.5", 1, 500},
        {"gzip;Q=0.125", 1, 125},
        {"gzip;q=1.000", 1, 1000},
        {"gzip;q=0", 1, 0},
        {"gzip;q=0.000", 1, 0},
        {"gzip;q=0.", 1, 0},
        {"deflate", 1, 0},
        {"*", 1, 1000},
        {"*;q=0.3", 1, 300},
        {"*;q=0", 0, 0},
        {"*;q=0, identity", 1000, 0},
        {"*;q=0, gzip", 0, 1000},
        {"gzip;q=0, *", 1, 0},
        {"identity;q=0", 0, 0},
        {"identity;q=0, gzip", 0, 1000},
        {"identity;q=0, *", 0, 1000},
        {"identity;q=0.5, gzip;q=0.2", 500, 200},
        {"identity", 1000, 0},
        {",, gzip ,,", 1, 1000},
        {"gzip;q=2", 1, 0},
        {"gzip;q=1.001", 1, 0},
        {"gzip;q=abc", 1, 0},
        {"gzip;q=0.1234", 1, 0},
        {"gzip;q=", 1, 0},
        {"gzip;level=9", 1, 0},
        {"gzip;q=-1", 1, 0},
        {"gzipped", 1, 0},
    };
    for (const Row& row : rows) {
        CAPTURE(row.value);
        const Codings codings = parse_accept_encoding(row.value);
        CHECK(codings.identity == row.identity);
        CHECK(codings.gzip == row.gzip);
    }
}
