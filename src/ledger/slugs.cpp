#include "ledger/slugs.hpp"

#include <algorithm>
#include <array>

namespace syndicated::ledger {

namespace {

constexpr std::array<std::string_view, 6> reserved{"all", "changes", "featured", "hot", "source", "archive"};
constexpr std::size_t max_slug = 64;

bool is_reserved(std::string_view text) {
    return std::find(reserved.begin(), reserved.end(), text) != reserved.end();
}

bool is_slug_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

class Assignment {
public:
    explicit Assignment(const SlugInput& input) : input_(input) {}

    Slugs run() {
        for (const auto& setting : input_.settings) want(setting.name, setting.slug);
        for (const auto& row : in_order_of_name(input_.table)) want(row->name, row->slug);
        for (const auto& name : input_.existing) keep(name);
        for (const auto& [name, slug] : input_.stored) {
            if (!input_.existing.contains(name) && !give(name, slug)) out_.dropped.push_back(name);
        }
        for (const auto& name : input_.existing) {
            if (!out_.by_name.contains(name)) give_marked(name, base_of(name));
        }
        note_moves();
        return std::move(out_);
    }

private:
    static std::vector<const CategoryTableRow*> in_order_of_name(const std::vector<CategoryTableRow>& table) {
        std::vector<const CategoryTableRow*> out;
        for (const auto& row : table) out.push_back(&row);
        std::sort(out.begin(), out.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
        return out;
    }

    bool give(const std::string& name, const std::string& slug) {
        if (out_.by_name.contains(name) || !taken_.insert(slug).second) return false;
        out_.by_name[name] = slug;
        return true;
    }

    // An explicit wish, of settings or table.
    void want(const std::string& name, const std::string& slug) {
        if (!input_.existing.contains(name) || !is_slug(slug) || out_.by_name.contains(name)) return;
        if (!give(name, slug)) wanted_[name] = slug;
    }

    void keep(const std::string& name) {
        const auto stored = input_.stored.find(name);
        if (stored != input_.stored.end()) give(name, stored->second);
    }

    [[nodiscard]] std::string base_of(const std::string& name) const {
        const auto stored = input_.stored.find(name);
        if (stored != input_.stored.end()) return stored->second;
        const auto wanted = wanted_.find(name);
        if (wanted != wanted_.end()) return wanted->second;
        std::string out;
        for (const char c : input_.propose ? input_.propose(name) : std::string()) {
            if (is_slug_char(c) && out.size() < max_slug) out += c;
        }
        return out;
    }

    void give_marked(const std::string& name, std::string base) {
        if (is_slug(base) && give(name, base)) return;
        if (base.empty()) base = "c";  // nothing to read in the name: the mark alone tells it from others
        const std::string hash = Digester().add(name).finish().hex();
        for (std::size_t digits = 4; digits <= hash.size(); digits += 4) {
            const std::string head = base.substr(0, max_slug - 1 - digits);
            if (give(name, head + "-" + hash.substr(0, digits))) return;
        }
    }

    void note_moves() {
        for (const auto& [name, slug] : input_.stored) {
            const auto now = out_.by_name.find(name);
            if (now != out_.by_name.end() && now->second != slug) out_.moved_from[slug] = now->second;
        }
    }

    const SlugInput& input_;
    Slugs out_;
    std::set<std::string> taken_;
    std::map<std::string, std::string> wanted_;  // explicit slugs that came too late
};

}  // namespace

bool is_slug(std::string_view text) {
    return !text.empty() && text.size() <= max_slug && std::all_of(text.begin(), text.end(), is_slug_char) &&
           !is_reserved(text);
}

Slugs assign_slugs(const SlugInput& input) {
    return Assignment(input).run();
}

}  // namespace syndicated::ledger
