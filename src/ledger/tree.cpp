#include "ledger/tree.hpp"

#include <algorithm>
#include <tuple>

namespace syndicated::ledger {

namespace {

enum class Strength : std::uint8_t { settings, table, path, none };  // the weakest last

struct Link {
    std::string parent;
    Strength strength = Strength::none;
};

bool is_lower(const Evidence& a, const Evidence& b) {
    return std::tie(a.first_seen, a.guid) < std::tie(b.first_seen, b.guid);
}

// The name before `name` in the path, or empty.
std::string before(const std::vector<std::string>& path, const std::string& name) {
    const auto found = std::find(path.begin(), path.end(), name);
    return found == path.end() || found == path.begin() ? std::string() : *(found - 1);
}

// All links that anybody wishes for. Later, stronger ones replace earlier ones.
std::map<std::string, Link> wishes_of(const TreeInput& input) {
    std::map<std::string, const Evidence*> through;
    for (const auto& [main, evidence] : input.evidence) {
        for (const auto& name : evidence.path) {
            auto& lowest = through[name];
            if (lowest == nullptr || is_lower(evidence, *lowest)) lowest = &evidence;
        }
    }
    std::map<std::string, Link> out;
    for (const auto& [name, evidence] : through) out[name] = {before(evidence->path, name), Strength::path};
    for (const auto& [name, evidence] : input.evidence) out[name] = {before(evidence.path, name), Strength::path};
    for (const auto& row : input.table) {
        if (!row.parent.empty()) out[row.name] = {row.parent, Strength::table};
    }
    for (const auto& setting : input.settings) {
        if (!setting.parent.empty()) out[setting.name] = {setting.parent, Strength::settings};
    }
    return out;
}

// Those that exist, each with its link.
std::map<std::string, Link> links_of(const TreeInput& input) {
    const auto wishes = wishes_of(input);
    std::vector<std::string> names(input.carried.begin(), input.carried.end());
    for (const auto& setting : input.settings) names.push_back(setting.name);
    for (const auto& row : input.table) names.push_back(row.name);
    std::map<std::string, Link> out;
    while (!names.empty()) {
        const std::string name = std::move(names.back());
        names.pop_back();
        if (name.empty() || out.contains(name)) continue;
        const auto wish = wishes.find(name);
        Link& link = out[name];
        if (wish == wishes.end() || wish->second.parent == name) continue;
        link = wish->second;
        names.push_back(link.parent);
    }
    return out;
}

// The circle that `start` runs into, if any: its names in order.
std::vector<std::string> circle_from(const std::map<std::string, Link>& links, const std::string& start,
                                     std::map<std::string, std::string>& walked_from) {
    std::string name = start;
    while (!name.empty() && !walked_from.contains(name)) {
        walked_from[name] = start;
        name = links.at(name).parent;
    }
    std::vector<std::string> out;
    if (name.empty() || walked_from[name] != start) return out;
    const std::string first = name;
    do {
        out.push_back(name);
        name = links.at(name).parent;
    } while (name != first);
    return out;
}

void break_circles(std::map<std::string, Link>& links) {
    std::map<std::string, std::string> walked_from;
    for (const auto& entry : links) {
        const auto circle = circle_from(links, entry.first, walked_from);
        if (circle.empty()) continue;
        const auto weakest =
            std::min_element(circle.begin(), circle.end(), [&links](const std::string& a, const std::string& b) {
                const Strength of_a = links.at(a).strength, of_b = links.at(b).strength;
                return of_a != of_b ? of_a > of_b : a < b;
            });
        links[*weakest] = {};
    }
}

std::map<std::string, int> positions_of(const std::vector<CategoryTableRow>& table) {
    std::map<std::string, int> out;
    for (const auto& row : table) out[row.name] = row.position;
    return out;
}

// Walks down from the top without recursion, so that no chain of names is too long for the stack.
std::vector<Place> in_order(const std::map<std::string, Link>& links, const std::map<std::string, int>& positions) {
    const auto position_of = [&positions](const std::string& name) {
        const auto found = positions.find(name);
        return found == positions.end() ? 0 : found->second;
    };
    std::map<std::string, std::vector<Place>> children;
    for (const auto& [name, link] : links) {
        Place place;
        place.name = name;
        place.parent = link.parent;
        place.position = position_of(name);
        children[link.parent].push_back(std::move(place));
    }
    const auto last_first = [](const Place& a, const Place& b) {
        return std::tie(a.position, a.name) > std::tie(b.position, b.name);
    };
    std::vector<Place> out;
    std::vector<Place> waiting = std::move(children[""]);
    std::sort(waiting.begin(), waiting.end(), last_first);
    while (!waiting.empty()) {
        Place place = std::move(waiting.back());
        waiting.pop_back();
        place.path.push_back(place.name);
        auto below = std::move(children[place.name]);
        std::sort(below.begin(), below.end(), last_first);
        for (auto& child : below) {
            child.path = place.path;
            waiting.push_back(std::move(child));
        }
        out.push_back(std::move(place));
    }
    return out;
}

// A chain that gets too long goes on at the top.
void limit_levels(std::map<std::string, Link>& links) {
    std::map<std::string, std::vector<std::string>> children;
    std::vector<std::pair<std::string, int>> waiting;  // name, level
    for (const auto& [name, link] : links) {
        if (link.parent.empty()) waiting.push_back({name, 1});
        if (!link.parent.empty()) children[link.parent].push_back(name);
    }
    while (!waiting.empty()) {
        const auto [name, level] = std::move(waiting.back());
        waiting.pop_back();
        const bool cut = level == max_levels;
        for (auto& child : children[name]) {
            if (cut) links[child] = {};
            waiting.push_back({std::move(child), cut ? 1 : level + 1});
        }
    }
}

}  // namespace

std::vector<Place> build_tree(const TreeInput& input) {
    auto links = links_of(input);
    break_circles(links);
    limit_levels(links);
    return in_order(links, positions_of(input.table));
}

}  // namespace syndicated::ledger
