#include "http/loop.hpp"

#include "syndicated/base/counters.hpp"

#include "http/session.hpp"

#include <algorithm>
#include <utility>

namespace syndicated::http {

namespace {

using std::chrono::milliseconds;

// Four looks within the shortest limit, and no more than a hundred a second.
milliseconds sweep_interval(const Limits& limits) {
    const milliseconds shortest = std::min({limits.header_timeout, limits.idle_timeout, limits.write_timeout});
    return std::clamp(shortest / 4, milliseconds{10}, milliseconds{250});
}

}  // namespace

Loop::Loop(const Served& served, const Limits& limits, std::vector<Network> trusted_proxies,
           std::function<void(const Session&)> on_end)
    : served_(served), limits_(limits), trusted_proxies_(std::move(trusted_proxies)), on_end_(std::move(on_end)) {
    look_at_clocks();
}

Loop::~Loop() = default;

void Loop::look_at_clocks() {
    steady_ = served_.clock.steady();
    now_ = served_.clock.now_s();
}

Context Loop::context(const publish::Snapshot& snapshot) {
    return {snapshot, served_.handlers, now_, date(), served_.maker, &delta_coder_, &served_.receivers};
}

void Loop::run() {
    reactor_.run([this] { look_at_clocks(); });
}

void Loop::configure(const Limits& limits, std::vector<Network> trusted_proxies) {
    reactor_.post([this, limits, proxies = std::move(trusted_proxies)] {
        limits_ = limits;
        trusted_proxies_ = proxies;
    });
}

void Loop::drain() {
    reactor_.post([this] { begin_drain(); });
}

void Loop::serve(std::shared_ptr<Session> session) {
    Session& entering = *session;
    entering.place = sessions_.size();
    sessions_.push_back(std::move(session));
    count(Counter::http_connections);
    arm_sweep();
    if (draining_) return entering.end();
    entering.begin();
}

void Loop::leave(Session& session) {
    std::shared_ptr<Session>& place = sessions_[session.place];
    reactor_.retire(std::move(place));
    if (&place != &sessions_.back()) {
        place = std::move(sessions_.back());
        place->place = session.place;
    }
    sessions_.pop_back();
    count(Counter::http_connections, -1);
    on_end_(session);
    if (draining_ && sessions_.empty()) reactor_.stop();
}

void Loop::begin_holding(const void* body, std::size_t bytes) {
    held_bodies_.add(body, bytes);
    while (held_bodies_.bytes() > static_cast<std::size_t>(limits_.unsent_bytes) && held_bodies_.count() > 1) {
        count(Counter::http_cut_off);
        slowest()->end();
    }
}

// Of those that hold a body the first one that began, before all of those that alone hold theirs: its end frees it.
Session* Loop::slowest() const {
    Session* out = nullptr;
    const auto rank = [this](const Session& session) {
        return std::pair(held_bodies_.is_shared(session.held_body()), session.deadline());
    };
    for (const auto& session : sessions_) {
        if (session->held_body() == nullptr) continue;
        if (out == nullptr || rank(*session) < rank(*out)) out = session.get();
    }
    return out;
}

// From the last one on, here and in sweep(): one that ends leaves its place to the last. What comes of one's next
// request may end others.
void Loop::begin_drain() {
    if (draining_) return;
    draining_ = true;
    for (std::size_t i = sessions_.size(); i-- > 0;) sessions_[i]->wind_up();
    if (sessions_.empty()) return reactor_.stop();
    reactor_.after(limits_.drain_timeout, [this] {
        for (std::size_t i = sessions_.size(); i-- > 0;) sessions_[i]->end();
    });
}

void Loop::arm_sweep() {
    if (sweep_armed_) return;
    sweep_armed_ = true;
    reactor_.after(sweep_interval(limits_), [this] {
        sweep_armed_ = false;
        sweep();
    });
}

void Loop::sweep() {
    for (std::size_t i = sessions_.size(); i-- > 0;) {
        if (i < sessions_.size() && sessions_[i]->deadline() <= steady_) sessions_[i]->expire();
    }
    if (!sessions_.empty()) arm_sweep();
}

}  // namespace syndicated::http
