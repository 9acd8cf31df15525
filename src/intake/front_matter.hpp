// What stands in front of a Markdown text: YAML between lines "---", TOML between lines "+++", or a JSON object, as
// Hugo, Hexo and Jekyll write it. Of YAML and TOML the small part that such files use is read, value by value, so that
// one bad line costs no other. Pure; any thread; linear but for at most max_front_fields unclosed quotes and brackets.
#pragma once

#include "syndicated/base/result.hpp"

#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::intake {

inline constexpr std::size_t max_front_bytes = 64U << 10U;
inline constexpr std::size_t max_front_fields = 200;
inline constexpr std::size_t max_front_items = 100;  // of one list

struct FrontField {
    std::string key;        // "cover"; of a map one level down: "cover.image"; empty: the line has none
    std::int64_t line = 0;  // of the file, from 1
    boost::json::value
        value;        // text, null, an array of texts (or of arrays), an empty object for a map; JSON's own types
    std::string why;  // not empty: why the value could not be read
};

struct FrontMatter {
    std::vector<FrontField> fields;  // in the file's order
    bool found = false;
    std::size_t body = 0;  // the byte where the text behind it begins
};

// Text that does not begin with front matter has none: "---" with a line behind it that is no "key: value" is a rule.
// Error: front matter that has no end, so that nobody can tell the text from it, or too much of it.
[[nodiscard]] Result<FrontMatter> read_front_matter(std::string_view text);

}  // namespace syndicated::intake
