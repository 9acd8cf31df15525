#include "syndicated/base/counters.hpp"

#include <atomic>

namespace syndicated {

namespace {

constexpr auto row_count = static_cast<std::size_t>(Counter::count_);

constexpr std::array<CounterRow, row_count> rows{{
#define SYNDICATED_ROW(id, type, name, labels, help) {#type, name, labels, help},
    SYNDICATED_COUNTERS(SYNDICATED_ROW)
#undef SYNDICATED_ROW
}};

std::array<std::atomic<std::int64_t>, row_count> values{};

}  // namespace

const std::array<CounterRow, row_count>& counter_rows() {
    return rows;
}

void count(Counter counter, std::int64_t by) noexcept {
    values[static_cast<std::size_t>(counter)].fetch_add(by, std::memory_order_relaxed);
}

void set_gauge(Counter counter, std::int64_t value) noexcept {
    values[static_cast<std::size_t>(counter)].store(value, std::memory_order_relaxed);
}

std::int64_t value_of(Counter counter) noexcept {
    return values[static_cast<std::size_t>(counter)].load(std::memory_order_relaxed);
}

}  // namespace syndicated
