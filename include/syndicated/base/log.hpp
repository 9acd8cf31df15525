// The daemon's log: one line an event on standard error, where systemd's journal takes it. Any thread; each line is
// written by one write(2). Text from outside goes through quote() (base/text.hpp) first.
#pragma once

#include <string_view>

namespace syndicated::log {

enum class Level { debug, info, warning, error };
enum class Format { text, json };

// Before threads start, and at a reload. `journal` puts sd-daemon(3)'s <N> priority in front of text lines.
void configure(Level least, Format format, bool journal);

// `room` is the room the event comes from: "store", "http", ...
void write(Level level, std::string_view room, std::string_view message);

inline void debug(std::string_view room, std::string_view message) {
    write(Level::debug, room, message);
}
inline void info(std::string_view room, std::string_view message) {
    write(Level::info, room, message);
}
inline void warning(std::string_view room, std::string_view message) {
    write(Level::warning, room, message);
}
inline void error(std::string_view room, std::string_view message) {
    write(Level::error, room, message);
}

}  // namespace syndicated::log
