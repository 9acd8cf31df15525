// What other rules make of an article, field by field, for people. Pure; any thread.
#pragma once

#include "syndicated/model/article.hpp"
#include "syndicated/model/site.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::app {

struct Difference {
    std::string_view field;
    std::string was, would_be;  // quoted, on one line; "-": nothing
};

// The fields in the order in which people look at them: those that a ledger keeps, without what tells whose they are
// (guid, store, key, position).
[[nodiscard]] const std::vector<std::string_view>& compared_fields();

// In that order. Long texts are cut around the first place where they differ. Times are written in `zone`.
[[nodiscard]] std::vector<Difference> differences(const Article& was, const Article& would_be, const Zone& zone);

}  // namespace syndicated::app
