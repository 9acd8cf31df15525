// Callbacks on loopback in a process of their own, as cheap as they can be: they answer challenges and take deliveries.
// Those whose path begins with /hang take a delivery and never answer it.
#pragma once

#include <fmt/format.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace syndicated::bench {

inline constexpr std::size_t most_arrivals = 4'000'000;
inline constexpr int receiver_ports = 8;

// Written by the receivers, read by whoever measures.
struct Arrivals {
    std::atomic<std::size_t> count{0}, verifications{0};
    std::atomic<std::size_t> wanted{0};  // as soon as the count is this, `enough` tells
    const int enough = ::eventfd(0, EFD_CLOEXEC);
    std::array<std::int64_t, most_arrivals> at_ns;
};

inline std::int64_t now_ns() {
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

// Answers challenges and takes deliveries, as cheaply as that can be done.
class Receivers {
public:
    explicit Receivers(Arrivals& arrivals) : arrivals_(arrivals) {
        for (int& fd : listeners_) {
            fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
            sockaddr_in here{};
            here.sin_family = AF_INET;
            here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            socklen_t size = sizeof here;
            if (::bind(fd, reinterpret_cast<sockaddr*>(&here), size) != 0 || ::listen(fd, 1024) != 0) {
                throw std::runtime_error("cannot listen");
            }
            ::getsockname(fd, reinterpret_cast<sockaddr*>(&here), &size);
            ports_.push_back(ntohs(here.sin_port));
        }
    }
    [[nodiscard]] const std::vector<int>& port_numbers() const { return ports_; }

    [[noreturn]] void run() {
        const int epoll = ::epoll_create1(0);
        const auto watch = [epoll](int fd) {
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.fd = fd;
            ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
        };
        for (const int fd : listeners_) watch(fd);
        std::array<epoll_event, 256> events{};
        for (;;) {
            const int ready = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
            for (int i = 0; i < ready; ++i) {
                const int fd = events[static_cast<std::size_t>(i)].data.fd;
                if (std::find(listeners_.begin(), listeners_.end(), fd) == listeners_.end()) {
                    serve(fd);
                } else if (const int client = ::accept4(fd, nullptr, nullptr, SOCK_NONBLOCK); client >= 0) {
                    const int on = 1;
                    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                    watch(client);
                }
            }
        }
    }

private:
    void serve(int fd) {
        std::string& seen = buffers_[fd];
        const ssize_t got = ::recv(fd, chunk_.data(), chunk_.size(), 0);
        if (got <= 0) {
            buffers_.erase(fd);
            ::close(fd);
            return;
        }
        seen.append(chunk_.data(), static_cast<std::size_t>(got));
        for (;;) {
            const std::size_t end = seen.find("\r\n\r\n");
            if (end == std::string::npos) return;
            const std::string_view head(seen.data(), end);
            const std::size_t field = head.find("Content-Length: ");
            const std::size_t length =
                field == std::string_view::npos ? 0 : std::strtoul(seen.c_str() + field + 16, nullptr, 10);
            if (seen.size() < end + 4 + length) return;
            const bool hangs = head.substr(0, 10) == "POST /hang";
            std::string answer = hangs ? "" : "HTTP/1.1 204 No Content\r\n\r\n";
            if (const std::size_t mark = head.find("hub.challenge="); mark != std::string_view::npos) {
                const std::string_view challenge = head.substr(mark + 14, head.find_first_of("& ", mark) - mark - 14);
                answer = fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", challenge.size(), challenge);
                ++arrivals_.verifications;
            } else if (!hangs) {
                const std::size_t place = arrivals_.count.load();
                if (place < most_arrivals) arrivals_.at_ns[place] = now_ns();
                arrivals_.count.store(place + 1);
                const std::uint64_t one = 1;
                if (place + 1 == arrivals_.wanted.load()) (void)!::write(arrivals_.enough, &one, sizeof one);
            }
            (void)::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
            seen.erase(0, end + 4 + length);
        }
    }

    Arrivals& arrivals_;
    std::array<int, receiver_ports> listeners_{};
    std::vector<int> ports_;
    std::unordered_map<int, std::string> buffers_;
    std::array<char, 64UL * 1024> chunk_{};
};

}  // namespace syndicated::bench
