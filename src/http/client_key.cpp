#include "http/client_key.hpp"

#include "syndicated/base/text.hpp"

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

namespace {

// Behind the last separator that is in no quoted string, trimmed; taken off `list`. Read from the end: what a client
// wrote before cannot open a quotation that a proxy's own words would end in.
std::string_view take_last(std::string_view& list, char separator) {
    bool quoted = false;
    std::size_t begin = list.size();
    for (; begin > 0 && (quoted || list[begin - 1] != separator); --begin) {
        if (list[begin - 1] == '"') quoted = !quoted;
    }
    const std::string_view last = trim_blanks(list.substr(begin));
    list = list.substr(0, begin == 0 ? 0 : begin - 1);
    return last;
}

// RFC 7239, section 6: an IPv4 address, or an IPv6 one in brackets, and perhaps a port; in X-Forwarded-For IPv6 has no
// brackets.
std::optional<Address> address_of_node(std::string_view node) {
    if (node.starts_with('[')) {
        node = node.substr(1, node.find(']') - 1);
    } else if (std::count(node.begin(), node.end(), ':') == 1) {
        node = node.substr(0, node.find(':'));
    }
    const auto network = parse_network(node);
    if (!network || node.find('/') != std::string_view::npos) return std::nullopt;
    return network->address;
}

// The `for` of an element of Forwarded; empty: it has none.
std::string_view node_in(std::string_view element) {
    while (!element.empty()) {
        const std::string_view pair = take_last(element, ';');
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || !equal_ignoring_case(pair.substr(0, equals), "for")) continue;
        std::string_view value = pair.substr(equals + 1);
        if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
            value = value.substr(1, value.size() - 2);
        return value;
    }
    return {};
}

}  // namespace

bool is_among(const std::vector<Network>& networks, const Address& address) {
    return std::any_of(networks.begin(), networks.end(), [&](const Network& n) { return n.contains(address); });
}

std::optional<ClientKey> last_forwarded(std::string_view x_forwarded_for, std::string_view forwarded,
                                        const std::vector<Network>& trusted_proxies) {
    const bool by_node = !x_forwarded_for.empty();
    std::string_view rest = by_node ? x_forwarded_for : forwarded;
    while (true) {
        const std::string_view last = take_last(rest, ',');
        const auto address = address_of_node(by_node ? last : node_in(last));
        if (!address) return std::nullopt;
        if (rest.empty() || !is_among(trusted_proxies, *address)) return key_of(*address);
    }
}

}  // namespace syndicated::http
