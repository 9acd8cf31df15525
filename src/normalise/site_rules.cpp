#include "normalise/site_rules.hpp"

#include "normalise/glyphs.hpp"
#include "normalise/urls.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace syndicated::normalise {

namespace {

constexpr std::size_t longest_label = 20;  // code points

std::vector<Selector> compile(const std::vector<std::string>& texts) {
    std::vector<Selector> out;
    for (const std::string& text : texts) {
        if (auto selector = Selector::parse(text)) out.push_back(std::move(*selector));
    }
    return out;
}

void fill(SiteLabels& labels, const SiteRuleLabels& words) {
    static constexpr std::array<std::pair<std::vector<std::string> SiteRuleLabels::*, Field>, 7> fields{
        {{&SiteRuleLabels::published, Field::published},
         {&SiteRuleLabels::updated, Field::updated},
         {&SiteRuleLabels::source, Field::source},
         {&SiteRuleLabels::author, Field::author},
         {&SiteRuleLabels::editor, Field::editor},
         {&SiteRuleLabels::views, Field::views},
         {&SiteRuleLabels::category, Field::category}}};
    for (const auto& [list, field] : fields) {
        for (const std::string& word : words.*list) labels.add(field, word);
    }
}

}  // namespace

SiteRules::SiteRules(const Site& site) {
    for (const SiteRule& rule : site.rules) {
        CompiledRule& to = rules_[rule.host];
        to.host = rule.host;
        to.body = compile(rule.body);
        to.title = compile(rule.title);
        to.info = compile(rule.info);
        to.drop = compile(rule.drop);
        to.source = tidy(rule.source);
        to.zone_name = rule.time_zone;
        if (const auto zone = Zone::parse(rule.time_zone); zone && !rule.time_zone.empty()) to.zone = *zone;
        fill(to.labels, rule.labels);
    }
    for (const SourceAlias& alias : site.source_aliases) {
        aliases_.insert_or_assign(alias_key(alias.name), tidy(alias.canonical));
    }
}

const CompiledRule* SiteRules::find(std::string_view host) const {
    while (!host.empty()) {
        if (const auto found = rules_.find(host); found != rules_.end()) return &found->second;
        const std::size_t dot = host.find('.');
        host = dot == std::string_view::npos ? std::string_view{} : host.substr(dot + 1);
    }
    return nullptr;
}

std::string_view SiteRules::alias_of(std::string_view source) const {
    if (aliases_.empty()) return {};
    const auto found = aliases_.find(alias_key(source));
    return found == aliases_.end() ? std::string_view{} : std::string_view(found->second);
}

std::string_view host_of(std::string_view url) {
    const std::size_t begin = url.find("://");
    if (begin == std::string_view::npos) return {};
    const std::string_view rest = url.substr(begin + 3);
    return rest.substr(0, rest.find_first_of("/:?#"));
}

std::shared_ptr<const SiteRules> prepare_site_rules(const Site& site) {
    return std::make_shared<const SiteRules>(site);
}

Result<void> check_selector(std::string_view text) {
    const auto selector = Selector::parse(text);
    if (!selector) return selector.error();
    return boost::system::in_place_value;
}

Result<void> check_label(std::string_view label) {
    const std::u32string word = folded(label);
    if (std::none_of(word.begin(), word.end(), is_letter) || word.size() > longest_label) {
        return Error{Errc::invalid_input, fmt::format("{} is no label, expected a word of at most {} letters such as "
                                                      "\"供稿单位\"",
                                                      quote(label), longest_label)};
    }
    return boost::system::in_place_value;
}

Result<std::string> read_host(std::string_view host) {
    const bool plain = !host.empty() && host.find_first_of(" \t\r\n/\\:?#@[]%*_") == std::string_view::npos;
    const std::string url = plain ? resolve_url("http://" + std::string(host) + "/", {}) : std::string{};
    std::string name(host_of(url));
    if (name.empty() || name.front() == '.' || name.back() == '.' || name.find("..") != std::string::npos) {
        return Error{Errc::invalid_input,
                     fmt::format("{} is no host, expected one such as \"www.example.cn\" (it holds "
                                 "for its subdomains too)",
                                 quote(host))};
    }
    return name;
}

}  // namespace syndicated::normalise
