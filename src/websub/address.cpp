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

bool is_public(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        return is_public_v4(ntohl(v4.sin_addr.s_addr));
    }
    if (address.sa_family != AF_INET6) return false;
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    return is_public_v6(v6.sin6_addr);
}

bool is_public(const std::string& literal) {
    in_addr v4{};
    if (inet_pton(AF_INET, literal.c_str(), &v4) == 1) return is_public_v4(ntohl(v4.s_addr));
    in6_addr v6{};
    return inet_pton(AF_INET6, literal.c_str(), &v6) == 1 && is_public_v6(v6);
}

}  // namespace syndicated::websub
