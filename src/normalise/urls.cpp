#include "normalise/urls.hpp"

#include "normalise/info_line.hpp"
#include "syndicated/base/text.hpp"

#include <arpa/inet.h>
#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <memory>
#include <optional>
#include <vector>

namespace syndicated::normalise {

namespace {

constexpr std::size_t longest_url = 4096, longest_column = 65536;

// The five parts of RFC 3986, appendix B.
struct Parts {
    std::optional<std::string_view> scheme, authority;
    std::string_view path;
    std::optional<std::string_view> query, fragment;
};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

Parts split(std::string_view url) {
    Parts out;
    const std::size_t colon = url.find_first_of(":/?#");
    if (colon != std::string_view::npos && url[colon] == ':' && colon > 0 && is_letter(url[0])) {
        out.scheme = url.substr(0, colon);
        url.remove_prefix(colon + 1);
    }
    if (const std::size_t hash = url.find('#'); hash != std::string_view::npos) {
        out.fragment = url.substr(hash + 1);
        url = url.substr(0, hash);
    }
    if (const std::size_t mark = url.find('?'); mark != std::string_view::npos) {
        out.query = url.substr(mark + 1);
        url = url.substr(0, mark);
    }
    if (url.substr(0, 2) == "//") {
        const std::size_t slash = url.find('/', 2);
        out.authority = url.substr(2, slash == std::string_view::npos ? slash : slash - 2);
        url = slash == std::string_view::npos ? std::string_view{} : url.substr(slash);
    }
    out.path = url;
    return out;
}

// RFC 3986, section 5.2.4, in one pass over an absolute path.
std::string remove_dot_segments(std::string_view path) {
    std::vector<std::string_view> kept;
    bool slash_at_end = false;
    for (std::size_t pos = 0; pos < path.size();) {
        const std::size_t next = std::min(path.find('/', pos + 1), path.size());
        const std::string_view segment = path.substr(pos, next - pos);  // with its slash in front
        slash_at_end = false;
        if (segment == "/..") {
            if (!kept.empty()) kept.pop_back();
            slash_at_end = true;
        } else if (segment == "/.") {
            slash_at_end = true;
        } else {
            kept.push_back(segment);
        }
        pos = next;
    }
    std::string out;
    for (const std::string_view segment : kept) out += segment;
    if (slash_at_end) out += '/';
    return out;
}

// What people paste and databases hold: blanks around, line ends inside, backslashes for slashes before the query, an
// & that was escaped too often.
std::string tidy(std::string_view raw) {
    const std::string_view reference = trim(raw);
    std::string out;
    bool in_path = true;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        const char c = reference[i];
        if (c == '\n' || c == '\r' || c == '\t') continue;
        while (c == '&' && reference.substr(i + 1, 4) == "amp;") i += 4;
        if (c == '?' || c == '#') in_path = false;
        out += c == '\\' && in_path ? '/' : c;
    }
    return out;
}

// Percent-encodes what RFC 3986 does not allow; a % that begins no escape becomes %25.
std::string encode(std::string_view part) {
    static constexpr std::string_view allowed = "-._~!$&'()*+,;=:@/?";
    std::string out;
    for (std::size_t i = 0; i < part.size(); ++i) {
        const char c = part[i];
        const bool escape = c == '%' && i + 2 < part.size() &&
                            std::isxdigit(static_cast<unsigned char>(part[i + 1])) != 0 &&
                            std::isxdigit(static_cast<unsigned char>(part[i + 2])) != 0;
        if (is_letter(c) || is_digit(c) || escape || allowed.find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += percent_encode(std::string_view(&c, 1));
        }
    }
    return out;
}

struct CloseIdna {
    void operator()(UIDNA* idna) const { uidna_close(idna); }
};

std::string ascii_host(std::string_view host) {
    UErrorCode status = U_ZERO_ERROR;
    static const std::unique_ptr<UIDNA, CloseIdna> idna(
        uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI, &status));
    if (!idna) return {};
    std::array<char, 256> out{};
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    status = U_ZERO_ERROR;
    const std::int32_t size = uidna_nameToASCII_UTF8(idna.get(), host.data(), static_cast<std::int32_t>(host.size()),
                                                     out.data(), static_cast<std::int32_t>(out.size()), &info, &status);
    if (U_FAILURE(status) != 0 || info.errors != 0 || size <= 0) return {};
    return {out.data(), static_cast<std::size_t>(size)};
}

// An address of IPv6 in brackets or of IPv4, or a name of labels; what ends in digits alone is no name (URL standard).
bool is_host(const std::string& host) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    if (host.front() == '[') {
        return host.back() == ']' &&
               ::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), address.data()) == 1;
    }
    if (host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._") != std::string::npos) return false;
    const std::string name = host.back() == '.' ? host.substr(0, host.size() - 1) : host;
    if (name.empty() || name.front() == '.' || name.find("..") != std::string::npos) return false;
    const std::string last = name.substr(name.rfind('.') + 1);
    const bool is_number = last.find_first_not_of("0123456789") == std::string::npos;
    return !is_number || ::inet_pton(AF_INET, name.c_str(), address.data()) == 1;
}

bool is_port(std::string_view port) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    return port.empty() || (error == std::errc{} && end == port.data() + port.size() && number <= 65535);
}

// host[:port] made canonical; empty when it is none. Names and passwords in front of an @ are refused: they disguise
// where a link leads.
std::string canonical_authority(std::string_view authority, std::string_view scheme) {
    if (authority.find('@') != std::string_view::npos) return {};
    const std::size_t bracket = authority.rfind(']');
    const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    std::string_view port = colon == std::string_view::npos ? std::string_view{} : authority.substr(colon + 1);
    std::string host = to_lower_ascii(authority.substr(0, colon));
    if (!is_port(port)) return {};
    if (host.empty() || host.size() > 253) return {};
    const bool is_ascii =
        std::all_of(host.begin(), host.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (!is_ascii || host.find("xn--") != std::string::npos) host = ascii_host(percent_decode(host));
    if (host.empty() || !is_host(host)) return {};
    if (port == (scheme == "https" ? "443" : "80")) port = {};
    return port.empty() ? host : host + ":" + std::string(port);
}

std::string merged_path(const Parts& base, std::string_view path) {
    if (path.substr(0, 1) == "/") return std::string(path);
    const std::size_t slash = base.path.rfind('/');
    const std::string_view folder = slash == std::string_view::npos ? "/" : base.path.substr(0, slash + 1);
    return std::string(folder) + std::string(path);
}

// Of JSON, an element or a quoted word.
std::string first_quoted_address(std::string_view text) {
    for (std::size_t begin = text.find_first_of("\"'"); begin < text.size();) {
        const std::size_t end = text.find(text[begin], begin + 1);
        if (end == std::string_view::npos) break;
        std::string word(text.substr(begin + 1, end - begin - 1));
        std::erase(word, '\\');  // \/ as JSON may have it
        if (word.find_first_of("/.") != std::string::npos) return word;
        begin = text.find_first_of("\"'", end + 1);
    }
    return {};
}

}  // namespace

std::string address_in_column(std::string_view column) {
    std::string_view text = trim(column);
    if (text.empty() || text.size() > longest_column) return {};
    if (std::string_view("[{<\"'").find(text[0]) != std::string_view::npos) return first_quoted_address(text);
    for (std::size_t at = text.find_first_of(",|;\n"); at < text.size(); at = text.find_first_of(",|;\n", at + 1)) {
        const std::string_view next = trim(text.substr(at + 1));
        if (next.starts_with('/') || next.starts_with("http")) text = trim(text.substr(0, at));
    }
    if (text == "0" || (is_null_value(text) && text.find_first_of("123456789") == std::string_view::npos)) return {};
    return (text.starts_with("www.") ? "//" : "") + std::string(text);
}

std::string resolve_url(std::string_view raw_reference, std::string_view base_url) {
    if (raw_reference.size() > longest_url) return {};
    const std::string reference = tidy(raw_reference);
    if (reference.empty()) return {};
    const Parts link = split(reference);
    const Parts base = split(base_url);
    const std::string scheme = to_lower_ascii(link.scheme.value_or(base.scheme.value_or("")));
    if (scheme != "http" && scheme != "https") return {};
    std::string_view authority;
    std::string path;
    std::optional<std::string_view> query = link.query;
    if (link.scheme || link.authority) {
        if (!link.authority) return {};
        authority = *link.authority;
        path = link.path;
    } else {
        authority = base.authority.value_or("");
        if (link.path.empty()) {
            path = base.path;
            if (!query) query = base.query;
        } else {
            path = merged_path(base, link.path);
        }
    }
    std::string out = canonical_authority(authority, scheme);
    if (out.empty()) return {};
    if (path.empty()) path = "/";
    out = scheme + "://" + out + encode(remove_dot_segments(path));
    if (query) out += "?" + encode(*query);
    if (link.fragment) out += "#" + encode(*link.fragment);
    return out.size() > 3 * longest_url ? std::string{} : out;
}

namespace {

int number_at(std::string_view digits, std::size_t at, std::size_t size) {
    int out = 0;
    for (std::size_t i = at; i < at + size; ++i) out = out * 10 + (digits[i] - '0');
    return out;
}

}  // namespace

std::string day_in_url(std::string_view url) {
    // The digits of the path with their separators - / _ taken out, from each place where 20YY begins a run.
    for (std::size_t at = url.find("20"); at != std::string_view::npos; at = url.find("20", at + 1)) {
        if (at > 0 && is_digit(url[at - 1])) continue;
        std::string digits;
        std::size_t pos = at;
        for (; pos < url.size() && digits.size() < 8; ++pos) {
            const bool separator = url[pos] == '/' || url[pos] == '-' || url[pos] == '_';
            if (separator && (digits.size() == 4 || digits.size() == 6)) continue;
            if (!is_digit(url[pos])) break;
            digits += url[pos];
        }
        const bool ends = pos >= url.size() || !is_digit(url[pos]) || digits.size() < 8;
        if (digits.size() != 8 || !ends) continue;
        const int month = number_at(digits, 4, 2);
        const int day = number_at(digits, 6, 2);
        if (month < 1 || month > 12 || day < 1 || day > 31) continue;
        return digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6, 2);
    }
    return {};
}

}  // namespace syndicated::normalise
