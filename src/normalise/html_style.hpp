// Which classes and ids a page's own style sheets hide: text put there is not for readers (scraps of the title,
// "本文来自…"). Not a CSS engine: only a rule for one class or one id alone, outside of any @media block, is
// understood. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

// ".noise" and "#ad-line" of ".noise{display:none}" and "p.x, #ad-line { color:red; display : none }". Sorted. Linear.
[[nodiscard]] std::vector<std::string> hidden_by_style(std::string_view css);

}  // namespace syndicated::normalise
