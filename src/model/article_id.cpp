#include "syndicated/model/article.hpp"

#include <openssl/evp.h>

#include <array>
#include <new>

namespace syndicated {

std::string article_id_of(std::string_view guid) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    // Fails only where the library can get no memory or has no SHA-256.
    if (::EVP_Digest(guid.data(), guid.size(), hash.data(), nullptr, ::EVP_sha256(), nullptr) != 1) {
        throw std::bad_alloc();
    }
    std::string out;
    for (std::size_t i = 0; i < 8; ++i) {
        out += digits[hash.at(i) >> 4U];
        out += digits[hash.at(i) & 0xFU];
    }
    return out;
}

std::string own_page_of(std::string_view base_url, std::string_view guid) {
    return std::string(base_url).append("/articles/").append(article_id_of(guid));
}

}  // namespace syndicated
