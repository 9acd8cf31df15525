#include "syndicated/base/log.hpp"

#include "syndicated/base/text.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include <unistd.h>

namespace syndicated::log {

namespace {

std::atomic<Level> least_level{Level::info};
std::atomic<Format> line_format{Format::text};
std::atomic<bool> for_journal{false};

std::string_view name_of(Level level) {
    switch (level) {
        case Level::debug: return "debug";
        case Level::info: return "info";
        case Level::warning: return "warning";
        case Level::error: return "error";
    }
    return "?";
}

// syslog(3) priorities.
int priority_of(Level level) {
    switch (level) {
        case Level::debug: return 7;
        case Level::info: return 6;
        case Level::warning: return 4;
        case Level::error: return 3;
    }
    return 3;
}

std::string one_line(std::string_view text) {
    std::string out;
    for (std::size_t pos = 0; pos < text.size();) {
        const char32_t c = next_code_point(text, pos);
        append_utf8(out, c < 0x20 || c == 0x7F ? U' ' : c);
    }
    return out;
}

std::string json_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : one_line(text)) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out += '"';
}

}  // namespace

void configure(Level least, Format format, bool journal) {
    least_level.store(least, std::memory_order_relaxed);
    line_format.store(format, std::memory_order_relaxed);
    for_journal.store(journal, std::memory_order_relaxed);
}

void write(Level level, std::string_view room, std::string_view message) {
    if (level < least_level.load(std::memory_order_relaxed)) return;
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto ms = static_cast<int>((now.time_since_epoch() % std::chrono::seconds(1)).count());
    const auto second = fmt::gmtime(std::chrono::system_clock::to_time_t(now));
    std::string line;
    if (line_format.load(std::memory_order_relaxed) == Format::json) {
        line = fmt::format(
            "{{\"time\":\"{:%Y-%m-%dT%H:%M:%S}.{:03}Z\",\"level\":\"{}\",\"room\":\"{}\",\"message\":{}}}\n", second,
            ms, name_of(level), room, json_string(message));
    } else if (for_journal.load(std::memory_order_relaxed)) {
        line = fmt::format("<{}>{}: {}\n", priority_of(level), room, one_line(message));
    } else {
        line = fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z {:7} {}: {}\n", second, ms, name_of(level), room,
                           one_line(message));
    }
    // A log that can't be written has nowhere to be reported.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace syndicated::log
