// What the settings say about single sites and about the names of sources, made ready once for all articles: selectors
// compiled, hosts, labels and aliases indexed. Pure; any thread; what is prepared is immutable.
#pragma once

#include "syndicated/base/result.hpp"
#include "syndicated/model/site.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace syndicated::normalise {

class SiteRules;

// Of site.rules and site.source_aliases. Takes what the checks below let through; a selector that check_selector
// refuses finds nothing, a time zone that is none is the site's.
[[nodiscard]] std::shared_ptr<const SiteRules> prepare_site_rules(const Site& site);

// For the settings. Errors (invalid_input, limit_exceeded) say what is wrong and what was expected.
[[nodiscard]] Result<void> check_selector(std::string_view selector);
[[nodiscard]] Result<void> check_label(std::string_view label);
// The host as articles' addresses have it: lower case, A-labels.
[[nodiscard]] Result<std::string> read_host(std::string_view host);

}  // namespace syndicated::normalise
