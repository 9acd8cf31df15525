// An article with the reasons for it as JSON (docs/normalise.md, section 2). Pure.
#pragma once

#include "app/explain_view.hpp"

#include <string>

namespace syndicated::app {

[[nodiscard]] std::string explain_as_json(const Explanation& explained);

}  // namespace syndicated::app
