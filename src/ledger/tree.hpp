// Where each category stands: a function of settings, the store's category table and the articles, never of the order
// in which they arrived. Pure.
#pragma once

#include "syndicated/ledger/ledger.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace syndicated::ledger {

// The public article lowest by (first-seen, guid) among those whose main category this is.
struct Evidence {
    sys_seconds first_seen{};
    std::string guid;
    std::vector<std::string> path;  // its breadcrumb, the category last

    friend bool operator==(const Evidence&, const Evidence&) = default;
};

struct Place {
    std::string name, parent;       // names; parent empty: at the top
    std::vector<std::string> path;  // from the top down to itself
    int position = 0;

    friend bool operator==(const Place&, const Place&) = default;
};

// More levels than any site has; a hostile chain of breadcrumbs starts anew at the top.
inline constexpr int max_levels = 16;

struct TreeInput {
    const std::vector<CategorySetting>& settings;
    const std::vector<CategoryTableRow>& table;
    std::set<std::string> carried;             // names that entries carry, or carried once
    std::map<std::string, Evidence> evidence;  // by main category
};

// All categories that exist, children after their parents, siblings by position, then name. They are those of
// settings, table and entries, and the parents these need. Parent: settings, else table, else the evidence's path;
// for a category that no article has as its main one, the lowest path that runs through it. Of a circle the weakest
// link goes (a path's before the table's before the settings'), of equals that of the lowest name.
[[nodiscard]] std::vector<Place> build_tree(const TreeInput& input);

}  // namespace syndicated::ledger
