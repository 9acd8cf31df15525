// Waits on one thread for descriptors, for moments and for calls that other threads hand over: epoll(7), an eventfd(2).
// Everything belongs to the thread of run() but what says otherwise.
#pragma once

#include "http/descriptor.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace syndicated::http {

// Who waits for a descriptor.
class Watcher {
public:
    // events: epoll's. Errors and hang-ups come too, asked for or not, again and again until the descriptor is closed.
    virtual void on_ready(std::uint32_t events) = 0;

protected:
    ~Watcher() = default;
};

class Reactor {
public:
    Reactor();  // throws std::system_error
    Reactor(const Reactor&) = delete;
    Reactor& operator=(const Reactor&) = delete;

    using Timers = std::multimap<std::chrono::steady_clock::time_point, std::function<void()>>;
    using Timer = Timers::iterator;

    // `events`: EPOLLIN, EPOLLOUT or 0, told for as long as they hold; with EPOLLET once, and again when more comes.
    // False: the kernel has no room for it. Closing the descriptor ends the watch; the watcher must then be there until
    // the round ends (see retire).
    [[nodiscard]] bool watch(int fd, std::uint32_t events, Watcher& watcher);
    // For other events than before; what holds by then is told, once as well.
    [[nodiscard]] bool watch_anew(int fd, std::uint32_t events, Watcher& watcher);
    // Frees it when nothing of this round can be told to it any more.
    void retire(std::shared_ptr<void> watcher) { retired_.push_back(std::move(watcher)); }

    Timer after(std::chrono::milliseconds span, std::function<void()> call);
    void cancel(Timer timer);  // one that has not been called
    // Any thread. What is posted and not run yet when run() returns is dropped with the Reactor.
    void post(std::function<void()> call);

    // `begin_round` is called after each wait, before anything else.
    void run(const std::function<void()>& begin_round);
    void stop() { stopped_ = true; }  // run() returns when the round is over

private:
    class Waker final : public Watcher {
    public:
        explicit Waker(Reactor& reactor) : reactor_(reactor) {}
        void on_ready(std::uint32_t) override { reactor_.run_posted(); }

    private:
        Reactor& reactor_;
    };

    [[nodiscard]] int wait_ms() const;
    void run_posted();
    void run_due();

    Descriptor epoll_;
    Descriptor wake_;
    Waker waker_;
    Timers timers_;
    std::vector<std::shared_ptr<void>> retired_;
    bool stopped_ = false;

    std::mutex mutex_;  // guards posted_
    std::vector<std::function<void()>> posted_;
};

}  // namespace syndicated::http
