#include "app/screen.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

namespace syndicated::app {

namespace {

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread
    return value == nullptr ? std::string_view{} : value;
}

std::size_t terminal_columns(std::size_t otherwise) {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    const std::string_view stated = environment("COLUMNS");
    std::size_t columns = 0;
    const auto read = std::from_chars(stated.data(), stated.data() + stated.size(), columns);
    return read.ec == std::errc{} && columns > 0 ? columns : otherwise;
}

}  // namespace

Screen screen_of_output() {
    Screen screen;
    if (::isatty(STDOUT_FILENO) == 0) return screen;
    screen.columns = terminal_columns(screen.columns);
    screen.colour = environment("NO_COLOR").empty() && environment("TERM") != "dumb";
    return screen;
}

}  // namespace syndicated::app
