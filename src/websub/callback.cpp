#include "websub/callback.hpp"

#include "syndicated/base/text.hpp"
#include "websub/address.hpp"
#include "websub/curl.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace syndicated::websub {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '.' || c == '_' ||
           c == '~';
}

char upper(char c) {
    return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// %7E and ~ are the same (RFC 3986, 6.2.2.2), and so are %2f and %2F.
std::string decode_unreserved(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2]);
        if (!escape) {
            out += text[i];
            continue;
        }
        const std::string byte = percent_decode(text.substr(i, 3));
        if (is_unreserved(byte.front())) {
            out += byte;
        } else {
            out += {'%', upper(text[i + 1]), upper(text[i + 2])};
        }
        i += 2;
    }
    return out;
}

bool is_printable_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

// What stands between "//" and the path. Stricter than libcurl, which takes "http:///a" and "http:/a" for the host a;
// and RFC 9110, section 4.2.4: user information in an address is an error, as all that it is good for is to hide the
// host. Nor has a host escapes.
bool is_authority_plain(std::string_view text) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    if (!text.substr(colon).starts_with("://")) return false;
    const std::string_view rest = text.substr(colon + 3);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    return !authority.empty() && authority.find_first_of("@\\%") == std::string_view::npos;
}

// A name or an address in brackets, without a zone: libcurl decodes escapes in a host to whatever they stand for.
bool is_host(std::string_view host) {
    return !host.empty() &&
           host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_[]:") == std::string_view::npos;
}

std::string without_last_dots(std::string host) {
    while (!host.empty() && host.back() == '.') host.pop_back();
    return host;
}

// No name does (WHATWG URL, "ends in a number"): what libcurl's parser did not read as an address, a resolver might.
bool ends_in_number(std::string_view host) {
    std::string_view last = host.substr(host.rfind('.') + 1);  // the whole when there is no dot
    const bool is_hex_number = last.starts_with("0x");
    if (is_hex_number) last.remove_prefix(2);
    return std::all_of(last.begin(), last.end(), is_hex_number ? is_hex : is_digit);
}

// As libcurl will connect to it: its parser has put decimal, octal, hexadecimal and short forms in order.
std::string literal_of(std::string host) {
    if (!host.empty() && host.front() == '[') host = host.substr(1, host.find_first_of("]%") - 1);
    if (host == "localhost" || host.ends_with(".localhost")) return "127.0.0.1";
    return address_of(host) ? host : std::string();
}

}  // namespace

Result<Callback> read_callback(const std::string& text) {
    const Error wrong{Errc::invalid_input, "hub.callback is no http or https address"};
    const ParsedUrl url(curl_url());
    if (!url || !is_printable_ascii(text) || !is_authority_plain(text)) return wrong;
    if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_PATH_AS_IS) != CURLUE_OK) return wrong;
    const std::string scheme = part_of(url, CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") return wrong;
    Callback out;
    out.host = to_lower_ascii(part_of(url, CURLUPART_HOST));
    const std::string port = part_of(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    std::from_chars(port.data(), port.data() + port.size(), out.port);
    if (!is_host(out.host) || out.port <= 0) return wrong;
    out.place = fmt::format("{}:{}", out.host, out.port);
    const std::string bare = without_last_dots(out.host);
    out.address = literal_of(bare);
    if (out.address.empty() && ends_in_number(bare)) return wrong;
    const std::string query = part_of(url, CURLUPART_QUERY);
    out.key = scheme + "://";
    out.key += out.place + decode_unreserved(part_of(url, CURLUPART_PATH));
    if (!query.empty()) out.key += "?" + decode_unreserved(query);
    return out;
}

std::optional<std::string> refusal_of(const Callback& callback, const CallbackPolicy& policy) {
    if (!policy.ports.empty() &&
        std::find(policy.ports.begin(), policy.ports.end(), callback.port) == policy.ports.end())
        return fmt::format("hub.callback has port {}, which this hub does not connect to", callback.port);
    if (callback.address.empty() || may_connect(*address_of(callback.address), policy.allowed)) return std::nullopt;
    return "hub.callback is no address of the open Internet";
}

std::string verification_url(std::string_view callback, const Verification& verification) {
    std::string out(callback.substr(0, callback.find('#')));
    const std::size_t mark = out.find('?');
    const bool ends_empty = mark != std::string::npos && (mark + 1 == out.size() || out.back() == '&');
    if (!ends_empty) out += mark == std::string::npos ? '?' : '&';
    out += "hub.mode=" + verification.mode + "&hub.topic=" + percent_encode(verification.topic);
    if (!verification.challenge.empty()) out += "&hub.challenge=" + verification.challenge;
    if (verification.lease_seconds > 0) out += fmt::format("&hub.lease_seconds={}", verification.lease_seconds);
    if (!verification.verify_token.empty()) out += "&hub.verify_token=" + percent_encode(verification.verify_token);
    if (!verification.reason.empty()) out += "&hub.reason=" + percent_encode(verification.reason);
    return out;
}

}  // namespace syndicated::websub
