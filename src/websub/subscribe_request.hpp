// What a subscriber asks of the hub (section 5.1): the form as values, or one line that says what is wrong. Pure.
#pragma once

#include "syndicated/base/result.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace syndicated::websub {

inline constexpr std::size_t most_secret_bytes = 199;  // "less than 200 bytes"
inline constexpr std::size_t most_url_bytes = 2048;
inline constexpr std::size_t most_token_bytes = 512;

struct SubscribeRequest {
    bool subscribe = true;  // else: unsubscribe
    std::string topic, callback;
    std::optional<std::chrono::seconds> lease;  // that is asked for
    std::string secret;                         // empty: none
    std::string verify_token;                   // of PubSubHubbub 0.3, which some subscribers still wait for
    bool delta = false;                         // hub.delta=1, ours: deliver only what is new

    friend bool operator==(const SubscribeRequest&, const SubscribeRequest&) = default;
};

// Unknown parameters are ignored. invalid_input: not this form, a parameter that is needed is missing, or given twice
// with two values; limit_exceeded: too long.
[[nodiscard]] Result<SubscribeRequest> read_subscribe_request(std::string_view content_type, std::string_view body);

}  // namespace syndicated::websub
