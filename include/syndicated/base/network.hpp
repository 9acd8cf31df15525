// Blocks of IP addresses, as settings name them: "127.0.0.1", "10.0.0.0/8", "2001:db8::/32". Pure; any thread.
#pragma once

#include "syndicated/base/result.hpp"

#include <array>
#include <string_view>

namespace syndicated {

// In network order; IPv4 as ::ffff:a.b.c.d.
using Address = std::array<unsigned char, 16>;

struct Network {
    Address address{};  // bits behind the prefix do not count
    int prefix_bits = 128;

    [[nodiscard]] bool contains(const Address& other) const;
    bool operator==(const Network&) const = default;
};

// An address alone is a block of one. invalid_input: neither an address nor a block.
[[nodiscard]] Result<Network> parse_network(std::string_view text);

}  // namespace syndicated
