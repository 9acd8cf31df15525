// A subscriber's address (section 5.1.1): what it is compared by, where it leads, what is appended to it. Pure.
#pragma once

#include "syndicated/base/network.hpp"
#include "syndicated/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::websub {

struct Callback {
    std::string key;    // for comparing: scheme and host in lower case, unreserved characters decoded, no fragment
    std::string place;  // "host:port": what is limited together
    std::string host;
    int port = 0;
    std::string address;  // when the host is a literal address, however it is spelt: "127.0.0.1", "::1"; else empty
};

// invalid_input: no http(s) URL of ASCII characters. `localhost` counts as 127.0.0.1.
[[nodiscard]] Result<Callback> read_callback(const std::string& url);

// Where the hub may connect to.
struct CallbackPolicy {
    std::vector<Network> allowed;  // beside the open Internet
    std::vector<int> ports;        // empty: any
};

// Whether what the URL itself says is against it, in one line; a name is judged once it is resolved.
[[nodiscard]] std::optional<std::string> refusal_of(const Callback& callback, const CallbackPolicy& policy);

// The verification's address (section 5.3): the callback without its fragment, its query as it is, ours behind it.
struct Verification {
    std::string mode, topic, challenge;  // without a challenge for "denied"
    std::int64_t lease_seconds = 0;      // 0: nothing is said
    std::string verify_token;            // empty: nothing is said
    std::string reason;                  // of "denied"
};
[[nodiscard]] std::string verification_url(std::string_view callback, const Verification& verification);

}  // namespace syndicated::websub
