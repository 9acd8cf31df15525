#include "app/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <utility>
#include <vector>

namespace syndicated::app {

namespace {

using Unit = std::pair<std::string_view, std::int64_t>;

// The number in front of a unit of the table, times the unit; nullopt when it would pass 2^53.
template <std::size_t N>
std::optional<std::int64_t> read_with_unit(std::string_view text, const std::array<Unit, N>& units) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number < 0) return std::nullopt;
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    const auto found = std::find_if(units.begin(), units.end(), [unit](const Unit& u) { return u.first == unit; });
    if (found == units.end() || number > (std::int64_t{1} << 53) / found->second) return std::nullopt;
    return number * found->second;
}

}  // namespace

std::optional<std::chrono::milliseconds> read_duration(std::string_view text) {
    constexpr std::array<Unit, 5> units{{{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
    const auto number = read_with_unit(text, units);
    if (!number) return std::nullopt;
    return std::chrono::milliseconds(*number);
}

std::optional<std::int64_t> read_size(std::string_view text) {
    constexpr std::array<Unit, 4> units{{{"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}}};
    return read_with_unit(text, units);
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t above = row[j + 1];
            row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row.back();
}

}  // namespace syndicated::app
