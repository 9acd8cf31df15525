#include "http/loop.hpp"

#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"

#include "http/session.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

namespace syndicated::http {

namespace {

using std::chrono::milliseconds;

// Four looks within the shortest limit, and no more than a hundred a second.
milliseconds sweep_interval(const Limits& limits) {
    const milliseconds shortest = std::min({limits.header_timeout, limits.idle_timeout, limits.write_timeout});
    return std::clamp(shortest / 4, milliseconds{10}, milliseconds{250});
}

void log_failure(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        log::error("http", std::string("a connection was given up: ") + quote(error.what()));
    }
}

}  // namespace

Loop::Loop(const Served& served)
    : served_(served),
      sweep_every_(sweep_interval(served.limits)),
      context_(1),
      work_(asio::make_work_guard(context_)),
      sweep_timer_(context_),
      drain_timer_(context_) {}

Loop::~Loop() = default;

void Loop::run() {
    context_.run();
}

void Loop::serve(Stream::socket socket, std::function<void()> on_end) {
    auto session = std::make_shared<Session>(*this, std::move(socket));
    auto finished = [this, session, on_end = std::move(on_end)](const std::exception_ptr& failure) {
        if (failure) log_failure(failure);
        leave(*session);
        on_end();
    };
    asio::co_spawn(context_, Session::run(session), std::move(finished));
}

void Loop::drain() {
    asio::post(context_, [this] { begin_drain(); });
}

void Loop::enter(Session& session) {
    session.place = sessions_.size();
    sessions_.push_back(&session);
    count(Counter::http_connections);
    arm_sweep();
}

void Loop::leave(Session& session) {
    if (session.place < sessions_.size() && sessions_[session.place] == &session) {
        sessions_[session.place] = sessions_.back();
        sessions_[session.place]->place = session.place;
        sessions_.pop_back();
        count(Counter::http_connections, -1);
    }
    if (!draining_ || !sessions_.empty()) return;
    sweep_timer_.cancel();
    drain_timer_.cancel();
}

void Loop::begin_drain() {
    if (draining_) return;
    draining_ = true;
    work_.reset();
    if (sessions_.empty()) {
        sweep_timer_.cancel();
        return;
    }
    for (Session* session : sessions_) session->wind_up();
    drain_timer_.expires_after(served_.limits.drain_timeout);
    drain_timer_.async_wait([this](const error_code& error) {
        if (error) return;
        for (Session* session : sessions_) session->abandon();
    });
}

void Loop::arm_sweep() {
    if (sweep_armed_) return;
    sweep_armed_ = true;
    sweep_timer_.expires_after(sweep_every_);
    sweep_timer_.async_wait([this](const error_code& error) {
        sweep_armed_ = false;
        if (!error) sweep();
    });
}

void Loop::sweep() {
    const auto now = served_.clock.steady();
    for (Session* session : sessions_) {
        if (session->deadline() <= now) session->interrupt();
    }
    if (!sessions_.empty()) arm_sweep();
}

}  // namespace syndicated::http
