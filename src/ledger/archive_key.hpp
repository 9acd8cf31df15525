// The calendar ranges that archives are cut by, and the keys that name them. Pure.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/model/site.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace syndicated::ledger {

enum class Span : std::uint8_t { month, day, hour };  // each lies within one of the kind before

// Ranges of one span cover all time and never overlap, whatever local clocks do: an hour that comes twice is one range,
// one that is skipped has begin == end.
struct ArchiveRange {
    Span span = Span::month;
    std::string key;             // "2025-03", "2025-03-10", "2025-03-10T04": in local time
    sys_seconds begin{}, end{};  // end is not in it
};

[[nodiscard]] std::optional<ArchiveRange> range_named(std::string_view key, const Zone& zone);  // nullopt: no key
[[nodiscard]] ArchiveRange range_around(sys_seconds instant, Span span, const Zone& zone);

}  // namespace syndicated::ledger
