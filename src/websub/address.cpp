#include "websub/address.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace syndicated::websub {

namespace {

struct Block {
    std::uint32_t base;
    int bits;
};

constexpr std::array<Block, 14> closed_v4{{
    {0x00000000, 8},   // "this" network
    {0x0A000000, 8},   // private
    {0x64400000, 10},  // carrier-grade NAT
    {0x7F000000, 8},   // loopback
    {0xA9FE0000, 16},  // link-local, cloud metadata
    {0xAC100000, 12},  // private
    {0xC0000000, 24},  // protocol assignments
    {0xC0000200, 24},  // documentation
    {0xC0586300, 24},  // 6to4 relays
    {0xC0A80000, 16},  // private
    {0xC6120000, 15},  // benchmarking
    {0xC6336400, 24},  // documentation
    {0xCB007100, 24},  // documentation
    {0xE0000000, 3},   // multicast, reserved, broadcast
}};

bool is_public_v4(std::uint32_t address) {
    return std::none_of(closed_v4.begin(), closed_v4.end(),
                        [&](const Block& block) { return (address ^ block.base) >> (32 - block.bits) == 0; });
}

std::uint32_t word(const in6_addr& address, std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, &address.s6_addr[at], sizeof value);
    return ntohl(value);
}

bool is_public_v6(const in6_addr& address) {
    const std::array<std::uint32_t, 4> w{word(address, 0), word(address, 4), word(address, 8), word(address, 12)};
    const bool mapped = w[0] == 0 && w[1] == 0 && w[2] == 0xFFFF;
    const bool nat64 = w[0] == 0x0064FF9B && w[1] == 0 && w[2] == 0;
    if (mapped || nat64) return is_public_v4(w[3]);
    if (w[0] >> 16U == 0x2002) return is_public_v4((w[0] << 16U) | (w[1] >> 16U));  // 6to4
    if (w[0] >> 29U != 1) return false;                                             // global unicast is 2000::/3
    if (w[0] == 0x20010DB8 || w[0] >> 12U == 0x3FFF0) return false;                 // documentation
    return w[0] >> 9U != 0x20010000U >> 9U;                                         // Teredo, ORCHID, ...: 2001::/23
}

}  // namespace

namespace {

bool is_public(const Address& address) {
    in6_addr v6{};
    std::copy(address.begin(), address.end(), std::begin(v6.s6_addr));
    return is_public_v6(v6);  // which looks into mapped IPv4 addresses
}

}  // namespace

std::optional<Address> address_of(const sockaddr& address) {
    Address out{};
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        out[10] = out[11] = 0xFF;
        std::memcpy(out.data() + 12, &v4.sin_addr, 4);
        return out;
    }
    if (address.sa_family != AF_INET6) return std::nullopt;
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    std::memcpy(out.data(), &v6.sin6_addr, out.size());
    return out;
}

std::optional<Address> address_of(const std::string& literal) {
    Address out{};
    if (inet_pton(AF_INET6, literal.c_str(), out.data()) == 1) return out;
    out = {};
    out[10] = out[11] = 0xFF;
    if (inet_pton(AF_INET, literal.c_str(), out.data() + 12) == 1) return out;
    return std::nullopt;
}

bool is_public(const sockaddr& address) {
    const auto read = address_of(address);
    return read && is_public(*read);
}

bool is_public(const std::string& literal) {
    const auto read = address_of(literal);
    return read && is_public(*read);
}

bool may_connect(const Address& address, const std::vector<Network>& allowed) {
    return is_public(address) ||
           std::any_of(allowed.begin(), allowed.end(), [&](const Network& block) { return block.contains(address); });
}

}  // namespace syndicated::websub
