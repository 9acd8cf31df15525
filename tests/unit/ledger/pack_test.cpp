#include "ledger/pack.hpp"

#include <catch2/catch.hpp>

namespace syndicated::ledger {

TEST_CASE("any list of strings survives being packed") {
    using List = std::vector<std::string>;
    const auto list = GENERATE(List{}, List{""}, List{"", ""}, List{"娱乐", "新闻"}, List{"3:abc", ":", "12"},
                               List{std::string("a\0b", 3), "\x1f"});
    CHECK(unpack(pack(list)) == list);
}

TEST_CASE("what pack() did not make is refused") {
    const auto* const text = GENERATE("x", "3", "3:ab", ":", "-1:", "99999999999999999999999:a", "1:a2:b");
    CHECK_FALSE(unpack(text).has_value());
}

}  // namespace syndicated::ledger
