#include "app/notify.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ctime>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace syndicated::app {

namespace {

std::optional<std::int64_t> number(const char* text) {
    if (text == nullptr) return std::nullopt;
    const std::string_view all(text);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(all.data(), all.data() + all.size(), value);
    if (error != std::errc() || end != all.data() + all.size()) return std::nullopt;
    return value;
}

// A line of its own in a message of lines.
std::string one_line(std::string_view text) {
    std::string line(text);
    for (char& c : line) {
        if (c == '\n' || c == '\r') c = ' ';
    }
    return line;
}

}  // namespace

Notify::Notify(const Environment& environment) {
    const char* socket = environment("NOTIFY_SOCKET");
    if (socket == nullptr || (socket[0] != '/' && socket[0] != '@')) return;
    address_ = socket;
    if (address_.size() >= sizeof(sockaddr_un::sun_path)) return;
    if (address_[0] == '@') address_[0] = '\0';
    fd_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    const auto interval = number(environment("WATCHDOG_USEC"));
    const auto pid = number(environment("WATCHDOG_PID"));  // absent: whoever reads it
    if (interval && *interval > 0 && pid.value_or(::getpid()) == ::getpid()) {
        watchdog_ = std::chrono::microseconds(*interval);
    }
}

Notify::~Notify() {
    if (fd_ >= 0) ::close(fd_);
}

void Notify::ready(std::string_view status) const {
    send("READY=1\nSTATUS=" + one_line(status));
}

void Notify::status(std::string_view text) const {
    send("STATUS=" + one_line(text));
}

// The instant lets the manager tell this reload's READY=1 from an earlier one (systemd 253 and later ask for it).
void Notify::reloading() const {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const auto microseconds = std::int64_t{now.tv_sec} * 1000000 + now.tv_nsec / 1000;
    send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds));
}

void Notify::stopping() const {
    send("STOPPING=1");
}

void Notify::watchdog() const {
    send("WATCHDOG=1");
}

void Notify::send(const std::string& message) const {
    if (fd_ < 0) return;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, address_.data(), address_.size());
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
    [[maybe_unused]] const auto sent =
        ::sendto(fd_, message.data(), message.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), size);
}

}  // namespace syndicated::app
