#include "app/rules.hpp"

#include "syndicated/feed/render.hpp"
#include "syndicated/intake/intake.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace syndicated::app {

namespace {

void add_list(Digester& d, const std::vector<std::string>& list) {
    d.add(static_cast<std::int64_t>(list.size()));
    for (const auto& item : list) d.add(item);
}

// Adds nothing where there are none: entries of a site without rules stay as they are.
void add_site_rules(Digester& d, const Site& site) {
    for (const SiteRule& rule : site.rules) {
        d.add("site_rule").add(rule.host).add(rule.source).add(rule.time_zone);
        const SiteRuleLabels& labels = rule.labels;
        for (const auto* list : {&rule.body, &rule.title, &rule.info, &rule.drop, &labels.published, &labels.updated,
                                 &labels.source, &labels.author, &labels.editor, &labels.views, &labels.category}) {
            add_list(d, *list);
        }
    }
    for (const SourceAlias& alias : site.source_aliases) d.add("source_alias").add(alias.name).add(alias.canonical);
}

void drop_future_update(normalise::Outcome& outcome, sys_seconds now) {
    Article& article = outcome.article;
    const sys_seconds latest = std::max(now, article.published.at) + std::chrono::days(1);
    if (!article.updated || article.updated->at <= latest) return;
    article.updated.reset();
    for (Finding& finding : outcome.findings) {
        if (finding.field != "updated" || !finding.decides) continue;
        finding.rule = "in_the_future";
        finding.taken.clear();
    }
}

}  // namespace

Result<std::vector<store::CategoryRow>> read_category_table(store::Store& store) {
    auto rows = store.categories();
    if (!rows) return rows;
    std::unordered_map<std::string, std::string> known;  // most parents are the names of other rows
    const auto cleaned = [&known](const std::string& name) {
        const auto [found, is_new] = known.try_emplace(name);
        if (is_new) found->second = normalise::category_name_of(name);
        return found->second;
    };
    std::unordered_set<std::string> seen;
    std::erase_if(*rows, [&](store::CategoryRow& row) {
        row.name = cleaned(row.name);
        row.parent = cleaned(row.parent);
        row.about = normalise::category_about_of(row.about);
        return row.name.empty() || !seen.insert(row.name).second;
    });
    return rows;
}

Rules make_rules(const Settings& settings, std::string store_uuid, const std::vector<store::CategoryRow>& table) {
    Rules rules{settings.site,
                std::move(store_uuid),
                settings.store.guid,
                {},
                {},
                normalise::prepare_site_rules(settings.site),
                {}};
    for (const auto& category : settings.site.categories) rules.category_names.push_back(category.name);
    for (const auto& row : table) rules.category_names.push_back(row.name);
    for (const auto& category : settings.site.categories) {
        if (!category.parent.empty()) rules.parents[category.name] = category.parent;
    }
    for (const auto& row : table) {
        if (!row.parent.empty()) rules.parents.emplace(row.name, row.parent);
    }
    auto& names = rules.category_names;
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    const Site& site = settings.site;
    Digester d;
    d.add(std::int64_t{normalise::rules_version}).add(site.home).add(site.base_url).add(site.article_url);
    d.add(site.language)
        .add(site.time_zone)
        .add(static_cast<std::int64_t>(site.noise))
        .add(site.id)
        .add(rules.guid_template)
        .add(rules.store_uuid);
    for (const auto& name : names) d.add(name);
    for (const auto& [name, parent] : rules.parents) d.add("parent").add(name).add(parent);
    add_site_rules(d, site);
    rules.fingerprint = d.finish();
    return rules;
}

ledger::Configuration make_configuration(const Settings& settings,
                                         const std::optional<std::vector<store::CategoryRow>>& table) {
    ledger::Configuration configuration;
    configuration.site = settings.site;
    configuration.limits = settings.feeds;
    configuration.featured = settings.featured;
    const auto& [indexnow, baidu] = settings.websub.services;
    if (!indexnow.key.empty()) configuration.announced.push_back({websub::indexnow_name, true});
    if (!baidu.token.empty()) configuration.announced.push_back({websub::baidu_name, false});
    if (table) {
        auto& rows = configuration.category_table.emplace();
        for (const auto& row : *table) rows.push_back({row.name, row.parent, row.slug, row.about, row.position});
    }
    configuration.documents = feed::documents_digest(settings.site);
    configuration.propose_slug = [](std::string_view name) { return normalise::propose_slug(name); };
    return configuration;
}

Result<std::unique_ptr<store::Store>> open_store(const Settings& settings, store::Access access) {
    const auto decode = [](std::string_view bytes, std::string_view declared) {
        auto decoded = intake::decode(bytes, declared);
        return store::Decoded{std::move(decoded.text), std::move(decoded.charset), decoded.undecodable};
    };
    return store::open_store(settings.store.url, settings.store.name, settings.folder, access, decode);
}

Result<Articles> open_articles(const Settings& settings, store::Access access) {
    auto store = open_store(settings, access);
    if (!store) return store.error();
    auto table = read_category_table(**store);
    if (!table) return table.error();
    auto uuid = (*store)->uuid();
    if (!uuid) return uuid.error();
    Articles out;
    out.rules = make_rules(settings, std::move(*uuid), *table);
    out.store = std::move(*store);
    out.table = std::move(*table);
    return out;
}

normalise::Outcome prepare(const RawArticle& raw, const Rules& rules, sys_seconds first_seen, sys_seconds now) {
    auto outcome = normalise::normalise(raw, rules.context(first_seen));
    drop_future_update(outcome, now);
    if (outcome.article.withheld != Withheld::none) return outcome;
    Entry entry;
    entry.article = outcome.article;
    entry.updated = outcome.article.published.at;
    if (const auto checked = feed::check_entry(entry, rules.site); !checked) {
        outcome.article.withheld = Withheld::unrenderable;
        Finding finding;
        finding.field = "article";
        finding.rule = "article.unrenderable";
        finding.raw = checked.error().detail;
        outcome.findings.push_back(std::move(finding));
    }
    return outcome;
}

std::vector<std::string> guids_of(const std::vector<RawArticle>& rows, const Rules& rules) {
    std::vector<std::string> out;
    out.reserve(rows.size());
    for (const auto& raw : rows) {
        out.push_back(normalise::make_guid(raw, rules.site, rules.store_uuid, rules.guid_template));
    }
    return out;
}

}  // namespace syndicated::app
