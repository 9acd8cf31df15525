// Who is counted as one client. Pure; any thread.
#pragma once

#include "syndicated/base/network.hpp"
#include "syndicated/http/server.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace syndicated::http {

[[nodiscard]] bool is_v4(const Address& address);
// An IPv4 address, or the network of an IPv6 one: a household has all of a /64.
[[nodiscard]] ClientKey key_of(const Address& address);
[[nodiscard]] bool is_among(const std::vector<Network>& networks, const Address& address);
// Of X-Forwarded-For, or where that is empty of Forwarded (RFC 7239), the last address that is no trusted proxy's: the
// one that the first of them itself saw, whatever its client wrote before it. With a port or without. Absent: there is
// none.
[[nodiscard]] std::optional<ClientKey> last_forwarded(std::string_view x_forwarded_for, std::string_view forwarded,
                                                      const std::vector<Network>& trusted_proxies);

}  // namespace syndicated::http
