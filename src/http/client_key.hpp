// Who is counted as one client. Pure; any thread.
#pragma once

#include "syndicated/base/network.hpp"
#include "syndicated/http/server.hpp"

#include <optional>
#include <string_view>

namespace syndicated::http {

[[nodiscard]] bool is_v4(const Address& address);
// An IPv4 address, or the network of an IPv6 one: a household has all of a /64.
[[nodiscard]] ClientKey key_of(const Address& address);
// The last address of an X-Forwarded-For: the one that the proxy itself saw, whatever its client wrote before it.
// Absent: there is none.
[[nodiscard]] std::optional<ClientKey> last_forwarded(std::string_view field);

}  // namespace syndicated::http
