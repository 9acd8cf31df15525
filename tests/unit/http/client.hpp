// A client on a raw socket: sends what it is told, reads what comes, never waits longer than some seconds.
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace syndicated::http::testing {

struct Answer {
    int status = 0;  // 0: the connection ended without one
    std::string head, body;

    [[nodiscard]] std::string field(const std::string& name) const {
        const std::size_t at = head.find("\r\n" + name + ": ");
        if (at == std::string::npos) return "-";
        const std::size_t from = at + name.size() + 4;
        return head.substr(from, head.find("\r\n", from) - from);
    }
};

class Client {
public:
    // address: "127.0.0.1:PORT" or "unix:PATH". from: the client's own loopback address.
    explicit Client(const std::string& address, std::string_view from = {})
        : fd_(::socket(address.starts_with("unix:") ? AF_UNIX : AF_INET, SOCK_STREAM, 0)) {
        if (address.starts_with("unix:")) {
            connect_unix(address.substr(5));
            return;
        }
        sockaddr_in own = loopback(0);
        if (!from.empty()) {
            own.sin_addr.s_addr = htonl(0x7F000000U + static_cast<std::uint32_t>(std::atoi(from.data())));
            if (::bind(fd_, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0) throw std::runtime_error("bind");
        }
        const auto port = static_cast<std::uint16_t>(std::atoi(address.substr(address.rfind(':') + 1).c_str()));
        const sockaddr_in there = loopback(port);
        if (::connect(fd_, reinterpret_cast<const sockaddr*>(&there), sizeof there) != 0) {
            ::close(fd_);
            throw std::runtime_error("cannot connect to " + address);
        }
    }
    Client(Client&& other) noexcept : fd_(other.fd_), waiting_(std::move(other.waiting_)) { other.fd_ = -1; }
    Client& operator=(Client&&) = delete;
    ~Client() {
        if (fd_ >= 0) ::close(fd_);
    }

    [[nodiscard]] int fd() const { return fd_; }

    // False: the server has closed.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void half_close() { ::shutdown(fd_, SHUT_WR); }

    // The next response; its body by Content-Length.
    Answer read(bool head_only = false) {
        Answer answer;
        std::size_t end = std::string::npos;
        while ((end = waiting_.find("\r\n\r\n")) == std::string::npos) {
            if (!more()) return answer;
        }
        answer.head = waiting_.substr(0, end + 4);
        waiting_.erase(0, end + 4);
        answer.status = std::atoi(answer.head.c_str() + 9);
        const std::string length = answer.field("Content-Length");
        const std::size_t wanted = head_only || length == "-" ? 0 : std::stoul(length);
        while (waiting_.size() < wanted && more()) continue;
        answer.body = waiting_.substr(0, wanted);
        waiting_.erase(0, wanted);
        return answer;
    }
    Answer ask(std::string_view request, bool head_only = false) {
        send(request);
        return read(head_only);
    }
    // Something has come, or the server has closed.
    [[nodiscard]] bool readable(int wait_ms = 0) const {
        pollfd waiting{fd_, POLLIN, 0};
        return ::poll(&waiting, 1, wait_ms) > 0;
    }
    // Nothing more has come, and the server has closed its side (a reset counts too).
    bool at_end() { return waiting_.empty() && !more() && !timed_out_; }
    [[nodiscard]] bool timed_out() const { return timed_out_; }

private:
    void connect_unix(const std::string& path) {
        sockaddr_un there{};
        there.sun_family = AF_UNIX;
        path.copy(there.sun_path, sizeof there.sun_path - 1);
        if (::connect(fd_, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0) return;
        ::close(fd_);
        throw std::runtime_error("cannot connect to " + path);
    }

    static sockaddr_in loopback(std::uint16_t port) {
        sockaddr_in out{};
        out.sin_family = AF_INET;
        out.sin_port = htons(port);
        out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return out;
    }

    bool more() {
        if (!readable(10000)) {
            timed_out_ = true;
            return false;
        }
        std::array<char, 65536> bytes{};
        const ssize_t got = ::recv(fd_, bytes.data(), bytes.size(), 0);
        if (got <= 0) return false;
        waiting_.append(bytes.data(), static_cast<std::size_t>(got));
        return true;
    }

    int fd_;
    std::string waiting_;
    bool timed_out_ = false;
};

}  // namespace syndicated::http::testing
