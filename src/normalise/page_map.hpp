// Draws the map of a page once every field is decided. Pure; any thread.
#pragma once

#include "normalise/draft.hpp"
#include "syndicated/normalise/page_map.hpp"

namespace syndicated::normalise {

[[nodiscard]] PageMap draw_map(const Draft& draft);

}  // namespace syndicated::normalise
