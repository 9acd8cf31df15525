// X-Hub-Signature (section 7.1): proves to a subscriber that a delivery came from whoever knows its secret. Pure.
#pragma once

#include "syndicated/websub/hub.hpp"

#include <string>
#include <string_view>

namespace syndicated::websub {

// "sha256=0123...": HMAC of the body with the secret as key (RFC 2104), in hexadecimal.
[[nodiscard]] std::string sign(SignatureMethod method, std::string_view secret, std::string_view body);

// So many random bytes of the system in hexadecimal: for challenges. Throws std::runtime_error when it has none.
[[nodiscard]] std::string random_hex(std::size_t bytes);

}  // namespace syndicated::websub
