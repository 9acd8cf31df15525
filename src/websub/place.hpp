// A host and port that callbacks are at: what is limited together. A circuit breaker stops asking where nobody has been
// found for a while; a few tokens a minute, which all ports of a host share, bound what a stranger can make the hub
// ask there. Hub thread only.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace syndicated::websub {

using SteadyTime = std::chrono::steady_clock::time_point;

class Breaker {
public:
    // An attempt ended: somebody is there, whatever the answer says, or nobody. Who takes a request and breaks off is
    // there: it is that callback's fault, and others at the place do not wait for it.
    void note(bool is_there, SteadyTime now) { is_there ? answered() : failed(now); }
    void answered() {
        failures_ = 0;
        open_until_.reset();
    }
    void failed(SteadyTime now);
    // Until when nothing is to be asked; absent: it is open to all, or to one that tries.
    [[nodiscard]] std::optional<SteadyTime> closed_until(SteadyTime now) const;
    // Only one at a time while nobody knows whether it is back.
    [[nodiscard]] bool on_trial() const { return open_until_.has_value(); }

    static constexpr int trips_after = 5;  // attempts in a row that found nobody
    static constexpr std::chrono::seconds shortest{2}, longest{30};

private:
    int failures_ = 0;
    std::optional<SteadyTime> open_until_;  // set from the first trip to the next answer
    std::chrono::seconds pause_ = shortest;
};

class TokenBucket {
public:
    explicit TokenBucket(double most = 30, double per_second = 1)
        : most_(most), per_second_(per_second), tokens_(most) {}
    [[nodiscard]] bool take(SteadyTime now);              // false: there is none now
    [[nodiscard]] SteadyTime next(SteadyTime now) const;  // when there will be one; now: there is
    [[nodiscard]] bool is_full(SteadyTime now) const { return level(now) >= most_; }

private:
    [[nodiscard]] double level(SteadyTime now) const;
    double most_, per_second_, tokens_;
    SteadyTime at_{};
};

struct Place {
    explicit Place(std::string where, std::shared_ptr<TokenBucket> tokens = std::make_shared<TokenBucket>())
        : name(std::move(where)), verifications(std::move(tokens)) {}
    std::string name;     // "host:port"
    int users = 0;        // subscriptions and requests
    int asked = 0;        // requests that wait for its answer
    bool limited = true;  // verifications cost tokens
    Breaker breaker;
    std::shared_ptr<TokenBucket> verifications;
};

}  // namespace syndicated::websub
