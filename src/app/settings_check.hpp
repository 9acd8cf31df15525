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

[[nodiscard]] std::optional<std::string> complaint_about(const CategorySetting& category);

}  // namespace syndicated::app
