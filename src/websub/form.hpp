// The body of a publish ping. WebSub leaves it open (section 6); hubs read hub.url, or hub.topic, or both, so both are
// sent with the same value. Pure.
#pragma once

#include <string>
#include <string_view>

namespace syndicated::websub {

inline constexpr const char* form_media_type = "application/x-www-form-urlencoded";

// One topic a request: a large hub drops all but the first few of a batch without saying so.
[[nodiscard]] std::string publish_form(std::string_view topic);

}  // namespace syndicated::websub
