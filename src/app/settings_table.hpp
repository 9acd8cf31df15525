#pragma once

// Every setting in one table: its place in the file, its default, what it is for, how it is read and where it goes.
// The sample configuration and docs/settings.md are checked against it.

#include "app/settings.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace syndicated::app {

// What a row's value may be, and where it goes.
namespace setting {

template <class T>
using Field = T& (*)(Settings&);

struct Text {
    Field<std::string> field;
};
struct List {
    Field<std::vector<std::string>> field;
};
struct Duration {
    Field<std::chrono::milliseconds> field;
};
struct Seconds {
    Field<std::chrono::seconds> field;
};
struct Size {
    Field<std::int64_t> field;
};
struct Count {
    Field<std::int64_t> field;
    std::int64_t least, most;
};
struct Flag {
    Field<bool> field;
};
struct Threads {
    Field<int> field;
};
struct Codings {
    Field<std::vector<publish::Coding>> field;
};
struct Networks {
    Field<std::vector<Network>> field;
};
struct Ports {
    Field<std::vector<int>> field;
};
struct SignatureChoice {};
struct NoiseChoice {};
struct LogLevel {};
struct LogFormat {};
using Kind = std::variant<Text, List, Duration, Seconds, Size, Count, Flag, Threads, Codings, Networks, Ports,
                          SignatureChoice, NoiseChoice, LogLevel, LogFormat>;

}  // namespace setting

struct SettingRow {
    std::string_view table, key, default_text, help;
    setting::Kind kind;
};

// In the order of the sample configuration; made once.
const std::vector<SettingRow>& setting_rows();

}  // namespace syndicated::app
