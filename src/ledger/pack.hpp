// Lists of strings in one column. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::ledger {

// Each item as its length in bytes, a colon and its bytes, so that no item can look like a divider.
[[nodiscard]] std::string pack(const std::vector<std::string>& list);
// nullopt: not made by pack().
[[nodiscard]] std::optional<std::vector<std::string>> unpack(std::string_view packed);

}  // namespace syndicated::ledger
