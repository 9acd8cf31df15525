#include "http/target.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>

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
    constexpr std::string_view others = "-._~!$&'()*+,;=%";
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || others.find(c) != std::string_view::npos;
}

// Behind "http://HOST" or "https://HOST"; false when there is neither or no host.
bool drop_authority(std::string_view& target) {
    const std::size_t colon = target.find("://");
    if (colon == std::string_view::npos) return false;
    const std::string_view scheme = target.substr(0, colon);
    if (!equal_ignoring_case(scheme, "http") && !equal_ignoring_case(scheme, "https")) return false;
    const std::string_view rest = target.substr(colon + 3);
    const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
    if (end == 0 || !is_valid_host(rest.substr(0, end))) return false;
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
        if (end == std::string_view::npos || end < 3) return false;
        const std::string_view literal = host.substr(1, end - 1);
        port = host.substr(end + 1);
        if (!port.empty() && port.front() != ':') return false;
        host = {};
        if (!std::all_of(literal.begin(), literal.end(), [](char c) { return is_host_char(c) || c == ':'; }))
            return false;
    } else if (const std::size_t colon = host.find(':'); colon != std::string_view::npos) {
        port = host.substr(colon);
        host = host.substr(0, colon);
    }
    if (!port.empty()) port.remove_prefix(1);
    return port.size() <= 5 && std::all_of(host.begin(), host.end(), is_host_char) &&
           std::all_of(port.begin(), port.end(), is_digit);
}

}  // namespace syndicated::http
