// What settings must satisfy beyond their written form, and the defaults that depend on other settings. Pure.
#pragma once

#include "app/settings.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace syndicated::app {

struct Complaint {
    std::string_view table, key;
    std::string what;  // what is wrong, what was expected
};

// Fills in base_url, home, the zone and the paths of Unix sockets, and checks every value that has a form.
[[nodiscard]] std::optional<Complaint> complete(Settings& settings);

// Those of search engines; no complaint shows a key or token.
[[nodiscard]] std::optional<Complaint> check_services(const websub::Services& services);

[[nodiscard]] bool is_alnum(char c);  // ASCII
// http or https, a host, no blanks, no user, no fragment.
[[nodiscard]] bool is_web_url(std::string_view url);

[[nodiscard]] std::optional<std::string> complaint_about(const CategorySetting& category);

}  // namespace syndicated::app
