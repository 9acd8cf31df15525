// libcurl as this room uses it: its handles, and what all requests have alike. Any thread; a handle belongs to one.
#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace syndicated::websub {

struct FreeCurl {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct FreeMulti {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
using EasyHandle = std::unique_ptr<CURL, FreeCurl>;
using MultiHandle = std::unique_ptr<CURLM, FreeMulti>;
using CurlList = std::unique_ptr<curl_slist, FreeCurl>;  // header fields, addresses of names
using ParsedUrl = std::unique_ptr<CURLU, FreeCurl>;
using ErrorText = std::array<char, CURL_ERROR_SIZE>;  // libcurl's words for what went wrong; empty at first

// A multi handle of a libcurl that is started. Throws std::runtime_error.
[[nodiscard]] MultiHandle make_multi();

// Throws std::bad_alloc.
[[nodiscard]] CurlList make_list(const std::vector<std::string>& entries);

// Empty: it has none.
[[nodiscard]] std::string part_of(const ParsedUrl& url, CURLUPart part, unsigned flags = 0);

// http and https alone, redirects not followed, no proxy and no password file of whoever started the daemon, the
// certificates that are trusted. `text` outlives the handle's last request.
void set_common_options(CURL* easy, ErrorText& text);

// How long a request may take, of which connecting may take 5 s.
void set_timeout(CURL* easy, std::chrono::milliseconds timeout);

// Why there was no answer, in words for an operator. `spent`: since the request began.
[[nodiscard]] std::string failure_of(CURLcode code, const ErrorText& text, std::chrono::milliseconds spent);

// A socket that no child process gets.
[[nodiscard]] curl_socket_t open_socket(const curl_sockaddr& address);

}  // namespace syndicated::websub
