#include "syndicated/feed/render.hpp"
#include "unit/feed/samples.hpp"

#include <catch2/catch.hpp>

using namespace syndicated;
using namespace syndicated::feed;
using namespace syndicated::feed::testing;

TEST_CASE("what is rendered passes its own check") {
    for (const auto& entry : sample_entries()) CHECK(check_entry(entry, sample_site()).has_value());
}

TEST_CASE("an entry without an id is refused by name") {
    Entry entry = plain_entry();
    entry.article.guid.clear();
    const auto checked = check_entry(entry, sample_site());
    REQUIRE_FALSE(checked.has_value());
    CHECK(checked.error().code == Errc::invalid_input);
    CHECK(checked.error().detail == "\"\": its rss entry is not well-formed: it has no id");
}

TEST_CASE("broken bytes are refused") {
    struct Case {
        Format format;
        std::string bytes, why;
    };
    const std::vector<Case> cases{
        {Format::rss, "<item><guid>1</guid>", "byte"},
        {Format::rss, "<item><guid>1</guid></item></root><root>", "exactly one"},
        {Format::rss, "<item><guid>1</guid></item><item/>", "exactly one"},
        {Format::rss, "<item><guid>1</guid><title>&#1;</title></item>", "forbids"},
        {Format::rss, "<item><guid>1</guid><link a=\"&#11;\"/></item>", "forbids"},
        {Format::rss, "<item><guid>1</guid><title>\x0C</title></item>", "forbids"},
        {Format::rss, "<item><guid>\xFF</guid></item>", "UTF-8"},
        {Format::rss, "<entry><id>1</id></entry>", "exactly one"},
        {Format::rss, "", "exactly one"},
        {Format::atom, "<entry><id></id></entry>", "no id"},
        {Format::atom, "<entry><id>1</id><title>a</entry>", "byte"},
        {Format::json, "{\"id\":\"1\"", "byte"},
        {Format::json, "{\"id\":\"1\"},{}", "byte"},
        {Format::json, "{\"id\":1}", "no id"},
        {Format::json, "{\"id\":\"\"}", "no id"},
        {Format::json, "[]", "object"},
        {Format::json, "{\"id\":\"\x01\"}", "forbids"},
        {Format::json, "", "byte"},
    };
    for (const auto& [format, bytes, why] : cases) {
        CAPTURE(bytes);
        const auto checked = check_fragment(format, bytes);
        REQUIRE_FALSE(checked.has_value());
        CHECK(checked.error().code == Errc::invalid_input);
        CHECK_THAT(checked.error().detail, Catch::Contains(why));
    }
    CHECK(check_fragment(Format::atom, "<entry><id>1</id></entry>").has_value());
    CHECK(check_fragment(Format::json, "{\"id\":\"1\"}").has_value());
}
