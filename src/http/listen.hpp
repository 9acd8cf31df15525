// Opens the sockets that are listened on. Plain POSIX, so that the messages can say what to do.
#pragma once

#include "syndicated/base/result.hpp"

#include "http/descriptor.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syndicated::http {

// The name of a Unix socket in the file system, removed with it; empty: none. It goes before its socket is closed:
// while that listens, no other process takes the name for a dead one's.
class SocketFile {
public:
    SocketFile() = default;
    explicit SocketFile(std::string path) : path_(std::move(path)) {}
    SocketFile(SocketFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    SocketFile& operator=(SocketFile&&) = delete;
    ~SocketFile();

private:
    std::string path_;
};

struct Listening {
    Descriptor socket;
    int family;           // AF_INET, AF_INET6 or AF_UNIX
    std::string address;  // as bound: "127.0.0.1:8080", "[::1]:8080", "unix:/run/syndicated/http.sock"
    SocketFile file;
};

// `where`: "HOST:PORT" or "[IPV6]:PORT"; a name stands for all its addresses on this machine. Or "unix:PATH": a socket
// file for user and group; one that nobody listens on any more is replaced. invalid_input: not of these forms.
// unavailable: the address, why it cannot be had, and what to do.
[[nodiscard]] Result<std::vector<Listening>> listen_on(std::string_view where);

}  // namespace syndicated::http
