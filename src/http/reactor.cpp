#include "http/reactor.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace syndicated::http {

namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

// How many descriptors one round serves: the others are next, and posted calls and timers wait no longer than that.
constexpr std::size_t events_per_round = 256;

bool control(int epoll, int operation, int fd, std::uint32_t events, Watcher& watcher) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = &watcher;
    return ::epoll_ctl(epoll, operation, fd, &event) == 0;
}

}  // namespace

Reactor::Reactor()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), waker_(*this) {
    if (epoll_.get() < 0 || wake_.get() < 0 || !watch(wake_.get(), EPOLLIN, waker_)) {
        throw std::system_error(errno, std::generic_category(), "cannot wait for connections");
    }
}

bool Reactor::watch(int fd, std::uint32_t events, Watcher& watcher) {
    return control(epoll_.get(), EPOLL_CTL_ADD, fd, events, watcher);
}

bool Reactor::watch_anew(int fd, std::uint32_t events, Watcher& watcher) {
    return control(epoll_.get(), EPOLL_CTL_MOD, fd, events, watcher);
}

Reactor::Timer Reactor::after(milliseconds span, std::function<void()> call) {
    return timers_.emplace(SteadyClock::now() + span, std::move(call));
}

void Reactor::cancel(Timer timer) {
    timers_.erase(timer);
}

void Reactor::post(std::function<void()> call) {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(call));
    // One wake-up for all: what is posted before it is taken shares it.
    if (posted_.size() == 1) ::eventfd_write(wake_.get(), 1);
}

void Reactor::run_posted() {
    eventfd_t ignored = 0;
    ::eventfd_read(wake_.get(), &ignored);
    std::vector<std::function<void()>> calls;
    {
        const std::lock_guard lock(mutex_);
        calls.swap(posted_);
    }
    for (const auto& call : calls) call();
}

// Rounded up, so that a round does not come just before what it is for.
int Reactor::wait_ms() const {
    if (timers_.empty()) return -1;
    const auto left = std::chrono::ceil<milliseconds>(timers_.begin()->first - SteadyClock::now());
    return static_cast<int>(std::clamp<milliseconds::rep>(left.count(), 0, 60000));
}

void Reactor::run_due() {
    if (timers_.empty()) return;
    const auto now = SteadyClock::now();
    while (!timers_.empty() && timers_.begin()->first <= now) {
        const auto due = timers_.extract(timers_.begin());
        due.mapped()();
    }
}

void Reactor::run(const std::function<void()>& begin_round) {
    std::array<epoll_event, events_per_round> events{};
    while (!stopped_) {
        const int ready = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), wait_ms());
        begin_round();
        for (int i = 0; i < ready; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            static_cast<Watcher*>(event.data.ptr)->on_ready(event.events);
        }
        run_due();
        retired_.clear();
    }
}

}  // namespace syndicated::http
