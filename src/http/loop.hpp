// One serve thread: an io_context, its sessions and their deadlines. Everything here belongs to that thread but what
// says otherwise.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/http/maker.hpp"
#include "syndicated/http/server.hpp"
#include "syndicated/publish/publication.hpp"

#include "http/asio.hpp"
#include "http/http_date.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace syndicated::http {

class Session;

// What all loops read; outlives them.
struct Served {
    const publish::Publication& publication;
    const Clock& clock;
    Limits limits;
    Handlers handlers;
    Maker* maker;  // or null
};

class Loop {
public:
    explicit Loop(const Served& served);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    [[nodiscard]] asio::io_context& context() { return context_; }
    [[nodiscard]] const Served& served() const { return served_; }

    // Returns when it is drained.
    void run();
    // Any thread. `on_end` is called on the loop's thread.
    void serve(Stream::socket socket, std::function<void()> on_end);
    // Any thread. Idle sessions end at once, others after their response, all after drain_timeout.
    void drain();

    [[nodiscard]] bool draining() const { return draining_; }
    [[nodiscard]] std::string_view date(sys_seconds now) { return dates_.at(now); }
    void enter(Session& session);

private:
    void leave(Session& session);
    void begin_drain();
    void arm_sweep();
    void sweep();

    const Served& served_;
    DateCache dates_;
    // One timer looks at all deadlines: setting one costs nothing, which a timer for each read and write would.
    std::vector<Session*> sessions_;
    bool sweep_armed_ = false;
    bool draining_ = false;
    std::chrono::milliseconds sweep_every_;
    asio::io_context context_;
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    asio::steady_timer sweep_timer_;
    asio::steady_timer drain_timer_;
};

}  // namespace syndicated::http
