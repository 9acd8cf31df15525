#include "http/listen.hpp"

#include "syndicated/base/text.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace syndicated::http {

namespace {

struct HostPort {
    std::string host, port;
};

Result<HostPort> split(std::string_view where) {
    const Error malformed{Errc::invalid_input, "cannot listen on " + quote(where) +
                                                   ": expected HOST:PORT or [IPV6]:PORT, port 0 to 65535, "
                                                   "or unix:PATH"};
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
        default: return errno_message(error);
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

// For the connections that are accepted, too, which inherit it.
void set_for_short_answers(int fd) {
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    // A connection is accepted when its first request is there, or after a second without: it is then read at once, and
    // one that never asks costs nothing for so long.
    const int seconds = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, sizeof seconds);
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
    set_for_short_answers(socket.get());
    if (::listen(socket.get(), SOMAXCONN) != 0) return errno;
    std::string address = address_of(socket.get());
    out.push_back(Listening{std::move(socket), info.ai_family, std::move(address), SocketFile()});
    return 0;
}

// The machine lacks the address, which is no failure when a name has another one.
bool is_missing_here(int error) {
    return error == EADDRNOTAVAIL || error == EAFNOSUPPORT;
}

std::string unix_advice_for(int error) {
    switch (error) {
        case EADDRINUSE:
            return "another program listens there already; stop it, or choose another file in [http] listen";
        case ENOTSOCK: return "there is a file that is no socket; remove it, or choose another in [http] listen";
        case ENOENT:
        case ENOTDIR: return "its folder does not exist; make it, or correct [http] listen";
        case EACCES:
        case EPERM:
        case EROFS: return "no right to make a file there; choose another folder in [http] listen";
        default: return errno_message(error);
    }
}

// Makes the name free: one that a dead process left is removed. 0, or the errno that says why it is not free.
int free_name(const sockaddr_un& name) {
    struct stat status {};
    if (::lstat(name.sun_path, &status) != 0) return errno == ENOENT ? 0 : errno;
    if (!S_ISSOCK(status.st_mode)) return ENOTSOCK;
    const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (probe.get() < 0) return errno;
    // Only ECONNREFUSED says that nobody listens; EAGAIN is a full backlog, others are no answer.
    const int error = ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0 ? 0 : errno;
    if (error == 0 || error == EAGAIN) return EADDRINUSE;
    if (error != ECONNREFUSED) return error;
    return ::unlink(name.sun_path) == 0 ? 0 : errno;
}

Result<std::vector<Listening>> listen_on_unix(std::string_view path) {
    const std::string address = "unix:" + std::string(path);
    const std::string what = "cannot listen on " + quote(address) + ": ";
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    if (path.empty() || path.find('\0') != std::string_view::npos || path.size() >= sizeof name.sun_path) {
        return Error{Errc::invalid_input,
                     what + "expected a path of 1 to " + std::to_string(sizeof name.sun_path - 1) + " bytes"};
    }
    path.copy(name.sun_path, path.size());
    const auto failed = [&what](int error) { return Error{Errc::unavailable, what + unix_advice_for(error)}; };
    if (const int error = free_name(name); error != 0) return failed(error);
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (socket.get() < 0) return failed(errno);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) return failed(errno);
    SocketFile file{std::string(path)};
    // Writing is what connecting needs (unix(7)): for user and group, whatever the umask. Nobody can connect before
    // listen().
    constexpr mode_t user_and_group = 0660;
    if (::chmod(name.sun_path, user_and_group) != 0) return failed(errno);
    if (::listen(socket.get(), SOMAXCONN) != 0) return failed(errno);
    std::vector<Listening> out;
    out.push_back(Listening{std::move(socket), AF_UNIX, address, std::move(file)});
    return out;
}

}  // namespace

SocketFile::~SocketFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
}

Result<std::vector<Listening>> listen_on(std::string_view where) {
    constexpr std::string_view unix_prefix = "unix:";
    if (where.starts_with(unix_prefix)) return listen_on_unix(where.substr(unix_prefix.size()));
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
