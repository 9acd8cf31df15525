// Answers HTTP requests from the current Snapshot; other paths go to handlers that app gives it. Runs threads of its
// own: each waits for its sessions by epoll(7).
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/base/network.hpp"
#include "syndicated/base/result.hpp"
#include "syndicated/publish/publication.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace syndicated::http {

struct Limits {
    std::int64_t header_bytes = 16L * 1024;      // 431
    std::int64_t target_bytes = 8L * 1024;       // 414
    std::int64_t body_bytes = 64L * 1024;        // 413
    std::int64_t connections = 4096;             // over it a new connection is closed
    std::int64_t connections_per_client = 1024;  // never set below 256; not for Unix sockets and proxies
    std::int64_t unsent_bytes =
        64L * 1024 * 1024;  // of documents whose clients read slowly; over it the slowest are cut off
    // From the first byte of a request to its last, and again for its body (408) / between requests, and before the
    // first (closed without a word) / for a whole response, however the client reads. Measured on Clock::steady().
    std::chrono::milliseconds header_timeout{10000}, idle_timeout{60000}, write_timeout{60000};
    std::chrono::milliseconds make_timeout{10000};  // for a document that is not in memory (503)
    std::chrono::milliseconds drain_timeout{5000};  // at stop: how long sessions may finish
};

struct Options {
    std::vector<std::string> listen{"127.0.0.1:8080"};  // "HOST:PORT", "[::1]:8080", "unix:PATH"; port 0: any free one
    int threads = 1;
    std::vector<Network> trusted_proxies;
    Limits limits;
};

struct HandlerResponse {
    int status = 200;
    std::string content_type;  // empty: plain text
    std::string body;
    std::chrono::seconds retry_after{0};                        // 0: nothing is said
    std::vector<std::pair<std::string, std::string>> fields{};  // further ones of the head; nothing from outside
};
// Called on a serve thread, with threads > 1 on several at once: must not block. GET and HEAD. The answer is sent with
// Cache-Control: no-store; what a handler throws is logged and answered with 500.
using Handler = std::function<HandlerResponse()>;
using Handlers = std::map<std::string, Handler, std::less<>>;  // by path

// A client whose connections are counted: its address, or the network of an IPv6 one.
using ClientKey = std::uint64_t;

struct Posted {
    std::string content_type;  // as sent; empty: none
    std::string body;
    // Who sent it; behind a trusted proxy the last address that X-Forwarded-For or Forwarded names and that is not
    // another's. Absent: nobody can say.
    std::optional<ClientKey> client;
};
using Answered = std::function<void(HandlerResponse)>;

// What POST at a path does; GET and HEAD get 405.
struct Receiver {
    std::int64_t body_bytes = 16L * 1024;  // 413; Limits::body_bytes holds too
    // Called on a serve thread, on several at once: must not block. Calls the second argument once, on any thread,
    // perhaps before it returns; after make_timeout the client has got 503.
    std::function<void(Posted, Answered)> receive;
};
using Receivers = std::map<std::string, Receiver, std::less<>>;  // by path; they come before the Snapshot

class Maker;

class Server {
public:
    // Binds and listens; a name stands for all its addresses here, "[::]" for IPv6 alone. A Unix socket's file is for
    // user and group, takes the place of one that a dead process left, and is removed at stop. unavailable: one line
    // with the address, the reason (port taken, no right) and what to do; invalid_input: no HOST:PORT, no usable path.
    // `publication` and `clock` outlive the server. `maker` (null: none) and what `receivers` call do until stop()
    // has returned; whatever they call back later is dropped, as long as the Server is there.
    [[nodiscard]] static Result<std::unique_ptr<Server>> start(const Options& options,
                                                               const publish::Publication& publication,
                                                               Handlers handlers, const Clock& clock,
                                                               Maker* maker = nullptr, Receivers receivers = {});
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();  // stops

    // The addresses really bound, "127.0.0.1:8080", "unix:/run/syndicated/http.sock".
    [[nodiscard]] const std::vector<std::string>& addresses() const;
    // After a reload: `limits` and `trusted_proxies` hold for what comes next; connections that are there stay, however
    // many may be opened now. The rest needs a new server. Any thread.
    void reconfigure(const Options& options);
    // Stops accepting, answers what has come already for drain_timeout, joins the threads.
    void stop();

private:
    class Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace syndicated::http
