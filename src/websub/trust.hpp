// Whose certificates are taken for true: the system's, or those of the file that SSL_CERT_FILE names, which is
// OpenSSL's own variable (openssl-env(7)) and which libcurl passes over where it was built with a path. What is not
// trusted is not talked to.
#pragma once

#include <curl/curl.h>

#include <cstdlib>

namespace syndicated::websub {

inline void set_trust(CURL* easy) {
    const char* file = std::getenv("SSL_CERT_FILE");
    if (file == nullptr || *file == '\0') return;
    curl_easy_setopt(easy, CURLOPT_CAINFO, file);
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);  // else it would be trusted beside the file
}

}  // namespace syndicated::websub
