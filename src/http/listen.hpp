// Opens the sockets that are listened on. Plain POSIX, so that the messages can say what to do.
#pragma once

#include "syndicated/base/result.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syndicated::http {

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor();

    [[nodiscard]] int get() const { return fd_; }
    [[nodiscard]] int release() { return std::exchange(fd_, -1); }

private:
    int fd_;
};

struct Listening {
    Descriptor socket;
    bool ipv6;
    std::string address;  // as bound: "127.0.0.1:8080", "[::1]:8080"
};

// `where`: "HOST:PORT" or "[IPV6]:PORT"; a name stands for all its addresses on this machine. invalid_input: not of
// that form. unavailable: the address, why it cannot be had, and what to do.
[[nodiscard]] Result<std::vector<Listening>> listen_on(std::string_view where);

}  // namespace syndicated::http
