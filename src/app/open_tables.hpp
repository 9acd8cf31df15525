// The tables of the configuration whose names or keys the operator chooses: [category."NAME"], [site_rule."HOST"],
// [source_alias]. Main thread.
#pragma once

#include "syndicated/model/site.hpp"

#include <toml++/toml.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::app {

// What failed, with the place it stands at; parse_settings() makes one line of it.
struct Wrong {
    toml::source_region where;
    std::string what;
};
using Maybe = std::optional<Wrong>;

[[nodiscard]] Wrong unknown_key(std::string_view table, const toml::key& key,
                                const std::vector<std::string_view>& known);

struct OpenTable {
    std::string_view name, form;  // how it is written, for messages
    Maybe (*read)(const toml::table& table, Site& site);
};
[[nodiscard]] const std::vector<OpenTable>& open_tables();

// The keys that [site_rule."HOST"] and its labels may have, for the documentation.
[[nodiscard]] std::vector<std::string_view> site_rule_keys();
[[nodiscard]] std::vector<std::string_view> site_rule_label_keys();

}  // namespace syndicated::app
