// The settings' rules for single sites, ready for use. Immutable; any thread.
#pragma once

#include "normalise/labels.hpp"
#include "normalise/selector.hpp"
#include "syndicated/normalise/site_rules.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

struct CompiledRule {
    std::string host;
    std::vector<Selector> body, title, info, drop;
    std::string source;
    std::string zone_name;
    std::optional<Zone> zone;
    SiteLabels labels;
};

class SiteRules {
public:
    explicit SiteRules(const Site& site);

    // The rule of the host, else of the nearest domain above it; null: there is none.
    [[nodiscard]] const CompiledRule* find(std::string_view host) const;
    // The name's alias in the settings, or empty.
    [[nodiscard]] std::string_view alias_of(std::string_view source) const;

private:
    std::map<std::string, CompiledRule, std::less<>> rules_;
    std::map<std::u32string, std::string> aliases_;
};

// The host of an address that resolve_url made.
[[nodiscard]] std::string_view host_of(std::string_view url);

// How names of sources are compared: folded (glyphs.hpp), without 《》, dashes in one form.
[[nodiscard]] std::u32string alias_key(std::string_view name);

}  // namespace syndicated::normalise
