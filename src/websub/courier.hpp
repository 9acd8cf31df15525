// Carries the hub's requests, deliveries and verifications, on a thread of its own, "hub-courier": while it sends, the
// hub's signs what comes next. libcurl's multi interface, with handles and connections that are used again; what is
// ready is told by epoll(7), so that hundreds of callbacks that hang cost nothing. Hub thread, unless said otherwise.
#pragma once

#include "syndicated/base/wake.hpp"
#include "websub/curl.hpp"
#include "websub/exchange.hpp"
#include "websub/watched.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

namespace syndicated::websub {

class Courier {
public:
    using Done = std::function<void(Reply)>;

    explicit Courier(CourierOptions options);  // throws std::runtime_error
    ~Courier();                                // gives up what is on its way, without a call
    Courier(const Courier&) = delete;
    Courier& operator=(const Courier&) = delete;

    // Call back in collect(). `field`: one more, such as a signature; empty: none.
    void post(const std::string& url, std::shared_ptr<const Parcel> parcel, std::string field, Done done);
    void get(const std::string& url, std::size_t most_body_bytes, Done done);

    // Waits until something is over, for wake(), or until the time is over.
    void wait(std::chrono::milliseconds most);
    // Calls back for what is over.
    void collect();
    void wake();  // any thread

    // For the next requests.
    void reconfigure(CourierOptions options);

private:
    using Answers = std::vector<std::pair<Done, Reply>>;

    void hand_over(Letter letter);
    // Courier's thread:
    void run();
    void take_letters();
    void send(Letter letter);
    [[nodiscard]] std::unique_ptr<Exchange> free_exchange();
    void watch();
    void move(int fd, std::uint32_t events);
    void move_timed();
    void give_answers();
    static int on_watch(CURL* easy, curl_socket_t fd, int what, void* self, void*);
    static int on_timer(CURLM* multi, long wait_ms, void* self);

    std::mutex mutex_;  // guards what follows
    std::vector<Letter> letters_;
    std::optional<CourierOptions> new_options_;
    Answers answers_;
    bool woken_ = false;
    std::condition_variable answered_;  // or woken

    std::atomic<bool> stopping_{false};
    Wake wake_;  // the courier's thread

    CourierOptions options_;  // what follows is the courier's thread's
    int generation_ = 0;      // of the options: a handle keeps those that it was made with
    Watched watched_;
    std::optional<std::chrono::steady_clock::time_point> timer_;  // libcurl's own
    MultiHandle multi_;
    std::vector<std::unique_ptr<Exchange>> free_;
    std::unordered_map<CURL*, std::unique_ptr<Exchange>> on_their_way_;
    Answers over_;

    std::thread thread_;
};

}  // namespace syndicated::websub
