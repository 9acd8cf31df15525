// The form bodies that WebSub's requests have (section 5.1). Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syndicated::websub {

inline constexpr const char* form_media_type = "application/x-www-form-urlencoded";

// A publish ping. WebSub leaves it open (section 6); hubs read hub.url, or hub.topic, or both, so both are sent with
// the same value. One topic a request: a large hub drops all but the first few of a batch without saying so.
[[nodiscard]] std::string publish_form(std::string_view topic);

// Names and values in their order, decoded: any bytes. A lone or malformed % stays as it is.
using FormFields = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] FormFields parse_form(std::string_view body);

}  // namespace syndicated::websub
