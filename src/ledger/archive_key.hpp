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
// one that is skipped has begin == end. What an hour holds may be cut into parts.
struct ArchiveRange {
    Span span = Span::month;
    std::string key;             // "2025-03", "2025-03-10", "2025-03-10T04", "2025-03-10T04p2": in local time
    sys_seconds begin{}, end{};  // end is not in it; of a part, those of its hour
    std::int64_t part = 0;       // of an hour, from 1 on, the oldest first; 0: all of it
};

[[nodiscard]] std::optional<ArchiveRange> range_named(std::string_view key, const Zone& zone);  // nullopt: no key
[[nodiscard]] ArchiveRange range_around(sys_seconds instant, Span span, const Zone& zone);
[[nodiscard]] ArchiveRange part_of(ArchiveRange hour, std::int64_t part);

}  // namespace syndicated::ledger
