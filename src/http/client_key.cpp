#include "http/client_key.hpp"

#include "http/list.hpp"

#include <algorithm>

namespace syndicated::http {

bool is_v4(const Address& address) {
    constexpr Address mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    return std::equal(mapped.begin(), mapped.begin() + 12, address.begin());
}

ClientKey key_of(const Address& address) {
    const std::size_t first = is_v4(address) ? 8 : 0;
    ClientKey key = 0;
    for (std::size_t i = first; i < first + 8; ++i) key = key << 8U | address[i];
    return key;
}

std::optional<ClientKey> last_forwarded(std::string_view field) {
    const std::size_t comma = field.rfind(',');
    const std::string_view last = trim_blanks(comma == std::string_view::npos ? field : field.substr(comma + 1));
    const auto network = parse_network(last);
    if (!network || last.find('/') != std::string_view::npos) return std::nullopt;
    return key_of(network->address);
}

}  // namespace syndicated::http
