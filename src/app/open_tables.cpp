#include "app/open_tables.hpp"

#include "app/settings_check.hpp"
#include "app/values.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/normalise/normalise.hpp"
#include "syndicated/normalise/site_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace syndicated::app {

namespace {

using Texts = std::vector<std::string>;

constexpr std::size_t most_texts = 16;  // selectors, or labels, of one key

template <class Owner, class Value>
struct Key {
    std::string_view key;
    Value Owner::*field;
};

constexpr std::array<Key<CategorySetting, std::string>, 4> category_keys{{{"slug", &CategorySetting::slug},
                                                                          {"title", &CategorySetting::title},
                                                                          {"about", &CategorySetting::about},
                                                                          {"parent", &CategorySetting::parent}}};
constexpr std::array<Key<SiteRule, Texts>, 4> selector_keys{
    {{"body", &SiteRule::body}, {"title", &SiteRule::title}, {"info", &SiteRule::info}, {"drop", &SiteRule::drop}}};
constexpr std::array<Key<SiteRule, std::string>, 2> text_keys{
    {{"source", &SiteRule::source}, {"time_zone", &SiteRule::time_zone}}};
constexpr std::array<Key<SiteRuleLabels, Texts>, 7> label_keys{{{"published", &SiteRuleLabels::published},
                                                                {"updated", &SiteRuleLabels::updated},
                                                                {"source", &SiteRuleLabels::source},
                                                                {"author", &SiteRuleLabels::author},
                                                                {"editor", &SiteRuleLabels::editor},
                                                                {"views", &SiteRuleLabels::views},
                                                                {"category", &SiteRuleLabels::category}}};

template <class Keys>
auto find_key(const Keys& keys, std::string_view wanted) {
    return std::find_if(keys.begin(), keys.end(), [wanted](const auto& known) { return known.key == wanted; });
}

template <class Keys>
void add_names(std::vector<std::string_view>& names, const Keys& keys) {
    for (const auto& known : keys) names.push_back(known.key);
}

// " (did you mean X?)" for the nearest known name, or nothing when none is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& names) {
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const std::string_view name : names) {
        const auto distance = edit_distance(word, name);
        if (distance < best_distance) {
            best_distance = distance;
            best = name;
        }
    }
    return best.empty() ? std::string{} : fmt::format("; did you mean {}?", best);
}

Maybe read_text(const toml::node& node, std::string_view name, std::string& out) {
    const auto text = node.value_exact<std::string>();
    if (!text) return Wrong{node.source(), fmt::format("{}: expected a text in quotes", name)};
    out = *text;
    return std::nullopt;
}

// A text, or a list of them; `check` says what is wrong with one.
Maybe read_texts(const toml::node& node, std::string_view name, Result<void> (*check)(std::string_view), Texts& out) {
    const auto add = [&](const toml::node& item) -> Maybe {
        if (auto wrong = read_text(item, name, out.emplace_back())) return wrong;
        const auto good = check(out.back());
        if (!good) return Wrong{item.source(), fmt::format("{}: {}", name, good.error().detail)};
        return std::nullopt;
    };
    const auto* array = node.as_array();
    if (array == nullptr) return add(node);
    if (array->size() > most_texts) {
        return Wrong{node.source(),
                     fmt::format("{}: it has {} texts, expected at most {}", name, array->size(), most_texts)};
    }
    for (const auto& item : *array) {
        if (auto wrong = add(item)) return wrong;
    }
    return std::nullopt;
}

// As the names that articles bring; one that none can bring stays as it is written.
std::string category_name(std::string_view written) {
    std::string name = normalise::category_name_of(written);
    return name.empty() ? std::string(trim(written)) : name;
}

Maybe read_category(const toml::key& name, const toml::node& node, Site& site) {
    const auto* table = node.as_table();
    if (table == nullptr) return Wrong{node.source(), "category: expected a table, [category.\"NAME\"]"};
    CategorySetting& category = site.categories.emplace_back();
    category.name = category_name(name.str());
    for (auto&& [key, value] : *table) {
        const auto* known = find_key(category_keys, key.str());
        if (known == category_keys.end()) {
            return unknown_key(fmt::format("category.{}", quote(category.name)), key,
                               {"slug", "title", "about", "parent"});
        }
        if (auto wrong = read_text(value, fmt::format("category.{}", known->key), category.*known->field)) return wrong;
    }
    category.parent = category_name(category.parent);
    if (const auto bad = complaint_about(category)) return Wrong{node.source(), *bad};
    return std::nullopt;
}

Maybe read_labels(const std::string& place, const toml::node& node, SiteRuleLabels& labels) {
    const auto* table = node.as_table();
    if (table == nullptr)
        return Wrong{node.source(), fmt::format("{}: expected a table, source = [\"供稿单位\"]", place)};
    for (auto&& [key, value] : *table) {
        const auto* known = find_key(label_keys, key.str());
        if (known == label_keys.end()) return unknown_key(place, key, site_rule_label_keys());
        const auto name = fmt::format("{}.{}", place, known->key);
        if (auto wrong = read_texts(value, name, normalise::check_label, labels.*known->field)) return wrong;
    }
    return std::nullopt;
}

Maybe read_site_rule_key(const std::string& place, const toml::key& key, const toml::node& value, SiteRule& rule) {
    const auto name = fmt::format("{}.{}", place, key.str());
    if (const auto* known = find_key(selector_keys, key.str()); known != selector_keys.end()) {
        return read_texts(value, name, normalise::check_selector, rule.*known->field);
    }
    if (key.str() == "labels") return read_labels(name, value, rule.labels);
    const auto* known = find_key(text_keys, key.str());
    if (known == text_keys.end()) {
        if (!value.is_table()) return unknown_key(place, key, site_rule_keys());
        return Wrong{key.source(),
                     fmt::format("{}: expected the host in quotes, [site_rule.\"www.example.cn\"]", place)};
    }
    if (auto wrong = read_text(value, name, rule.*known->field)) return wrong;
    if (rule.time_zone.empty()) return std::nullopt;
    const auto zone = Zone::parse(rule.time_zone);
    if (!zone) return Wrong{value.source(), fmt::format("{}: {}", name, zone.error().detail)};
    return std::nullopt;
}

Maybe read_site_rule(const toml::key& name, const toml::node& node, Site& site) {
    const auto* table = node.as_table();
    if (table == nullptr) return Wrong{node.source(), "site_rule: expected a table, [site_rule.\"www.example.cn\"]"};
    const auto host = normalise::read_host(name.str());
    if (!host) return Wrong{name.source(), fmt::format("site_rule: {}", host.error().detail)};
    const bool taken =
        std::any_of(site.rules.begin(), site.rules.end(), [&](const SiteRule& rule) { return rule.host == *host; });
    if (taken) return Wrong{name.source(), fmt::format("site_rule: {} has a rule already, expected one", quote(*host))};
    SiteRule& rule = site.rules.emplace_back();
    rule.host = *host;
    const auto place = fmt::format("site_rule.{}", quote(name.str()));
    for (auto&& [key, value] : *table) {
        if (auto wrong = read_site_rule_key(place, key, value, rule)) return wrong;
    }
    return std::nullopt;
}

Maybe read_source_alias(const toml::key& name, const toml::node& node, Site& site) {
    SourceAlias& alias = site.source_aliases.emplace_back();
    alias.name = trim(name.str());
    const auto place = fmt::format("source_alias.{}", quote(alias.name));
    if (auto wrong = read_text(node, place, alias.canonical)) return wrong;
    alias.canonical = std::string(trim(alias.canonical));
    if (alias.name.empty() || alias.canonical.empty()) {
        return Wrong{node.source(),
                     fmt::format("{}: a name is empty, expected \"人民网-文化频道\" = \"人民网\"", place)};
    }
    return std::nullopt;
}

template <Maybe (*read)(const toml::key&, const toml::node&, Site&)>
Maybe read_each(const toml::table& table, Site& site) {
    for (auto&& [key, value] : table) {
        if (auto wrong = read(key, value, site)) return wrong;
    }
    return std::nullopt;
}

}  // namespace

Wrong unknown_key(std::string_view table, const toml::key& key, const std::vector<std::string_view>& known) {
    std::string names;
    for (const auto name : known) names.append(names.empty() ? "" : ", ").append(name);
    auto hint = did_you_mean(key.str(), known);
    if (hint.empty()) hint = fmt::format(", expected one of {}", names);
    return {key.source(), fmt::format("unknown key {}{}{}{}", table, table.empty() ? "" : ".", quote(key.str()), hint)};
}

const std::vector<OpenTable>& open_tables() {
    static const std::vector<OpenTable> tables{
        {"category", "tables, [category.\"NAME\"]", read_each<read_category>},
        {"site_rule", "tables, [site_rule.\"www.example.cn\"]", read_each<read_site_rule>},
        {"source_alias", "a table, [source_alias]", read_each<read_source_alias>}};
    return tables;
}

std::vector<std::string_view> site_rule_keys() {
    std::vector<std::string_view> names;
    add_names(names, selector_keys);
    add_names(names, text_keys);
    names.emplace_back("labels");
    return names;
}

std::vector<std::string_view> site_rule_label_keys() {
    std::vector<std::string_view> names;
    add_names(names, label_keys);
    return names;
}

}  // namespace syndicated::app
