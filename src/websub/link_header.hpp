// The Link header (RFC 8288, section 3). Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::websub {

struct HeaderLink {
    std::string target;
    std::vector<std::string> relations;  // of the first rel, in lower case
};

// nullopt: a value is malformed, and who reads it may take anything from it. Several headers are one list.
[[nodiscard]] std::optional<std::vector<HeaderLink>> parse_links(std::string_view value);

// The targets with this relation, in order.
[[nodiscard]] std::vector<std::string> targets_of(const std::vector<HeaderLink>& links, std::string_view relation);

}  // namespace syndicated::websub
