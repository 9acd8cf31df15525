// http_load PORT RATE SECONDS CONNECTIONS PATH [FIELD...]: sends RATE requests a second to 127.0.0.1 and prints how
// long the answers took, in microseconds: count, median, 99 %, 99.9 %, longest. A request's time runs from when it was
// due, not from when a connection was free for it: a server that stops for a while is charged with all that had to
// wait.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using SteadyClock = std::chrono::steady_clock;
using Time = SteadyClock::time_point;
using std::chrono::nanoseconds;

struct Connection {
    int fd = -1;
    Time due{};
    std::string head;         // until it is complete
    std::size_t missing = 0;  // of the body
    bool in_body = false;
};

struct Answer {
    nanoseconds at;
    nanoseconds took;
};

int connect_to(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_port = htons(port);
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || ::connect(fd, reinterpret_cast<const sockaddr*>(&there), sizeof there) != 0) {
        throw std::runtime_error("cannot connect");
    }
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

std::size_t body_bytes(std::string_view head) {
    constexpr std::string_view name = "\r\nContent-Length: ";
    const std::size_t at = head.find(name);
    return at == std::string_view::npos ? 0 : std::strtoul(head.data() + at + name.size(), nullptr, 10);
}

class Load {
public:
    Load(std::uint16_t port, double rate, std::size_t connections, std::string request)
        : request_(std::move(request)), gap_(static_cast<std::int64_t>(1e9 / rate)), connections_(connections) {
        for (std::size_t i = 0; i < connections; ++i) {
            connections_[i].fd = connect_to(port);
            epoll_event wanted{EPOLLIN, {.u64 = i}};
            ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_[i].fd, &wanted);
            free_.push_back(i);
        }
    }

    // All answers but those of the first second, by when they came.
    std::vector<Answer> run(std::chrono::seconds span) {
        const Time begin = SteadyClock::now();
        warm_ = begin + std::chrono::seconds{1};
        Time next = begin;
        for (Time now = begin; now < begin + span; now = SteadyClock::now()) {
            for (; next <= now && !free_.empty(); next += gap_) send(next);
            const Time wake = free_.empty() ? begin + span : std::min(next, begin + span);
            wait(std::max(wake - SteadyClock::now(), nanoseconds{0}));
        }
        while (free_.size() < connections_.size()) wait(std::chrono::seconds{1});
        return answers_;
    }

private:
    void send(Time due) {
        Connection& connection = connections_[free_.back()];
        free_.pop_back();
        connection.due = due;
        if (::send(connection.fd, request_.data(), request_.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(request_.size())) {
            throw std::runtime_error("cannot send");
        }
    }

    void wait(nanoseconds span) {
        std::array<epoll_event, 64> events{};
        const timespec timeout{span.count() / 1000000000, span.count() % 1000000000};
        const int ready = ::epoll_pwait2(epoll_, events.data(), events.size(), &timeout, nullptr);
        for (int i = 0; i < ready; ++i) receive(events[static_cast<std::size_t>(i)].data.u64);
    }

    void receive(std::size_t index) {
        Connection& connection = connections_[index];
        const ssize_t got = ::recv(connection.fd, buffer_.data(), buffer_.size(), 0);
        if (got <= 0) throw std::runtime_error("the server has closed");
        std::string_view bytes(buffer_.data(), static_cast<std::size_t>(got));
        if (!connection.in_body) {
            connection.head += bytes;
            const std::size_t end = connection.head.find("\r\n\r\n");
            if (end == std::string::npos) return;
            connection.missing = body_bytes(connection.head);
            connection.in_body = true;
            bytes = std::string_view(connection.head).substr(end + 4);
        }
        connection.missing -= bytes.size();
        if (connection.missing > 0) return;
        connection.in_body = false;
        connection.head.clear();
        free_.push_back(index);
        const Time now = SteadyClock::now();
        if (now > warm_) answers_.push_back({now - warm_, now - connection.due});
    }

    std::string request_;
    nanoseconds gap_;
    int epoll_ = ::epoll_create1(0);
    std::vector<Connection> connections_;
    std::vector<std::size_t> free_;
    std::vector<Answer> answers_;
    std::array<char, 65536> buffer_{};
    Time warm_{};
};

// That many thousandths took no longer; in microseconds.
double at_thousandths(std::vector<nanoseconds> times, std::size_t thousandths) {
    const std::size_t place = std::min(times.size() * thousandths / 1000, times.size() - 1);
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(place), times.end());
    return static_cast<double>(times[place].count()) / 1e3;
}

double usual_99(const std::vector<Answer>& answers) {
    std::map<std::int64_t, std::vector<nanoseconds>> tenths;
    for (const Answer& answer : answers) tenths[answer.at / std::chrono::milliseconds{100}].push_back(answer.took);
    std::vector<double> out;
    for (const auto& [number, times] : tenths) out.push_back(at_thousandths(times, 990));
    std::sort(out.begin(), out.end());
    return out[out.size() / 2];
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 6) throw std::runtime_error("PORT RATE SECONDS CONNECTIONS PATH [FIELD...]");
    std::string request = "GET " + std::string(argv[5]) + " HTTP/1.1\r\nHost: localhost\r\n";
    for (int i = 6; i < argc; ++i) request += std::string(argv[i]) + "\r\n";
    Load load(static_cast<std::uint16_t>(std::atoi(argv[1])), std::atof(argv[2]),
              static_cast<std::size_t>(std::atoi(argv[4])), request + "\r\n");
    const auto answers = load.run(std::chrono::seconds{std::atoi(argv[3])});
    if (answers.empty()) throw std::runtime_error("no answer after the first second");
    std::vector<nanoseconds> times;
    for (const Answer& answer : answers) times.push_back(answer.took);
    std::printf("%zu", times.size());
    for (const std::size_t share : {500U, 990U, 999U, 1000U}) {
        std::printf(" %.0f", at_thousandths(times, share));
    }
    std::printf(" %.0f\n", usual_99(answers));
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "http_load: %s\n", error.what());
    return 1;
}
