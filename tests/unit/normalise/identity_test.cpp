#include "readings.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace syndicated;
using namespace syndicated::normalise;
using namespace syndicated::normalise::readings;

namespace {

constexpr std::string_view store_uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

RawArticle row(std::string key, std::optional<std::string> guid = std::nullopt) {
    RawArticle raw;
    raw.store = "main";
    raw.key = std::move(key);
    raw.guid = std::move(guid);
    return raw;
}

bool is_slug(std::string_view slug) {
    for (const char c : slug) {
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
    }
    return !slug.empty() && slug.size() <= 64;
}

}  // namespace

TEST_CASE("A slug is the name's pinyin in letters, digits and hyphens") {
    constexpr Row slugs[] = {{"娱乐", "yu-le"},
                             {"科普", "ke-pu"},
                             {"重庆", "chong-qing"},
                             {"AI/人工智能", "ai-ren-gong-zhi-neng"},
                             {"5G & 通信", "5g-tong-xin"},
                             {"News", "news"},
                             {"娛樂", "yu-le"},
                             {" café ", "cafe"},
                             {"C++", "c"}};
    for (const Row& slug : slugs) {
        CAPTURE(slug.input);
        CHECK(propose_slug(slug.input) == slug.expected);
    }
}

TEST_CASE("Any name at all gives a slug that is allowed") {
    std::string all_bytes;
    for (int i = 1; i < 256; ++i) all_bytes += static_cast<char>(i);
    std::string longest;
    for (int i = 0; i < 300; ++i) longest += "长";
    std::set<std::string> seen;
    for (const std::string& name :
         {std::string(), std::string(".."), std::string("a/b"), std::string("\xF0\x9F\x8E\x89"), all_bytes, longest,
          std::string("---"), std::string(5000, 'x')}) {
        const std::string slug = propose_slug(name);
        CAPTURE(slug);
        CHECK(is_slug(slug));
        CHECK(slug.back() != '-');
        CHECK(propose_slug(name) == slug);
        seen.insert(slug);
    }
    CHECK(seen.size() == 8);
}

TEST_CASE("A row's own IRI is its guid") {
    for (const std::string guid : {"https://site.example/?p=1", "http://site.example/a", "tag:site.example,2025:1",
                                   "urn:isbn:1", "HTTPS://X/"}) {
        CAPTURE(guid);
        CHECK(make_guid(row("7", guid), Site{}, store_uuid, "https://other.example/{key}") == guid);
    }
}

TEST_CASE("The template comes before the site's tag, the tag before the UUID") {
    Site site;
    CHECK(make_guid(row("7"), site, store_uuid, "https://site.example/?p={key}") == "https://site.example/?p=7");
    CHECK(make_guid(row("a b<", "not an iri"), site, store_uuid, "https://s/{key}/{key}") ==
          "https://s/a%20b%3C/a%20b%3C");
    site.id = "example.cn,2025";
    CHECK(make_guid(row("7"), site, store_uuid, "") == "tag:example.cn,2025:main/7");
    CHECK(make_guid(row("7", "file:新闻/a.html"), site, store_uuid, "") ==
          "tag:example.cn,2025:main/file%3A%E6%96%B0%E9%97%BB%2Fa.html");
    site.base_url = "https://elsewhere.example";
    CHECK(make_guid(row("7"), site, store_uuid, "") == "tag:example.cn,2025:main/7");
}

TEST_CASE("The UUID is version 5 of store and key under the store's uuid") {
    // Python: uuid.uuid5(uuid.UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "main/7")
    CHECK(make_guid(row("7"), Site{}, store_uuid, "") == "urn:uuid:34d88bd3-4b3d-5367-852c-2f1853632bf8");
    CHECK(make_guid(row("7", "x"), Site{}, store_uuid, "") == "urn:uuid:6dd7c6d2-d265-539d-9a60-4cd24648fa70");
    CHECK(make_guid(row("7"), Site{}, store_uuid, "") != make_guid(row("8"), Site{}, store_uuid, ""));
    CHECK(make_guid(row("7"), Site{}, "not a uuid", "").substr(0, 9) == "urn:uuid:");
}
