// tests/golden/intake/charset/NAME.txt: maybe "@declared LABEL", the bytes in hexadecimal, a line "----", "value: " and
// the charset with the text, "rule: …", and last "not: A; B": rules that the case comes near and that must not fire.
#include "support/golden.hpp"
#include "syndicated/intake/intake.hpp"
#include "unit/intake/hex.hpp"

namespace fs = std::filesystem;
namespace golden = syndicated::testing::golden;

TEST_CASE("golden bytes: one for each rule of the charset, and where it must not fire") {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(fs::path(SYNDICATED_TEST_DATA) / "golden/intake/charset")) {
        INFO(entry.path().filename().string());
        const golden::Case one = golden::load(entry.path());
        const bool declares = !one.settings.empty();
        REQUIRE((!declares || one.settings[0].first == "declared"));
        const auto decoded = syndicated::intake::decode(from_hex(one.input), declares ? one.settings[0].second : "");
        CHECK(decoded.charset + " " + decoded.text == golden::line_of(one.expected, "value"));
        CHECK(decoded.rule == golden::line_of(one.expected, "rule"));
        CHECK(golden::rules_in(golden::line_of(one.expected, "not")).count(decoded.rule) == 0);
        ++count;
    }
    CHECK(count >= 5);
}
