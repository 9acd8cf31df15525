// A small HTTP server on loopback that plays a hub, good or bad, and remembers what it was asked. Any thread may call
// it; answers are given from threads of its own, one a connection.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace syndicated::testing {

struct HubRequest {
    std::string method, target, body;
    std::vector<std::pair<std::string, std::string>> headers;  // as they came
    std::chrono::steady_clock::time_point at;

    [[nodiscard]] std::string header(std::string_view name) const;  // the first of that name; empty: none
    [[nodiscard]] std::string field(std::string_view name) const;   // of a form body, decoded
};

struct HubAnswer {
    enum class Way {
        whole,            // head and body, the connection stays open
        close_at_once,    // no byte
        reset,            // no byte, RST
        hang,             // no byte, until the client or stop() ends it
        hang_after_head,  // head that promises a body
        trickle,          // head, then a byte every 20 ms
        flood,            // head, then bytes as fast as they go
        flood_of_head,    // status line, then header lines without end
        raw               // `body` alone is sent, then the connection is closed
    };
    int status = 204;
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{};
    std::chrono::milliseconds delay{0};  // before the first byte
    Way way = Way::whole;
};

class FakeHub {
public:
    using Handler = std::function<HubAnswer(const HubRequest&)>;  // called by one thread at a time

    FakeHub();  // listens, answers everything with 204
    explicit FakeHub(Handler handler);
    ~FakeHub();
    FakeHub(const FakeHub&) = delete;
    FakeHub& operator=(const FakeHub&) = delete;

    [[nodiscard]] std::string url(std::string_view path = "/") const;
    void set_handler(Handler handler);
    void set_answer(HubAnswer answer);
    // A hub that is down refuses connections and ends those that are open; it comes back on the same port.
    void stop();
    void start();

    [[nodiscard]] std::vector<HubRequest> requests() const;
    [[nodiscard]] std::size_t request_count() const;
    // The most requests that waited for their answer at the same time.
    [[nodiscard]] int most_at_once() const { return most_at_once_; }
    // false: there were not so many in time.
    [[nodiscard]] bool wait_for_requests(std::size_t count,
                                         std::chrono::milliseconds timeout = std::chrono::seconds(10)) const;

private:
    struct Connection {
        int fd;
        std::thread thread;
        std::atomic<bool> done{false};
    };

    void accept_all();
    void serve(Connection& connection);
    void join_finished(bool all);
    [[nodiscard]] bool read_request(int fd, std::string& buffer, HubRequest& request) const;
    [[nodiscard]] bool answer(int fd, const HubAnswer& answer) const;
    void pause(std::chrono::milliseconds time) const;

    int port_ = 0;
    int listener_ = -1;
    std::atomic<bool> stopping_{false};
    std::thread acceptor_;
    std::list<Connection> connections_;  // acceptor's; stop()'s once that has ended

    mutable std::mutex mutex_;  // guards handler_ and requests_
    mutable std::condition_variable changed_;
    Handler handler_;
    std::vector<HubRequest> requests_;
    std::atomic<int> at_once_{0}, most_at_once_{0};
};

}  // namespace syndicated::testing
