// A POST on its way by libcurl's multi interface, repeated at another address after 307 or 308. Status and Retry-After
// of the answer are what matters to a ping; once they are known, whatever the body does counts for nothing. Push thread
// only.
#pragma once

#include "syndicated/websub/pusher.hpp"
#include "websub/curl.hpp"
#include "websub/post.hpp"
#include "websub/retry.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace syndicated::websub {

class Transfer {
public:
    // `multi` outlives it. Options are copied: a reload does not change what is on its way.
    Transfer(CURLM* multi, Post post, const Options& options);
    ~Transfer();  // gives up what is not done
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    // Sends it. false: it failed at once.
    [[nodiscard]] bool start();
    // libcurl is through with it, or the caller is. true: it went on at another address and is not over.
    [[nodiscard]] bool goes_on();
    // After goes_on() or start() said false; `code` is libcurl's result.
    [[nodiscard]] Answer answer(CURLcode code) const;
    // What came of the answer's body, within Options::reply_bytes.
    [[nodiscard]] const std::string& reply() const { return reply_; }

    // When the head of the final answer was complete; the body gets a short grace after that.
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> answered_at() const { return answered_at_; }

    [[nodiscard]] CURL* handle() const { return easy_.get(); }

private:
    void set_options();
    [[nodiscard]] bool send_to(const std::string& url);
    [[nodiscard]] std::string redirect_target() const;
    [[nodiscard]] std::string failure(CURLcode code) const;
    [[nodiscard]] std::size_t take_header(std::string_view line);
    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
    static curl_socket_t on_socket(void* self, curlsocktype purpose, curl_sockaddr* address);

    CURLM* multi_;
    CurlList headers_;
    EasyHandle easy_;
    ErrorText error_text_{};
    Post post_;
    std::string url_;  // of the current hop
    std::chrono::milliseconds timeout_;
    std::int64_t reply_bytes_;
    std::string user_agent_;
    std::chrono::steady_clock::time_point deadline_;  // of all hops together

    bool added_ = false;         // to multi_
    int hops_ = 0;               // redirects followed
    bool local_allowed_ = true;  // so far everything was inside; false once something public redirects
    std::string unusable_;       // why it can't be sent; empty: it can

    // Of the current hop:
    bool refused_address_ = false;
    int status_ = 0;
    std::int64_t received_bytes_ = 0;
    std::string retry_after_, location_, reply_;
    std::optional<std::chrono::steady_clock::time_point> answered_at_;
};

}  // namespace syndicated::websub
