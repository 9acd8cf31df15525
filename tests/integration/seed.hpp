// A test that draws lots says by which seed, and takes another one: SYNDICATED_SEED=7 build/dev/tests/test_integration
#pragma once

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

namespace syndicated::testing {

[[nodiscard]] inline std::uint32_t seed_of(std::string_view test, std::uint32_t usual) {
    const char* const given = std::getenv("SYNDICATED_SEED");
    const auto seed = given == nullptr ? usual : static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10));
    std::cout << test << ": SYNDICATED_SEED=" << seed << '\n';
    return seed;
}

}  // namespace syndicated::testing
