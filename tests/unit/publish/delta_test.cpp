// What is new in a document, cut out of it.
#include "syndicated/publish/delta.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated;
using namespace syndicated::publish;

namespace {

Digest digest(int number) {
    Digest out;
    out.bytes[0] = static_cast<unsigned char>(number);
    return out;
}

// "[a,b,c]": entries of 100 letters each between brackets, entry 1 of a's.
struct Document {
    std::string bytes = "[";
    Entries entries;

    explicit Document(const std::vector<int>& numbers) {
        for (const int number : numbers) {
            if (bytes.size() > 1) bytes += ',';
            entries.slices.push_back({digest(number), static_cast<std::uint32_t>(bytes.size()), 100});
            bytes += std::string(100, static_cast<char>('a' + number - 1));
        }
        bytes += ']';
    }
};

// Each entry by one letter.
std::string shown(const std::optional<std::string>& delta) {
    if (!delta) return "nothing";
    std::string out;
    for (const char c : *delta) {
        if (out.empty() || c != out.back()) out += c;
    }
    return out;
}

}  // namespace

TEST_CASE("a delta is the frame with the entries that the client has not") {
    const Document before({3, 2, 1});
    const Document now({7, 6, 5, 4, 3, 2, 1});
    const auto known = former_versions(digest(100), before.entries);
    REQUIRE(known.size() == 1);
    CHECK(known[0].content == digest(100));
    CHECK(shown(delta_of(Document({4, 3, 2, 1}).bytes, Document({4, 3, 2, 1}).entries, known[0])) == "[d]");
    CHECK(shown(delta_of(Document({5, 3, 4, 2, 1}).bytes, Document({5, 3, 4, 2, 1}).entries, known[0])) == "[e,d]");
    SECTION("without any when only the frame changed, or entries went") {
        CHECK(shown(delta_of(Document({3, 1}).bytes, Document({3, 1}).entries, known[0])) == "[]");
    }
    SECTION("not when it would be more than half of the whole") {
        CHECK(shown(delta_of(now.bytes, now.entries, known[0])) == "nothing");
    }
    SECTION("not of an empty document") {
        CHECK(shown(delta_of("[]", Entries{}, known[0])) == "nothing");
    }
}

TEST_CASE("a document knows its last versions, the newest first and each once") {
    Entries entries = Document({1}).entries;
    for (int version = 100; version < 140; ++version) {
        std::vector<FormerVersion> former = former_versions(digest(version), entries);
        entries = Document({version - 98}).entries;
        entries.former = std::move(former);
    }
    CHECK(entries.former.size() == 16);
    CHECK(entries.former[0].content == digest(139));
    CHECK(entries.former[15].content == digest(124));
    const auto again = former_versions(digest(130), entries);
    CHECK(again[0].content == digest(130));
    int found = 0;
    for (const FormerVersion& version : again) found += version.content == digest(130) ? 1 : 0;
    CHECK(found == 1);
}

TEST_CASE("a long delta gives way to the whole document") {
    Entries entries;
    std::string bytes;
    for (int number = 1; number <= 4; ++number) {
        entries.slices.push_back({digest(number), static_cast<std::uint32_t>(bytes.size()), 70'000});
        bytes += std::string(70'000, 'x');
    }
    const auto known = former_versions(digest(100), Document({2, 3, 4}).entries);
    CHECK_FALSE(delta_of(bytes, entries, known[0]));
}
