// Where ICU's tables are older than the WHATWG ones: GB18030-2022 and HKSCS-2008 gave standard characters to codes
// that ICU 72 still maps to the private use area, or not at all. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>

namespace syndicated::intake {

enum class RepairSet { gb18030, big5 };

// Replaces such private-use characters in place: all of them, old and new, take three bytes of UTF-8.
void repair_private_use(std::string& utf8, RepairSet set);

// The character for a two-byte Big5 code that ICU has not; 0: there is none.
[[nodiscard]] char16_t missing_big5(unsigned code);

}  // namespace syndicated::intake
