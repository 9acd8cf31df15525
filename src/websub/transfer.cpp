#include "websub/transfer.hpp"

#include "syndicated/base/text.hpp"
#include "websub/address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace syndicated::websub {

namespace {

using std::chrono::milliseconds;

bool is_http_url(const std::string& text) {
    const ParsedUrl url(curl_url());
    if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return false;
    const std::string scheme = part_of(url, CURLUPART_SCHEME);
    return scheme == "http" || scheme == "https";
}

// "HTTP/1.1 204 No Content" -> 204; 0: not a status line.
int status_of(std::string_view line) {
    if (line.substr(0, 5) != "HTTP/") return 0;
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos || line.size() < blank + 4) return 0;
    int status = 0;
    std::from_chars(line.data() + blank + 1, line.data() + blank + 4, status);
    return status;
}

}  // namespace

Transfer::Transfer(CURLM* multi, Post post, const Options& options)
    : multi_(multi),
      easy_(curl_easy_init()),
      post_(std::move(post)),
      timeout_(options.timeout),
      reply_bytes_(options.reply_bytes),
      user_agent_(options.user_agent),
      deadline_(std::chrono::steady_clock::now() + options.timeout) {}

Transfer::~Transfer() {
    if (added_) curl_multi_remove_handle(multi_, easy_.get());
}

void Transfer::set_options() {
    CURL* easy = easy_.get();
    // "Expect: 100-continue" costs a round trip, and hubs that answer 417 exist.
    headers_ = make_list({"Expect:", "Content-Type: " + post_.media_type});
    set_common_options(easy, error_text_);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.get());
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, post_.body.c_str());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(post_.body.size()));
    curl_easy_setopt(easy, CURLOPT_USERAGENT, user_agent_.c_str());
    // One connection a ping: over HTTP/2 all pings of a hub would hang in one dead connection, which libcurl keeps
    // after a stream's timeout.
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
}

bool Transfer::start() {
    if (!easy_) {
        unusable_ = "libcurl gives no handle (out of memory)";
        return false;
    }
    set_options();
    return send_to(post_.url);
}

bool Transfer::send_to(const std::string& url) {
    refused_address_ = false;
    status_ = 0;
    received_bytes_ = 0;
    retry_after_.clear();
    location_.clear();
    reply_.clear();
    answered_at_.reset();
    url_ = url;
    error_text_[0] = '\0';
    if (!is_http_url(url)) {
        unusable_ = (hops_ > 0 ? "a redirect to " : "its address is ") + quote(url) + ", which is no http(s) URL";
        return false;
    }
    const auto left = std::chrono::ceil<milliseconds>(deadline_ - std::chrono::steady_clock::now());
    set_timeout(easy_.get(), std::max(left, milliseconds(1)));  // 0 would mean: no limit
    curl_easy_setopt(easy_.get(), CURLOPT_URL, url.c_str());
    added_ = curl_multi_add_handle(multi_, easy_.get()) == CURLM_OK;
    if (!added_) unusable_ = "libcurl does not take the request (out of memory)";
    return added_;
}

// Not CURLINFO_REDIRECT_URL, which stays unset when an endless body is cut off.
std::string Transfer::redirect_target() const {
    const ParsedUrl url(curl_url());
    if (location_.empty() || !url || curl_url_set(url.get(), CURLUPART_URL, url_.c_str(), 0) != CURLUE_OK) return {};
    const unsigned flags = CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME;
    if (curl_url_set(url.get(), CURLUPART_URL, location_.c_str(), flags) != CURLUE_OK) return {};
    return part_of(url, CURLUPART_URL);
}

bool Transfer::goes_on() {
    if (added_) curl_multi_remove_handle(multi_, easy_.get());
    added_ = false;
    if (!answered_at_ || !repeats_elsewhere(status_)) return false;
    const std::string target = redirect_target();
    if (target.empty()) {
        unusable_ = fmt::format("{} without a Location that can be followed", status_);
        return false;
    }
    if (++hops_ > most_hops) {
        unusable_ = fmt::format("more than {} redirects", most_hops);
        return false;
    }
    const char* address = nullptr;
    curl_easy_getinfo(easy_.get(), CURLINFO_PRIMARY_IP, &address);
    if (address == nullptr || is_public(std::string(address))) local_allowed_ = false;
    // A pooled connection to an inner address would pass by on_socket().
    if (!local_allowed_) curl_easy_setopt(easy_.get(), CURLOPT_FRESH_CONNECT, 1L);
    return send_to(target);
}

std::string Transfer::failure(CURLcode code) const {
    if (code == CURLE_WRITE_ERROR) return fmt::format("no status within {} bytes of answer", reply_bytes_);
    const auto left = std::chrono::ceil<milliseconds>(deadline_ - std::chrono::steady_clock::now());
    return failure_of(code, error_text_, timeout_ - left);
}

Answer Transfer::answer(CURLcode code) const {
    if (!unusable_.empty()) return {status_, true, unusable_, {}};
    if (answered_at_) return {status_, false, std::to_string(status_), retry_after_};
    if (refused_address_) return {0, true, "a redirect from a public address to a private one is not followed", {}};
    return {0, false, failure(code), {}};
}

std::size_t Transfer::take_header(std::string_view line) {
    received_bytes_ += static_cast<std::int64_t>(line.size());
    if (received_bytes_ > reply_bytes_) return 0;
    if (const int status = status_of(line); status != 0) {
        status_ = status;
        retry_after_.clear();  // of an interim answer
        location_.clear();
    } else if (trim(line).empty()) {
        if (status_ >= 200 && !answered_at_) answered_at_ = std::chrono::steady_clock::now();
    } else if (const auto colon = line.find(':'); colon != std::string_view::npos && !answered_at_) {
        const std::string_view name = line.substr(0, colon), value = trim(line.substr(colon + 1));
        if (equal_ignoring_case(name, "Retry-After")) retry_after_ = value.substr(0, 64);
        if (equal_ignoring_case(name, "Location") && location_.empty()) location_ = value;
    }
    return line.size();
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<Transfer*>(self)->take_header({data, size * count});
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    transfer.received_bytes_ += static_cast<std::int64_t>(size * count);
    if (transfer.received_bytes_ > transfer.reply_bytes_) return 0;
    transfer.reply_.append(data, size * count);
    return size * count;
}

curl_socket_t Transfer::on_socket(void* self, curlsocktype, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (!transfer.local_allowed_ && !is_public(address->addr)) {
        transfer.refused_address_ = true;
        return CURL_SOCKET_BAD;
    }
    return open_socket(*address);
}

}  // namespace syndicated::websub
