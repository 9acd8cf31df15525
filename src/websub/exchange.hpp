// One request of the hub's on a libcurl handle: a delivery or the question of a verification. The handle keeps what all
// requests have alike, and is used again. Each address is judged where its socket is opened, so the one that was judged
// is the one that is asked (no name can lead elsewhere meanwhile), and again before each request on a connection that
// was there. Redirects are answers like any other; no proxy, no cookies. Courier's thread only, but for Parcel.
#pragma once

#include "syndicated/base/network.hpp"
#include "websub/curl.hpp"
#include "websub/delivery_rules.hpp"
#include "websub/watched.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace syndicated::websub {

// The header fields and the body that all who get a version get alike. Any thread.
class Parcel {
public:
    // `fields`: "Name: value".
    Parcel(std::shared_ptr<const std::string> body, const std::vector<std::string>& fields);
    Parcel(const Parcel&) = delete;
    Parcel& operator=(const Parcel&) = delete;
    [[nodiscard]] const std::string& body() const { return *body_; }
    [[nodiscard]] curl_slist* fields() const { return fields_.get(); }

private:
    std::shared_ptr<const std::string> body_;
    CurlList fields_;
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
    bool is_there = false;         // it answered, or took the request and broke off: its host and port are not dead
};

// What is asked, and who gets the reply.
struct Letter {
    std::string url;
    std::shared_ptr<const Parcel> parcel;  // null: a GET
    std::string field;                     // one more, such as a signature; empty: none
    std::size_t most_body_bytes = 0;       // of the reply
    std::function<void(Reply)> done;
};

class Exchange {
public:
    // `generation`: of the options.
    Exchange(const CourierOptions& options, Watched& watched, int generation);  // throws std::bad_alloc

    void begin(const CourierOptions& options, Letter letter);
    // Once it is over.
    [[nodiscard]] Reply reply(CURLcode code);
    [[nodiscard]] Letter end();

    [[nodiscard]] int generation() const { return generation_; }
    [[nodiscard]] CURL* handle() const { return easy_.get(); }

private:
    void set_options(const CourierOptions& options);
    void carry();
    void ask();
    [[nodiscard]] std::string retry_after() const;
    [[nodiscard]] std::string failure(CURLcode code) const;
    static std::size_t on_header(char*, std::size_t size, std::size_t count, void* self);
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
    static curl_socket_t on_socket(void* self, curlsocktype, curl_sockaddr* address);
    static int on_request(void* self, char* address, char*, int, int);

    Watched& watched_;
    int generation_;
    CurlList resolve_;
    EasyHandle easy_;
    ErrorText error_text_{};
    const CourierOptions* options_ = nullptr;
    Letter letter_;
    curl_slist node_{};  // the letter's field, before the parcel's
    bool refused_address_ = false;
    std::size_t body_bytes_ = 0, head_bytes_ = 0;
    std::string body_;
    std::chrono::steady_clock::time_point began_;
};

}  // namespace syndicated::websub
