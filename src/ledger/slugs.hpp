// Which slug each category has: docs/store.md, "Category". Pure.
#pragma once

#include "syndicated/ledger/ledger.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::ledger {

[[nodiscard]] bool is_slug(std::string_view text);  // [a-z0-9-]{1,64}, and not one that syndicated uses itself

struct SlugInput {
    const std::vector<CategorySetting>& settings;
    const std::vector<CategoryTableRow>& table;
    std::set<std::string> existing;             // names that need a slug
    std::map<std::string, std::string> stored;  // name -> slug chosen before, also of names that do not exist now
    const std::function<std::string(std::string_view)>& propose;
};

struct Slugs {
    std::map<std::string, std::string> by_name;     // of all existing names, and of stored ones that keep theirs
    std::vector<std::string> dropped;               // stored names that do not exist and lost theirs: renamed ones
    std::map<std::string, std::string> moved_from;  // slug before -> slug now, of all names whose slug changes
};

// Settings win, then the table, then what was stored, then what is proposed. Who comes too late for a slug gets '-' and
// four hex digits of its name's hash behind it, more if needed.
[[nodiscard]] Slugs assign_slugs(const SlugInput& input);

}  // namespace syndicated::ledger
