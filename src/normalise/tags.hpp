// Tells tags from words in angle brackets in the value of a field: of <b>甲</b> from List<String>, a<b and "the <video>
// element". For values, not for pages. Pure; any thread; linear.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace syndicated::normalise {

class Tags {
public:
    // Of `text`, which outlives it.
    explicit Tags(std::string_view text) : text_(text) {}

    // Whether a tag, a comment or a declaration begins at `i`.
    [[nodiscard]] bool begin_at(std::size_t i);
    [[nodiscard]] bool any();

private:
    using Names = std::set<std::string>;

    [[nodiscard]] std::string name_at(std::size_t first) const;
    const Names& names(std::optional<Names>& found, std::string_view mark) const;

    std::string_view text_;
    std::optional<Names> started_, ended_;  // names of all start and end tags, looked for when one is asked for
};

}  // namespace syndicated::normalise
