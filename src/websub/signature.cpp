#include "websub/signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>
#include <vector>

namespace syndicated::websub {

namespace {

struct MethodRow {
    const char* name;
    const EVP_MD* (*digest)();
};

constexpr std::array<MethodRow, 4> methods{
    {{"sha1", &EVP_sha1}, {"sha256", &EVP_sha256}, {"sha384", &EVP_sha384}, {"sha512", &EVP_sha512}}};

void append_hex(std::string& out, const unsigned char* bytes, std::size_t count) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (std::size_t i = 0; i < count; ++i) {
        out += digits[bytes[i] >> 4U];
        out += digits[bytes[i] & 0xFU];
    }
}

}  // namespace

std::string sign(SignatureMethod method, std::string_view secret, std::string_view body) {
    const MethodRow& row = methods.at(static_cast<std::size_t>(method));
    std::array<unsigned char, EVP_MAX_MD_SIZE> code{};
    unsigned int size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(body.data());
    if (HMAC(row.digest(), secret.data(), static_cast<int>(secret.size()), bytes, body.size(), code.data(), &size) ==
        nullptr) {
        throw std::runtime_error(std::string("libcrypto does not sign with ") + row.name);
    }
    std::string out = std::string(row.name) + "=";
    append_hex(out, code.data(), size);
    return out;
}

std::string random_hex(std::size_t bytes) {
    std::vector<unsigned char> random(bytes);
    if (RAND_bytes(random.data(), static_cast<int>(bytes)) != 1) throw std::runtime_error("no random bytes");
    std::string out;
    append_hex(out, random.data(), random.size());
    return out;
}

}  // namespace syndicated::websub
