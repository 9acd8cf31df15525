#include "http/target.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

namespace syndicated::http {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_host_char(char c) {
    constexpr std::string_view others = "-._~!$&'()*+,;=";
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || others.find(c) != std::string_view::npos;
}

// reg-name, which an IPv4 address looks like too (RFC 3986, 3.2.2).
bool is_reg_name(std::string_view host) {
    for (std::size_t i = 0; i < host.size(); ++i) {
        if (is_host_char(host[i])) continue;
        if (host[i] != '%' || i + 2 >= host.size() || hex_digit(host[i + 1]) < 0 || hex_digit(host[i + 2]) < 0)
            return false;
        i += 2;
    }
    return true;
}

// What stands in brackets: an IPv6 address, or "v1.x" of a version to come (RFC 3986, 3.2.2).
bool is_ip_literal(std::string_view text) {
    if (text.starts_with('v') || text.starts_with('V')) {
        const std::size_t dot = std::min(text.find('.'), text.size());
        const auto version = text.substr(1, dot - 1);
        const auto rest = text.substr(dot);
        return !version.empty() && rest.size() > 1 &&
               std::all_of(version.begin(), version.end(), [](char c) { return hex_digit(c) >= 0; }) &&
               std::all_of(rest.begin(), rest.end(), [](char c) { return is_host_char(c) || c == ':'; });
    }
    std::array<char, INET6_ADDRSTRLEN> address{};  // its last byte stays 0
    in6_addr ignored{};
    if (text.size() >= address.size()) return false;
    std::copy(text.begin(), text.end(), address.begin());
    return ::inet_pton(AF_INET6, address.data(), &ignored) == 1;
}

// Behind "http://HOST" or "https://HOST"; false when there is neither or no host, which a port does not make up for
// (RFC 9110, 4.2.1).
bool drop_authority(std::string_view& target) {
    const std::size_t colon = target.find("://");
    if (colon == std::string_view::npos) return false;
    const std::string_view scheme = target.substr(0, colon);
    if (!equal_ignoring_case(scheme, "http") && !equal_ignoring_case(scheme, "https")) return false;
    const std::string_view rest = target.substr(colon + 3);
    const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
    if (end == 0 || rest.front() == ':' || !is_valid_host(rest.substr(0, end))) return false;
    target = rest.substr(end);
    return true;
}

bool decode_path(std::string_view text, std::string& path) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            path += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return false;
        const int high = hex_digit(text[i + 1]);
        const int low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0 || high + low == 0) return false;
        path += static_cast<char>(static_cast<unsigned char>(high * 16 + low));
        i += 2;
    }
    return true;
}

}  // namespace

bool parse_target(std::string_view target, std::string& path, std::string& query) {
    path.clear();
    query.clear();
    if (!target.starts_with('/') && !drop_authority(target)) return false;
    if (target.find('#') != std::string_view::npos) return false;  // a fragment is never sent
    const std::size_t mark = std::min(target.find('?'), target.size());
    if (mark < target.size()) query = target.substr(mark + 1);
    if (mark == 0) {
        path = "/";
        return true;
    }
    return decode_path(target.substr(0, mark), path);
}

bool is_valid_host(std::string_view value) {
    std::string_view host = value;
    std::string_view port;
    if (host.starts_with('[')) {
        const std::size_t end = host.find(']');
        if (end == std::string_view::npos || !is_ip_literal(host.substr(1, end - 1))) return false;
        port = host.substr(end + 1);
        if (!port.empty() && port.front() != ':') return false;
        host = {};
    } else if (const std::size_t colon = host.find(':'); colon != std::string_view::npos) {
        port = host.substr(colon);
        host = host.substr(0, colon);
    }
    if (!port.empty()) port.remove_prefix(1);
    return port.size() <= 5 && is_reg_name(host) && std::all_of(port.begin(), port.end(), is_digit);
}

}  // namespace syndicated::http
