#include "support/fake_hub.hpp"

#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include <cerrno>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace syndicated::testing {

namespace {

using std::chrono::milliseconds;

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

int listen_on(int& port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (fd < 0 || ::bind(fd, any, sizeof address) != 0 || ::listen(fd, 1024) != 0) fail("FakeHub");
    socklen_t size = sizeof address;
    ::getsockname(fd, any, &size);
    port = ntohs(address.sin_port);
    return fd;
}

bool send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string head_of(const HubAnswer& answer) {
    std::string head = fmt::format("HTTP/1.1 {} Answer\r\n", answer.status);
    for (const auto& [name, value] : answer.headers) head += fmt::format("{}: {}\r\n", name, value);
    return head;
}

}  // namespace

std::string HubRequest::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (equal_ignoring_case(key, name)) return value;
    }
    return {};
}

std::string HubRequest::field(std::string_view name) const {
    const std::string form = "&" + body;
    const std::string key = "&" + std::string(name) + "=";
    const auto at = form.find(key);
    if (at == std::string::npos) return {};
    const auto begin = at + key.size();
    return percent_decode(std::string_view(form).substr(begin, std::min(form.find('&', begin), form.size()) - begin));
}

FakeHub::FakeHub() : FakeHub([](const HubRequest&) { return HubAnswer{}; }) {}

FakeHub::FakeHub(Handler handler) : handler_(std::move(handler)) {
    start();
}

FakeHub::~FakeHub() {
    stop();
}

std::string FakeHub::url(std::string_view path) const {
    return fmt::format("http://127.0.0.1:{}{}", port_, path);
}

void FakeHub::set_handler(Handler handler) {
    const std::lock_guard lock(mutex_);
    handler_ = std::move(handler);
}

void FakeHub::set_answer(HubAnswer answer) {
    set_handler([answer = std::move(answer)](const HubRequest&) { return answer; });
}

void FakeHub::start() {
    if (listener_ >= 0) return;
    stopping_ = false;
    listener_ = listen_on(port_);
    acceptor_ = std::thread([this] { accept_all(); });
}

void FakeHub::stop() {
    if (listener_ < 0) return;
    {
        const std::lock_guard lock(mutex_);  // or a pause() that is just beginning misses it
        stopping_ = true;
    }
    changed_.notify_all();
    acceptor_.join();
    ::close(listener_);
    listener_ = -1;
    for (Connection& connection : connections_) ::shutdown(connection.fd, SHUT_RDWR);
    join_finished(true);
}

std::vector<HubRequest> FakeHub::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

std::size_t FakeHub::request_count() const {
    const std::lock_guard lock(mutex_);
    return requests_.size();
}

bool FakeHub::wait_for_requests(std::size_t count, milliseconds timeout) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, timeout, [&] { return requests_.size() >= count; });
}

void FakeHub::accept_all() {
    while (!stopping_) {
        pollfd waiting{listener_, POLLIN, 0};
        if (::poll(&waiting, 1, 20) <= 0) continue;
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) continue;
        join_finished(false);
        Connection& connection = connections_.emplace_back();
        connection.fd = fd;
        connection.thread = std::thread([this, &connection] { serve(connection); });
    }
}

void FakeHub::join_finished(bool all) {
    for (auto it = connections_.begin(); it != connections_.end();) {
        if (!all && !it->done) {
            ++it;
            continue;
        }
        it->thread.join();
        ::close(it->fd);
        it = connections_.erase(it);
    }
}

void FakeHub::serve(Connection& connection) {
    std::string buffer;
    bool open = true;
    while (open && !stopping_) {
        HubRequest request;
        if (!read_request(connection.fd, buffer, request)) break;
        const int now = ++at_once_;
        for (int most = most_at_once_; now > most && !most_at_once_.compare_exchange_weak(most, now);) {
        }
        HubAnswer given;
        {
            const std::lock_guard lock(mutex_);
            given = handler_(request);
            requests_.push_back(std::move(request));
        }
        changed_.notify_all();
        open = answer(connection.fd, given);
        --at_once_;
    }
    ::shutdown(connection.fd, SHUT_RDWR);
    connection.done = true;
}

bool FakeHub::read_request(int fd, std::string& buffer, HubRequest& request) const {
    std::size_t head_end = std::string::npos, length = 0;
    while (true) {
        if (head_end == std::string::npos && (head_end = buffer.find("\r\n\r\n")) != std::string::npos) {
            std::size_t line = buffer.find("\r\n");
            const auto blank = buffer.find(' ');
            request.method = buffer.substr(0, blank);
            request.target = buffer.substr(blank + 1, buffer.find(' ', blank + 1) - blank - 1);
            while (line < head_end) {
                const auto next = buffer.find("\r\n", line + 2);
                const std::string_view text = std::string_view(buffer).substr(line + 2, next - line - 2);
                const auto colon = std::min(text.find(':'), text.size() - 1);
                request.headers.emplace_back(text.substr(0, colon), trim(text.substr(colon + 1)));
                line = next;
            }
            length = std::strtoul(request.header("Content-Length").c_str(), nullptr, 10);
        }
        if (head_end != std::string::npos && buffer.size() >= head_end + 4 + length) break;
        char chunk[4096];
        const auto got = ::recv(fd, chunk, sizeof chunk, 0);
        if (got <= 0) return false;
        buffer.append(chunk, static_cast<std::size_t>(got));
    }
    request.body = buffer.substr(head_end + 4, length);
    request.at = std::chrono::steady_clock::now();
    buffer.erase(0, head_end + 4 + length);
    return true;
}

bool FakeHub::answer(int fd, const HubAnswer& answer) const {
    using Way = HubAnswer::Way;
    pause(answer.delay);
    switch (answer.way) {
        case Way::whole: {
            std::string text = head_of(answer);
            if (answer.status != 204) text += fmt::format("Content-Length: {}\r\n", answer.body.size());
            return send_all(fd, text + "\r\n" + answer.body);
        }
        case Way::close_at_once: return false;
        case Way::reset: {
            const linger at_once{1, 0};
            ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
            // Connecting to nowhere is what makes the kernel send RST before the descriptor is closed.
            sockaddr nowhere{};
            nowhere.sa_family = AF_UNSPEC;
            ::connect(fd, &nowhere, sizeof nowhere);
            return false;
        }
        case Way::hang_after_head: send_all(fd, head_of(answer) + "Content-Length: 100\r\n\r\n"); [[fallthrough]];
        case Way::hang: {
            char byte = 0;
            (void)::recv(fd, &byte, 1, 0);
            return false;
        }
        case Way::trickle:
            for (bool open = send_all(fd, head_of(answer) + "\r\n"); open && !stopping_; open = send_all(fd, "x")) {
                pause(milliseconds(20));
            }
            return false;
        case Way::flood: {
            const std::string block(65536, 'x');
            for (bool open = send_all(fd, head_of(answer) + "\r\n"); open && !stopping_; open = send_all(fd, block)) {
            }
            return false;
        }
        case Way::flood_of_head: {
            const std::string line = "X-More: " + std::string(1000, 'x') + "\r\n";
            for (bool open = send_all(fd, head_of(answer)); open && !stopping_; open = send_all(fd, line)) {
            }
            return false;
        }
        case Way::raw: send_all(fd, answer.body); return false;
    }
    return false;
}

// Ends early when the hub stops.
void FakeHub::pause(milliseconds time) const {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, time, [this] { return stopping_.load(); });
}

}  // namespace syndicated::testing
