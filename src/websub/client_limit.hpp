// How often each client may ask: so many a minute, with as many at once. Not thread-safe.
#pragma once

#include "websub/place.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <unordered_map>

namespace syndicated::websub {

class ClientLimit {
public:
    // Absent: it may ask now. Else: how long it has to wait.
    [[nodiscard]] std::optional<std::chrono::seconds> check(std::uint64_t client, std::int64_t per_minute,
                                                            SteadyTime now) {
        if (per_minute <= 0) return std::nullopt;
        if (per_minute != per_minute_ || buckets_.size() >= most_clients) forget(per_minute, now);
        const auto most = static_cast<double>(per_minute);
        TokenBucket& bucket = buckets_.try_emplace(client, most, most / 60).first->second;
        if (bucket.take(now)) return std::nullopt;
        const auto wait = std::chrono::ceil<std::chrono::seconds>(bucket.next(now) - now);
        return std::max(wait, std::chrono::seconds(1));
    }

private:
    static constexpr std::size_t most_clients = 10'000;

    // Those who have not asked for a while; if that is nobody, everybody: memory has a limit.
    void forget(std::int64_t per_minute, SteadyTime now) {
        if (per_minute == per_minute_) {
            std::erase_if(buckets_, [now](const auto& entry) { return entry.second.is_full(now); });
        }
        if (per_minute != per_minute_ || buckets_.size() >= most_clients) buckets_.clear();
        per_minute_ = per_minute;
    }

    std::int64_t per_minute_ = 0;
    std::unordered_map<std::uint64_t, TokenBucket> buckets_;
};

}  // namespace syndicated::websub
