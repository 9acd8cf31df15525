// Whether an IP address is one of the open Internet. A hub out there must not be able to send our POST to a service
// inside (loopback, private networks, cloud metadata) by redirecting it, nor a subscriber by naming it. Pure.
#pragma once

#include "syndicated/base/network.hpp"

#include <optional>
#include <string>
#include <vector>

struct sockaddr;

namespace syndicated::websub {

// false for every range that IANA's special-purpose registries (RFC 6890) do not call global, multicast included, and
// for IPv6 forms that carry such an IPv4 address.
[[nodiscard]] bool is_public(const sockaddr& address);
[[nodiscard]] bool is_public(const std::string& literal);  // "192.0.2.1", "2001:db8::1"; false if it is none

// Absent: neither IPv4 nor IPv6.
[[nodiscard]] std::optional<Address> address_of(const sockaddr& address);
[[nodiscard]] std::optional<Address> address_of(const std::string& literal);

// Public, or in one of the blocks.
[[nodiscard]] bool may_connect(const Address& address, const std::vector<Network>& allowed);

}  // namespace syndicated::websub
