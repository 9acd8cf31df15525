#include "websub/curl.hpp"

#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <stdexcept>

#include <sys/socket.h>

namespace syndicated::websub {

namespace {

constexpr std::chrono::milliseconds longest_connect{5000};

// Whose certificates are taken for true: the system's, or those of the file that SSL_CERT_FILE names, which is
// OpenSSL's own variable (openssl-env(7)) and which libcurl passes over where it was built with a path. What is not
// trusted is not talked to.
void set_trust(CURL* easy) {
    const char* file = std::getenv("SSL_CERT_FILE");
    if (file == nullptr || *file == '\0') return;
    curl_easy_setopt(easy, CURLOPT_CAINFO, file);
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);  // else it would be trusted beside the file
}

}  // namespace

MultiHandle make_multi() {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started != CURLE_OK) throw std::runtime_error("libcurl can't be started");
    MultiHandle out(curl_multi_init());
    if (!out) throw std::runtime_error("libcurl gives no multi handle");
    return out;
}

CurlList make_list(const std::vector<std::string>& entries) {
    CurlList out;
    for (const std::string& entry : entries) {
        curl_slist* longer = curl_slist_append(out.get(), entry.c_str());
        if (longer == nullptr) throw std::bad_alloc();
        (void)out.release();
        out.reset(longer);
    }
    return out;
}

std::string part_of(const ParsedUrl& url, CURLUPart part, unsigned flags) {
    char* text = nullptr;
    if (curl_url_get(url.get(), part, &text, flags) != CURLUE_OK) return {};
    const std::unique_ptr<char, decltype(&curl_free)> owned(text, &curl_free);
    return text;
}

void set_common_options(CURL* easy, ErrorText& text) {
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");  // else libcurl asks the environment at each request
    curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set_trust(easy);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // else giving up waits for a name to be resolved
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, text.data());
}

void set_timeout(CURL* easy, std::chrono::milliseconds timeout) {
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(timeout, longest_connect).count()));
}

std::string failure_of(CURLcode code, const ErrorText& text, std::chrono::milliseconds spent) {
    constexpr std::size_t most_bytes = 120;
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT:
            return fmt::format("timed out after {:.1f} s", std::chrono::duration<double>(spent).count());
        case CURLE_COULDNT_RESOLVE_HOST: return "its name does not resolve";
        case CURLE_COULDNT_CONNECT: return "no connection: " + quote(text.data(), most_bytes);
        case CURLE_GOT_NOTHING: return "the connection was closed without an answer";
        case CURLE_SEND_ERROR:
        case CURLE_RECV_ERROR: return "the connection broke: " + quote(text.data(), most_bytes);
        default: break;
    }
    return quote(text[0] != '\0' ? text.data() : curl_easy_strerror(code), most_bytes);
}

curl_socket_t open_socket(const curl_sockaddr& address) {
    return ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
}

}  // namespace syndicated::websub
