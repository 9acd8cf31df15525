#include "app/commands.hpp"

#include <cerrno>

#include <unistd.h>

namespace syndicated::app {

namespace {

bool output_failed = false;  // main thread only

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

void print(std::string_view text) {
    if (output_failed || write_all(STDOUT_FILENO, text)) return;
    output_failed = true;
    complain("standard output: " + errno_message(errno));
}

void complain(std::string_view line) {
    std::string text = "syndicated: ";
    text.append(line).append("\n");
    (void)write_all(STDERR_FILENO, text);
}

int failure(const Error& error) {
    complain(error.detail);
    return Exit::failed;
}

int finish(int status) {
    return output_failed && status == Exit::done ? Exit::failed : status;
}

}  // namespace syndicated::app
