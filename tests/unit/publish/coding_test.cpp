#include "syndicated/publish/publication.hpp"

#include <libdeflate.h>
#include <catch2/catch.hpp>

#include <vector>

using namespace syndicated;
using namespace syndicated::publish;

namespace {

std::string gunzip(const std::string& bytes, std::size_t size) {
    std::string out(size, '\0');
    libdeflate_decompressor* decompressor = libdeflate_alloc_decompressor();
    std::size_t written = 0;
    const auto result =
        libdeflate_gzip_decompress(decompressor, bytes.data(), bytes.size(), out.data(), out.size(), &written);
    libdeflate_free_decompressor(decompressor);
    REQUIRE(result == LIBDEFLATE_SUCCESS);
    out.resize(written);
    return out;
}

Head head_of(std::string_view text) {
    Head head;
    head.content = Digester().add(text).finish();
    return head;
}

}  // namespace

TEST_CASE("gzip gives back what went in, the same bytes each time") {
    std::string large;
    for (int i = 0; i < 20000; ++i) large += "<item>新闻" + std::to_string(i * 7919 % 1000) + "</item>";
    for (const std::string& text : {std::string(), std::string("a"), std::string("\0\xFF", 2), large}) {
        const std::string packed = gzip(text);
        CHECK(gunzip(packed, text.size() + 1) == text);
        CHECK(gzip(text) == packed);
    }
    CHECK(gzip(large).size() < large.size() / 4);
}

// RFC 1952, section 2.3: FLG is 0 (no name, no comment), MTIME is 0.
TEST_CASE("gzip's header holds no name and no time") {
    const std::string packed = gzip("text");
    REQUIRE(packed.size() > 10);
    CHECK(packed.substr(0, 8) == std::string("\x1F\x8B\x08\0\0\0\0\0", 8));
}

TEST_CASE("an ETag is strong, quoted and its own for content and coding") {
    const std::string identity = etag_of(head_of("a"), Coding::identity);
    const std::string packed = etag_of(head_of("a"), Coding::gzip);
    CHECK(identity == "\"" + head_of("a").content.hex() + "\"");
    CHECK(packed != identity);
    CHECK_THAT(packed, Catch::StartsWith("\"" + head_of("a").content.hex() + "-gz") && Catch::EndsWith("\""));
    CHECK(etag_of(head_of("b"), Coding::identity) != identity);
    CHECK(etag_of(head_of("b"), Coding::gzip) != packed);
    CHECK(etag_of(head_of("a"), Coding::gzip) == packed);
    // RFC 9110, section 8.8.3: etagc.
    for (const char c : packed.substr(1, packed.size() - 2)) {
        CHECK(((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'));
    }
}

TEST_CASE("headers beside the content do not reach the ETag") {
    Head other = head_of("a");
    other.last_modified = sys_seconds{std::chrono::seconds{1}};
    other.link = "<x>; rel=\"self\"";
    other.revision = 7;
    CHECK(etag_of(other, Coding::gzip) == etag_of(head_of("a"), Coding::gzip));
}
