#include "syndicated/publish/publication.hpp"

#include "support/decode.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>
#include <vector>

using namespace syndicated;
using namespace syndicated::publish;
using testing::decode;

namespace {

Head head_of(std::string_view text) {
    Head head;
    head.content = Digester().add(text).finish();
    return head;
}

std::string feed_of(int items) {
    std::string out;
    for (int i = 0; i < items; ++i) out += "<item>新闻" + std::to_string(i * 7919 % 1000) + "</item>";
    return out;
}

Bytes shared(std::string bytes) {
    return std::make_shared<const std::string>(std::move(bytes));
}

}  // namespace

TEST_CASE("each coding gives back what went in, the same bytes each time") {
    const std::string large = feed_of(20000);
    for (const Coding coding : all_codings) {
        CAPTURE(token_of(coding));
        for (const std::string& text : {std::string(), std::string("a"), std::string("\0\xFF", 2), large}) {
            const std::string coded = encode(coding, text);
            CHECK(decode(coding, coded, text.size() + 1) == text);
            CHECK(encode(coding, text) == coded);
        }
        if (coding != Coding::identity) CHECK(encode(coding, large).size() < large.size() / 4);
    }
}

// RFC 1952, section 2.3: FLG is 0 (no name, no comment), MTIME is 0.
TEST_CASE("gzip's header holds no name and no time") {
    const std::string packed = encode(Coding::gzip, "text");
    REQUIRE(packed.size() > 10);
    CHECK(packed.substr(0, 8) == std::string("\x1F\x8B\x08\0\0\0\0\0", 8));
}

// RFC 9659: a client need not take a larger window than 8 MB. RFC 8878, section 3.1.1.1.2: how the frame tells it.
TEST_CASE("zstd's window stays within what every client takes, however large the document") {
    const std::string large(std::size_t{20} * 1024 * 1024, 'a');
    const std::string packed = encode(Coding::zstd, large);
    REQUIRE(packed.size() > 6);
    const auto descriptor = static_cast<unsigned char>(packed[4]);
    REQUIRE((descriptor & 0x20) == 0);  // a single segment would have the document's size as its window
    const auto window = static_cast<unsigned char>(packed[5]);
    const std::size_t base = std::size_t{1} << (10 + (window >> 3));
    CHECK(base + base / 8 * (window & 7) <= std::size_t{8} * 1000 * 1000);
}

TEST_CASE("a document has the forms that were asked for") {
    const Bytes identity = shared(feed_of(100));
    const std::vector<Coding> asked{Coding::gzip, Coding::br};
    const Body body = complete_body(identity, asked);
    CHECK(body.complete);
    CHECK(body.forms[Coding::identity] == identity);
    CHECK(body.forms[Coding::zstd] == nullptr);
    for (const Coding coding : asked) {
        REQUIRE(body.forms[coding] != nullptr);
        CHECK(decode(coding, *body.forms[coding], identity->size()) == *identity);
    }
    CHECK(complete_body(identity, {}).complete);
    CHECK(complete_body(identity, {}).forms[Coding::gzip] == nullptr);
}

TEST_CASE("no form is kept that is not worth it: of a small document, or one as long as the document") {
    std::string noise;
    unsigned state = 1;
    for (int i = 0; i < 4096; ++i) noise += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    for (const std::string& text : {std::string(), std::string(255, 'a'), noise}) {
        const Body body = complete_body(shared(text), all_codings);
        CHECK(body.complete);
        for (const Coding coding : all_codings) {
            CHECK((body.forms[coding] != nullptr) == (coding == Coding::identity));
        }
    }
    CHECK(complete_body(shared(std::string(256, 'a')), all_codings).forms[Coding::gzip] != nullptr);
}

TEST_CASE("an ETag is strong, quoted and its own for content and coding") {
    std::set<std::string> tags;
    for (const Coding coding : all_codings) {
        CAPTURE(token_of(coding));
        const std::string tag = etag_of(head_of("a").content, coding);
        const std::string mark = coding == Coding::identity ? "" : "-" + std::string(token_of(coding));
        CHECK_THAT(tag, Catch::StartsWith("\"" + head_of("a").content.hex() + mark) && Catch::EndsWith("\""));
        CHECK(tag.size() == 2 + 32 + (mark.empty() ? 0 : mark.size() + 8));
        CHECK(etag_of(head_of("a").content, coding) == tag);
        tags.insert(tag);
        tags.insert(etag_of(head_of("b").content, coding));
        // RFC 9110, section 8.8.3: etagc.
        for (const char c : tag.substr(1, tag.size() - 2)) {
            CHECK(((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'));
        }
    }
    CHECK(tags.size() == 2 * all_codings.size());
}
