#include "http/listen.hpp"

#include "syndicated/base/text.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

namespace syndicated::http {

namespace {

struct HostPort {
    std::string host, port;
};

Result<HostPort> split(std::string_view where) {
    const Error malformed{Errc::invalid_input,
                          "cannot listen on " + quote(where) + ": expected HOST:PORT or [IPV6]:PORT, port 0 to 65535"};
    const std::size_t colon = where.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return malformed;
    std::string_view host = where.substr(0, colon);
    const std::string_view port = where.substr(colon + 1);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (!bracketed && host.find_first_of(":[]") != std::string_view::npos) return malformed;
    const bool digits = std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (port.empty() || port.size() > 5 || !digits || std::stoi(std::string(port)) > 65535) return malformed;
    return HostPort{std::string(host), std::string(port)};
}

std::string advice_for(int error) {
    switch (error) {
        case EADDRINUSE:
            return "another program listens there already; stop it, or choose another port in [http] listen";
        case EACCES:
            return "no right to use this port; choose one from 1024 on in [http] listen, or grant CAP_NET_BIND_SERVICE";
        case EADDRNOTAVAIL: return "this machine has no such address; correct [http] listen (0.0.0.0: all of IPv4)";
        case EAFNOSUPPORT:
            return "this machine has no such kind of address (IPv6 switched off?); correct [http] listen";
        default: return std::generic_category().message(error);
    }
}

std::string address_of(int fd) {
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    std::array<char, NI_MAXHOST> host{};
    std::array<char, NI_MAXSERV> port{};
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) != 0 ||
        ::getnameinfo(reinterpret_cast<const sockaddr*>(&bound), size, host.data(), host.size(), port.data(),
                      port.size(), NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
        return "?";
    }
    const std::string name = host.data();
    return (bound.ss_family == AF_INET6 ? "[" + name + "]" : name) + ":" + port.data();
}

// 0, or the errno of what failed.
int open_listener(const addrinfo& info, std::vector<Listening>& out) {
    Descriptor socket(::socket(info.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (socket.get() < 0) return errno;
    const int on = 1;
    // Bound anew while connections of a former process are still in TIME_WAIT.
    if (::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) return errno;
    // [::] is IPv6 alone, so that it can stand beside 0.0.0.0 whatever bindv6only says.
    if (info.ai_family == AF_INET6 && ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0) {
        return errno;
    }
    if (::bind(socket.get(), info.ai_addr, info.ai_addrlen) != 0) return errno;
    if (::listen(socket.get(), SOMAXCONN) != 0) return errno;
    std::string address = address_of(socket.get());
    out.push_back(Listening{std::move(socket), info.ai_family == AF_INET6, std::move(address)});
    return 0;
}

// The machine lacks the address, which is no failure when a name has another one.
bool is_missing_here(int error) {
    return error == EADDRNOTAVAIL || error == EAFNOSUPPORT;
}

}  // namespace

Descriptor::~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
}

Result<std::vector<Listening>> listen_on(std::string_view where) {
    const auto parts = split(where);
    if (!parts) return parts.error();
    const std::string what = "cannot listen on " + quote(where) + ": ";
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int failed = ::getaddrinfo(parts->host.c_str(), parts->port.c_str(), &hints, &found);
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
    if (failed != 0) return Error{Errc::unavailable, what + ::gai_strerror(failed) + "; correct [http] listen"};
    std::vector<Listening> out;
    int last_error = EADDRNOTAVAIL;
    for (const addrinfo* info = found; info != nullptr; info = info->ai_next) {
        const int error = open_listener(*info, out);
        if (error == 0) continue;
        last_error = error;
        if (!is_missing_here(error)) return Error{Errc::unavailable, what + advice_for(error)};
    }
    if (out.empty()) return Error{Errc::unavailable, what + advice_for(last_error)};
    return out;
}

}  // namespace syndicated::http
