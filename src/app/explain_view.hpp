// What `explain` shows of an article, whichever way it is shown. Pure.
#pragma once

#include "syndicated/model/article.hpp"
#include "syndicated/model/site.hpp"
#include "syndicated/normalise/normalise.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::app {

// An article, how it was found and what was made of it. Refers to all three: they live longer.
struct Explanation {
    const RawArticle& raw;
    const normalise::Outcome& outcome;
    const Zone& zone;
};

struct FieldView {
    enum class Kind : std::uint8_t { text, list, number };

    std::string_view name;            // as in Finding
    Kind kind = Kind::text;           // list: any number of values; else one or none
    std::vector<std::string> values;  // UTF-8, times as RFC 3339 in the site's zone
    const Finding* why = nullptr;     // the finding that decided it, or null

    // The values in a row; empty: nothing was found.
    [[nodiscard]] std::string joined() const;
};

// In the order in which people look at them.
[[nodiscard]] std::vector<FieldView> fields_of(const Explanation& explained);

// What decided a field; null for a field that normalise does not know.
[[nodiscard]] const Finding* decision_on(const normalise::Outcome& outcome, std::string_view field);
[[nodiscard]] std::vector<const Finding*> remarks_of(const normalise::Outcome& outcome);
[[nodiscard]] std::vector<const Finding*> removals_of(const normalise::Outcome& outcome);

// Empty for an article that is not.
[[nodiscard]] std::string_view reason_of(Withheld withheld);

}  // namespace syndicated::app
