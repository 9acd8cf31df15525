// One serve thread: its sessions and their deadlines. Everything here belongs to that thread but what says otherwise.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/http/maker.hpp"
#include "syndicated/http/server.hpp"
#include "syndicated/publish/publication.hpp"

#include "http/delta.hpp"
#include "http/held_bodies.hpp"
#include "http/http_date.hpp"
#include "http/reactor.hpp"
#include "http/request.hpp"
#include "http/respond.hpp"

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace syndicated::http {

class Session;

// What all loops read; outlives them.
struct Served {
    const publish::Publication& publication;
    const Clock& clock;
    Handlers handlers;
    Maker* maker;  // or null
    Receivers receivers;
};

class Loop {
public:
    // `on_end` is called for each session that was served, on the loop's thread. Throws std::system_error.
    Loop(const Served& served, const Limits& limits, std::vector<Network> trusted_proxies,
         std::function<void(const Session&)> on_end);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    [[nodiscard]] Reactor& reactor() { return reactor_; }
    [[nodiscard]] const Served& served() const { return served_; }

    // Returns when it is drained.
    void run();
    void serve(std::shared_ptr<Session> session);
    // Any thread. For the next requests.
    void configure(const Limits& limits, std::vector<Network> trusted_proxies);
    // Any thread. Idle sessions end at once, others when what has come is answered, all after drain_timeout.
    void drain();

    // For its sessions.
    [[nodiscard]] const Limits& limits() const { return limits_; }
    [[nodiscard]] const std::vector<Network>& trusted_proxies() const { return trusted_proxies_; }
    void leave(Session& session);
    // A client does not take `body` at once. Ends sessions, the one that calls perhaps, when they hold too much.
    void begin_holding(const void* body, std::size_t bytes);
    void end_holding(const void* body) { held_bodies_.remove(body); }
    [[nodiscard]] bool draining() const { return draining_; }
    // Both clocks, read once a round: nothing that is measured by them is as short.
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const { return steady_; }
    [[nodiscard]] std::string_view date() { return dates_.at(now_); }
    [[nodiscard]] Context context(const publish::Snapshot& snapshot);
    // Shared by all, as none of them keeps anything here until its next turn: a connection that waits has no memory
    // for what it may ask and get.
    [[nodiscard]] std::span<char> buffer() { return buffer_; }
    [[nodiscard]] Request& request() { return request_; }
    [[nodiscard]] Response& response() { return response_; }

private:
    void look_at_clocks();
    void begin_drain();
    [[nodiscard]] Session* slowest() const;
    void arm_sweep();
    void sweep();

    const Served& served_;
    Limits limits_;
    std::vector<Network> trusted_proxies_;
    std::function<void(const Session&)> on_end_;
    DateCache dates_;
    std::chrono::steady_clock::time_point steady_;
    sys_seconds now_;
    std::array<char, 16UL * 1024UL> buffer_;
    Request request_;
    Response response_;
    DeltaCoder delta_coder_;
    HeldBodies held_bodies_;
    // One timer looks at all deadlines: setting one costs nothing, which a timer for each read and write would.
    std::vector<std::shared_ptr<Session>> sessions_;
    bool sweep_armed_ = false;
    bool draining_ = false;
    Reactor reactor_;
};

}  // namespace syndicated::http
