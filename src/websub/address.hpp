// Whether an IP address is one of the open Internet. A hub out there must not be able to send our POST to a service
// inside (loopback, private networks, cloud metadata) by redirecting it. Pure.
#pragma once

#include <string>

struct sockaddr;

namespace syndicated::websub {

// false for every range that IANA's special-purpose registries (RFC 6890) do not call global, multicast included, and
// for IPv6 forms that carry such an IPv4 address.
[[nodiscard]] bool is_public(const sockaddr& address);
[[nodiscard]] bool is_public(const std::string& literal);  // "192.0.2.1", "2001:db8::1"; false if it is none

}  // namespace syndicated::websub
