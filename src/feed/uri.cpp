#include "feed/uri.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

namespace syndicated::feed {

namespace {

constexpr std::uint32_t base = 36;
constexpr std::uint32_t lowest_threshold = 1, highest_threshold = 26;

char digit(std::uint32_t value) {
    return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26));
}

std::uint32_t threshold(std::uint32_t k, std::uint32_t bias) {
    return k <= bias ? lowest_threshold : std::min(k - bias, highest_threshold);
}

// RFC 3492, section 6.1.
std::uint32_t adapt(std::uint32_t delta, std::uint32_t points, bool first) {
    delta = first ? delta / 700 : delta / 2;
    delta += delta / points;
    std::uint32_t k = 0;
    for (; delta > ((base - lowest_threshold) * highest_threshold) / 2; k += base) delta /= base - lowest_threshold;
    return k + (base - lowest_threshold + 1) * delta / (delta + 38);
}

void append_variable(std::string& out, std::uint32_t delta, std::uint32_t bias) {
    std::uint32_t rest = delta;
    for (std::uint32_t k = base;; k += base) {
        const std::uint32_t t = threshold(k, bias);
        if (rest < t) break;
        out += digit(t + (rest - t) % (base - t));
        rest = (rest - t) / (base - t);
    }
    out += digit(rest);
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// RFC 3986, section 2: unreserved and reserved.
bool may_stand(char c) {
    static constexpr auto table = [] {
        std::array<bool, 256> out{};
        for (char letter = 'a'; letter <= 'z'; ++letter) out.at(static_cast<std::size_t>(letter)) = true;
        for (char letter = 'A'; letter <= 'Z'; ++letter) out.at(static_cast<std::size_t>(letter)) = true;
        for (char digit = '0'; digit <= '9'; ++digit) out.at(static_cast<std::size_t>(digit)) = true;
        for (const char c : std::string_view("-._~:/?#@!$&'()*+,;=")) out.at(static_cast<std::size_t>(c)) = true;
        return out;
    }();
    return table.at(static_cast<unsigned char>(c));
}

void append_encoded(std::string& out, std::string_view text) {
    if (std::all_of(text.begin(), text.end(), may_stand)) {
        out += text;
        return;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2]);
        if (escape || may_stand(text[i])) {
            out += text[i];
        } else {
            out += percent_encode(text.substr(i, 1));
        }
    }
}

void append_label(std::string& out, std::u32string_view label) {
    const bool plain = std::all_of(label.begin(), label.end(), [](char32_t c) { return c < 0x80; });
    if (!plain) out += "xn--";
    if (!plain) out += punycode(label);
    if (plain) std::for_each(label.begin(), label.end(), [&out](char32_t c) { append_utf8(out, c); });
}

// RFC 3490, section 3.1: these stand for a dot too.
bool is_dot(char32_t c) {
    return c == U'.' || c == 0x3002 || c == 0xFF0E || c == 0xFF61;
}

void append_host(std::string& out, std::string_view host) {
    const bool address = host.size() > 2 && host.front() == '[' && host.back() == ']';  // the only place for brackets
    if (address && is_ascii(host)) {
        out += host;
        return;
    }
    if (is_ascii(host) || !is_valid_utf8(host)) return append_encoded(out, host);
    std::u32string label;
    for (std::size_t pos = 0; pos < host.size();) {
        const char32_t c = next_code_point(host, pos);
        if (!is_dot(c)) {
            label += c >= U'A' && c <= U'Z' ? c - U'A' + U'a' : c;
            continue;
        }
        append_label(out, label);
        out += '.';
        label.clear();
    }
    append_label(out, label);
}

}  // namespace

std::string punycode(std::u32string_view label) {
    std::string out;
    for (const char32_t c : label) {
        if (c < 0x80) out += static_cast<char>(c);
    }
    auto done = static_cast<std::uint32_t>(out.size());
    const std::uint32_t basic = done;
    if (basic > 0) out += '-';
    std::uint32_t n = 0x80, delta = 0, bias = 72;
    while (done < label.size()) {
        std::uint32_t next = std::numeric_limits<std::uint32_t>::max();
        for (const char32_t c : label) {
            if (c >= n) next = std::min(next, static_cast<std::uint32_t>(c));
        }
        if (next - n > (std::numeric_limits<std::uint32_t>::max() - delta) / (done + 1)) return {};
        delta += (next - n) * (done + 1);
        n = next;
        for (const char32_t c : label) {
            if (c < n) ++delta;
            if (c != n) continue;
            append_variable(out, delta, bias);
            bias = adapt(delta, done + 1, done == basic);
            delta = 0;
            ++done;
        }
        ++delta;
        ++n;
    }
    return out;
}

std::string to_uri(std::string_view iri) {
    std::string out;
    out.reserve(iri.size());
    const std::size_t scheme = iri.find("://");
    if (scheme == std::string_view::npos || iri.find_first_of("/?#") < scheme) {
        append_encoded(out, iri);
        return out;
    }
    const std::size_t begin = scheme + 3;
    const std::size_t end = std::min(iri.find_first_of("/?#", begin), iri.size());
    const std::string_view authority = iri.substr(begin, end - begin);
    const std::size_t user = authority.rfind('@');
    const std::size_t host = user == std::string_view::npos ? 0 : user + 1;
    const std::size_t bracket = std::max(authority.rfind(']') + 1, host);  // behind it, or none
    const std::size_t port = std::min(authority.find(':', bracket), authority.size());
    append_encoded(out, iri.substr(0, begin + host));
    append_host(out, authority.substr(host, port - host));
    append_encoded(out, authority.substr(port));
    append_encoded(out, iri.substr(end));
    return out;
}

}  // namespace syndicated::feed
