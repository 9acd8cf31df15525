// The readers behind read_front_matter, one a notation. Both stop at max_front_fields + 1 fields. Pure; any thread.
#pragma once

#include "intake/front_matter.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace syndicated::intake {

// `text`: what stands between the two lines that mark it; `first_line`: the number of its first line in the file.
[[nodiscard]] std::vector<FrontField> read_yaml(std::string_view text, std::int64_t first_line);
[[nodiscard]] std::vector<FrontField> read_toml(std::string_view text, std::int64_t first_line);

// How long the key at the start of a YAML line is, with its colon; 0: there is none.
[[nodiscard]] std::size_t yaml_key_size(std::string_view line);

}  // namespace syndicated::intake
