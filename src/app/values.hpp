// The written forms of values in the configuration. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace syndicated::app {

// "500ms", "3s", "5m", "6h", "10d"; nullopt: not of this form, or too large.
[[nodiscard]] std::optional<std::chrono::milliseconds> read_duration(std::string_view text);
// "512B", "64KiB", "256MiB", "2GiB"
[[nodiscard]] std::optional<std::int64_t> read_size(std::string_view text);

// How many letters must change to make b of a (Levenshtein).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace syndicated::app
