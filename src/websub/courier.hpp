// Carries the hub's requests: deliveries and verifications, by libcurl's multi interface with handles and connections
// that are used again. Each address is judged where its socket is opened, so the one that was judged is the one that is
// asked (no name can lead elsewhere meanwhile), and again before each request on a connection that was there. Redirects
// are answers like any other; no proxy, no cookies. What is ready is told by epoll(7), so that hundreds of callbacks
// that hang cost nothing. Hub thread only.
#pragma once

#include "syndicated/base/network.hpp"
#include "syndicated/base/wake.hpp"
#include "websub/delivery_rules.hpp"
#include "websub/watched.hpp"

#include <curl/curl.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace syndicated::websub {

// The header fields and the body that all who get a version get alike.
class Parcel {
public:
    // `fields`: "Name: value".
    Parcel(std::shared_ptr<const std::string> body, const std::vector<std::string>& fields);
    Parcel(const Parcel&) = delete;
    Parcel& operator=(const Parcel&) = delete;
    [[nodiscard]] const std::string& body() const { return *body_; }
    [[nodiscard]] curl_slist* fields() const { return fields_.get(); }

private:
    struct FreeList {
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };
    std::shared_ptr<const std::string> body_;
    std::unique_ptr<curl_slist, FreeList> fields_;
};

struct CourierOptions {
    std::string user_agent;
    std::chrono::milliseconds timeout{10000};
    std::vector<Network> allowed;
    std::vector<std::string> resolve;  // see HubOptions
};

struct Reply {
    DeliveryAnswer answer;
    std::string body;              // of a GET, as far as its limit goes
    bool too_long = false;         // there was more of it
    bool refused_address = false;  // it was not asked: the address is none that the hub connects to
};

class Courier {
public:
    using Done = std::function<void(Reply)>;

    explicit Courier(CourierOptions options);  // throws std::runtime_error
    ~Courier();                                // gives up what is on its way, without a call
    Courier(const Courier&) = delete;
    Courier& operator=(const Courier&) = delete;

    // Calls back in collect(), perhaps in the next one. `field`: one more, such as a signature; empty: none.
    void post(const std::string& url, std::shared_ptr<const Parcel> parcel, std::string field, Done done);
    void get(const std::string& url, std::size_t most_body_bytes, Done done);

    // Moves what can be moved; waits for that, for wake(), or until the time is over.
    void wait(std::chrono::milliseconds most);
    // Calls back for what is over.
    void collect();
    void wake() { wake_.notify(); }  // any thread

    // For the next requests.
    void reconfigure(CourierOptions options);

private:
    class Exchange;
    struct FreeMulti {
        void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
    };

    void move(int fd, std::uint32_t events);
    void move_timed();
    static int on_watch(CURL* easy, curl_socket_t fd, int what, void* self, void*);
    static int on_timer(CURLM* multi, long wait_ms, void* self);
    [[nodiscard]] std::unique_ptr<Exchange> free_exchange();
    void send(std::unique_ptr<Exchange> exchange);

    CourierOptions options_;
    int generation_ = 0;  // of the options: a handle keeps those that it was made with
    Wake wake_;
    Watched watched_;
    std::optional<std::chrono::steady_clock::time_point> timer_;  // libcurl's own
    std::unique_ptr<CURLM, FreeMulti> multi_;
    std::vector<std::unique_ptr<Exchange>> free_;
    std::unordered_map<CURL*, std::unique_ptr<Exchange>> on_their_way_;
    std::vector<std::pair<Done, Reply>> failed_at_once_;
};

}  // namespace syndicated::websub
