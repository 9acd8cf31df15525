#include "http/accept_encoding.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated;
using namespace syndicated::http;
using publish::Coding;

namespace {

// Forms of these codings; each is shorter than the one before.
publish::Body body_of(const std::vector<Coding>& there, bool complete) {
    publish::Body body;
    std::size_t size = 100;
    for (const Coding coding : there) {
        body.forms[coding] = std::make_shared<const std::string>(size, 'x');
        size -= 10;
    }
    body.complete = complete;
    return body;
}

std::string chosen(const publish::Body& body, std::string_view accepted) {
    const auto coding = choose_form(body, parse_accept_encoding(accepted));
    return coding ? std::string(publish::token_of(*coding)) : "none";
}

}  // namespace

TEST_CASE("Accept-Encoding gives the weight of each coding") {
    struct Row {
        const char* value;
        int br, zstd, gzip, identity;
    };
    const std::vector<Row> rows{
        // The examples of RFC 9110, 12.5.3.
        {"compress, gzip", 0, 0, 1000, 1},
        {"", 0, 0, 0, 1},
        {"*", 1000, 1000, 1000, 1},
        {"compress;q=0.5, gzip;q=1.0", 0, 0, 1000, 1},
        {"gzip;q=1.0, identity; q=0.5, *;q=0", 0, 0, 1000, 500},
        // What browsers, readers and libraries send.
        {"gzip, deflate, br, zstd", 1000, 1000, 1000, 1},
        {"br,gzip", 1000, 0, 1000, 1},
        {"gzip, deflate", 0, 0, 1000, 1},
        {"gzip,deflate;q=0.9,*;q=0", 0, 0, 1000, 0},
        {"identity", 0, 0, 0, 1000},
        {"identity;q=1, *;q=0", 0, 0, 0, 1000},
        {"deflate, gzip;q=1.0, *;q=0.5", 500, 500, 1000, 1},
        // Names.
        {"GZip, BR, ZStd", 1000, 1000, 1000, 1},
        {"x-gzip", 0, 0, 1000, 1},
        {"X-GZIP;q=0.2", 0, 0, 200, 1},
        {"deflate", 0, 0, 0, 1},
        {"brotli, zst, gzipped, x-br", 0, 0, 0, 1},
        // Weights.
        {"gzip;q=0.5", 0, 0, 500, 1},
        {"gzip;Q=0.125", 0, 0, 125, 1},
        {"gzip;q=1.000", 0, 0, 1000, 1},
        {"br;q=0.001, gzip;q=0", 1, 0, 0, 1},
        {"gzip;q=0.000", 0, 0, 0, 1},
        {"gzip;q=0.", 0, 0, 0, 1},
        {"identity;q=0.5, gzip;q=0.2", 0, 0, 200, 500},
        {"gzip, gzip;q=0.3", 0, 0, 300, 1},
        // "*" is what is not named.
        {"*;q=0.3", 300, 300, 300, 1},
        {"*;q=0", 0, 0, 0, 0},
        {"*;q=0, identity", 0, 0, 0, 1000},
        {"*;q=0, br", 1000, 0, 0, 0},
        {"gzip;q=0, *", 1000, 1000, 0, 1},
        {"*, zstd;q=0", 1000, 0, 1000, 1},
        {"identity;q=0", 0, 0, 0, 0},
        {"identity;q=0, gzip", 0, 0, 1000, 0},
        {"identity;q=0, *", 1000, 1000, 1000, 0},
        // Spaces and empty members.
        {"gzip ; q=0.5", 0, 0, 500, 1},
        {"  br\t,\tgzip\t;\tq=0.5 ", 1000, 0, 500, 1},
        {",, gzip ,,", 0, 0, 1000, 1},
        {",", 0, 0, 0, 1},
        // Malformed members are passed over, the others count.
        {"gzip;q=2", 0, 0, 0, 1},
        {"gzip;q=1.001", 0, 0, 0, 1},
        {"gzip;q=abc", 0, 0, 0, 1},
        {"gzip;q=0.1234", 0, 0, 0, 1},
        {"gzip;q=", 0, 0, 0, 1},
        {"gzip;q = 1", 0, 0, 0, 1},
        {"gzip;q=.5", 0, 0, 0, 1},
        {"gzip;", 0, 0, 0, 1},
        {"gzip;level=9", 0, 0, 0, 1},
        {"gzip;q=0.5;level=9", 0, 0, 0, 1},
        {"gzip;q=-1", 0, 0, 0, 1},
        {"gzip br", 0, 0, 0, 1},
        {"gzip;q=9, br", 1000, 0, 0, 1},
        {"identity;q=none", 0, 0, 0, 1},
    };
    for (const Row& row : rows) {
        CAPTURE(row.value);
        const Weights weights = parse_accept_encoding(row.value);
        CHECK(weights[Coding::br] == row.br);
        CHECK(weights[Coding::zstd] == row.zstd);
        CHECK(weights[Coding::gzip] == row.gzip);
        CHECK(weights[Coding::identity] == row.identity);
    }
}

TEST_CASE("of the forms that are there the best liked one is chosen, of equals the shortest") {
    const auto body = body_of({Coding::identity, Coding::gzip, Coding::zstd, Coding::br}, true);
    CHECK(chosen(body, "") == "identity");
    CHECK(chosen(body, "gzip, deflate, br, zstd") == "br");
    CHECK(chosen(body, "*") == "br");
    CHECK(chosen(body, "gzip, zstd") == "zstd");
    CHECK(chosen(body, "gzip, zstd;q=0.999") == "gzip");
    CHECK(chosen(body, "br;q=0.1, zstd;q=0.2, gzip;q=0.3, identity;q=0.4") == "identity");
    CHECK(chosen(body, "br;q=0.001") == "br");
    CHECK(chosen(body, "identity, gzip") == "gzip");
    CHECK(chosen(body, "*;q=0.5, br;q=0.1") == "zstd");
    const auto short_gzip = body_of({Coding::identity, Coding::br, Coding::zstd, Coding::gzip}, true);
    CHECK(chosen(short_gzip, "gzip, br, zstd") == "gzip");
}

TEST_CASE("a form that is there goes before one that is better liked and still to come") {
    const auto fresh = body_of({Coding::identity}, false);
    CHECK(chosen(fresh, "br, gzip") == "identity");
    CHECK(chosen(fresh, "br, gzip, identity;q=0") == "br");
    CHECK(chosen(fresh, "gzip, identity;q=0") == "gzip");
    CHECK(chosen(body_of({Coding::gzip}, false), "br, gzip;q=0.1") == "gzip");
    CHECK(chosen(body_of({}, false), "") == "identity");
    CHECK(chosen(body_of({}, false), "br;q=0.5, gzip") == "gzip");
}

TEST_CASE("of a cold document the plain form is chosen, or one of those that it is made in") {
    publish::Body cold = body_of({}, true);
    cold.cold = true;
    cold.made_as[Coding::identity] = cold.made_as[Coding::gzip] = true;
    CHECK(chosen(cold, "") == "identity");
    CHECK(chosen(cold, "br, gzip") == "identity");
    CHECK(chosen(cold, "gzip, identity;q=0.1") == "identity");
    CHECK(chosen(cold, "br, gzip;q=0.1, identity;q=0") == "gzip");
    CHECK(chosen(cold, "br, identity;q=0") == "none");
}

TEST_CASE("no form is chosen where none will be") {
    const auto body = body_of({Coding::identity, Coding::gzip}, true);
    CHECK(chosen(body, "br") == "identity");
    CHECK(chosen(body, "br, zstd, identity;q=0") == "none");
    CHECK(chosen(body, "identity;q=0") == "none");
    CHECK(chosen(body, "*;q=0") == "none");
    CHECK(chosen(body_of({Coding::identity}, false), "identity;q=0") == "none");
    CHECK(chosen(body_of({Coding::identity}, false), "deflate, *;q=0") == "none");
}
