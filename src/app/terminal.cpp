#include "app/terminal.hpp"

#include <fmt/format.h>

#include <csignal>

#include <unistd.h>

namespace syndicated::app {

namespace {

constexpr std::chrono::milliseconds show_every{200};

volatile std::sig_atomic_t signalled = 0;

}  // namespace

Progress::Progress() : on_(::isatty(STDERR_FILENO) == 1) {}

void Progress::show(const std::function<std::string()>& text) {
    const auto now = std::chrono::steady_clock::now();
    if (!on_ || now - shown_ < show_every) return;
    shown_ = now;
    fmt::print(stderr, "\r\033[K{}", text());
}

void Progress::clear() const {
    if (on_) fmt::print(stderr, "\r\033[K");
}

void catch_interrupts() {
    struct sigaction action {};
    action.sa_handler = [](int) { signalled = 1; };
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() {
    return signalled != 0;
}

}  // namespace syndicated::app
