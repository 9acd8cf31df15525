#include "syndicated/base/network.hpp"

#include "syndicated/base/text.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>

namespace syndicated {

namespace {

constexpr Address mapped_v4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr int mapped_bits = 96;

}  // namespace

bool Network::contains(const Address& other) const {
    const auto whole = static_cast<std::size_t>(prefix_bits) / 8;
    if (!std::equal(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(whole), other.begin())) return false;
    const int rest = prefix_bits % 8;
    if (rest == 0) return true;
    return ((address[whole] ^ other[whole]) >> (8 - rest)) == 0;
}

Result<Network> parse_network(std::string_view text) {
    const Error malformed{Errc::invalid_input,
                          quote(text) + " is no address, expected one such as \"10.0.0.1\", \"10.0.0.0/8\" or \"::1\""};
    const std::size_t slash = text.find('/');
    const std::string host(text.substr(0, slash));
    const bool v4 = host.find(':') == std::string::npos;
    Network out;
    if (v4) out.address = mapped_v4;
    unsigned char* const bytes = v4 ? out.address.data() + mapped_bits / 8 : out.address.data();
    if (::inet_pton(v4 ? AF_INET : AF_INET6, host.c_str(), bytes) != 1) {
        return malformed;
    }
    if (slash == std::string_view::npos) return out;
    const std::string_view digits = text.substr(slash + 1);
    int bits = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc{} || end != digits.data() + digits.size() || bits < 0 || bits > (v4 ? 32 : 128)) {
        return malformed;
    }
    out.prefix_bits = bits + (v4 ? mapped_bits : 0);
    return out;
}

}  // namespace syndicated
