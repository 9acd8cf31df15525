#include "app/reader.hpp"

#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/feed/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

namespace syndicated::app {

namespace {

constexpr std::int64_t rows_in_a_batch = 1000;
constexpr std::size_t rows_worth_threads = 64;

// Over all columns but those whose change is no change of the article (docs/store.md).
Digest raw_digest(const RawArticle& raw) {
    Digester d;
    d.add(raw.store).add(raw.key).add(raw.html).add(name_of(raw.form));
    for (const auto* field : {&raw.guid, &raw.url, &raw.title, &raw.category, &raw.source, &raw.author, &raw.published,
                              &raw.updated, &raw.summary, &raw.image, &raw.lang}) {
        d.add(static_cast<std::int64_t>(field->has_value())).add(field->value_or(""));
    }
    d.add(static_cast<std::int64_t>(raw.featured)).add(static_cast<std::int64_t>(raw.is_public));
    for (const auto& category : raw.more_categories) d.add(category);
    return d.finish();
}

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

// Runs work(i) for every i < count on `threads` threads. The order of results does not depend on it: each work writes
// to its own place.
template <class Work>
void for_all(std::size_t count, int threads, const Work& work) {
    std::atomic<std::size_t> next{0};
    const auto run = [&] {
        for (std::size_t i = next++; i < count; i = next++) work(i);
    };
    const auto helpers = count < rows_worth_threads ? 0 : std::max(threads - 1, 0);
    std::vector<std::thread> pool;
    pool.reserve(static_cast<std::size_t>(helpers));
    for (int i = 0; i < helpers; ++i) pool.emplace_back(run);
    run();
    for (auto& thread : pool) thread.join();
}

void report(const Article& article, const RawArticle& raw) {
    count(Counter::articles_normalised);
    if (article.withheld == Withheld::none || article.withheld == Withheld::not_public) return;
    count(Counter::articles_rejected);
    log::warning(
        "normalise",
        fmt::format("article {} of store {} is in no feed: {} (syndicated explain {} says more)", raw.key, raw.store,
                    article.withheld == Withheld::empty ? "it has neither title nor body"
                                                        : "no well-formed entry can be made of it",
                    raw.key));
}

}  // namespace

Rules make_rules(const Settings& settings, std::string store_uuid, const std::vector<store::CategoryRow>& table) {
    Rules rules{settings.site,
                std::move(store_uuid),
                settings.store.guid,
                {},
                normalise::prepare_site_rules(settings.site),
                {}};
    for (const auto& category : settings.site.categories) rules.category_names.push_back(category.name);
    for (const auto& row : table) rules.category_names.push_back(row.name);
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
    add_site_rules(d, site);
    rules.fingerprint = d.finish();
    return rules;
}

ledger::Configuration make_configuration(const Settings& settings,
                                         const std::optional<std::vector<store::CategoryRow>>& table) {
    ledger::Configuration configuration;
    configuration.site = settings.site;
    configuration.limits = settings.feeds;
    if (table) {
        auto& rows = configuration.category_table.emplace();
        for (const auto& row : *table) rows.push_back({row.name, row.parent, row.slug, row.about, row.position});
    }
    configuration.documents = feed::documents_digest(settings.site);
    configuration.propose_slug = [](std::string_view name) { return normalise::propose_slug(name); };
    return configuration;
}

normalise::Outcome prepare(const RawArticle& raw, const Rules& rules, sys_seconds first_seen) {
    auto outcome = normalise::normalise(raw, rules.context(first_seen));
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

Reader::Reader(store::Store& store, ledger::Ledger& ledger, const Clock& clock, int threads)
    : store_(store), ledger_(ledger), clock_(clock), threads_(threads) {}

Result<ledger::Batch> Reader::normalise_batch(const Rules& rules, store::Batch batch) {
    std::vector<std::string> guids;
    guids.reserve(batch.rows.size());
    for (const auto& raw : batch.rows) {
        guids.push_back(normalise::make_guid(raw, rules.site, rules.store_uuid, rules.guid_template));
    }
    auto known = ledger_.known(guids);
    if (!known) return known.error();

    ledger::Batch out;
    std::vector<std::size_t> todo;
    std::vector<ledger::Item> items;
    for (std::size_t i = 0; i < batch.rows.size(); ++i) {
        const auto& raw = batch.rows[i];
        const auto digest = raw_digest(raw);
        const auto found = known->find(guids[i]);
        if (found != known->end() && found->second.raw == digest && found->second.position == raw.position &&
            found->second.fingerprint == rules.fingerprint) {
            out.unchanged.push_back(guids[i]);
            continue;
        }
        todo.push_back(i);
        auto& item = items.emplace_back();
        item.raw = digest;
        item.added = raw.added;
        item.changed = raw.changed;
    }
    for_all(todo.size(), threads_, [&](std::size_t i) {
        const auto& raw = batch.rows[todo[i]];
        const auto found = known->find(guids[todo[i]]);
        const auto first_seen = found == known->end() ? raw.added : found->second.first_seen;
        items[i].article = prepare(raw, rules, first_seen).article;
        report(items[i].article, raw);
    });
    out.store = store_.name();
    out.items = std::move(items);
    out.gone = std::move(batch.gone);
    out.scanned = batch.scanned;
    out.scan_low = batch.scan_low;
    out.scan_high = batch.scan_high;
    out.fingerprint = rules.fingerprint;
    out.cursor = std::move(batch.next);
    out.first_read_done = batch.first_read_done;
    return out;
}

Result<Step> Reader::step(const Rules& rules) {
    if (!cursor_loaded_) {
        auto cursor = ledger_.cursor(store_.name());
        if (!cursor) return cursor.error();
        cursor_ = std::move(*cursor);
        cursor_loaded_ = true;
    }
    auto read = store_.read(cursor_, rows_in_a_batch);
    if (!read) return read.error();
    count(Counter::store_rows_read, static_cast<std::int64_t>(read->rows.size()));
    Step step;
    step.more = read->more;
    step.categories_changed = read->categories_changed;
    step.scanning = read->scanned;
    step.progress = read->progress;
    if (read->next == cursor_) return step;  // nothing happened
    auto batch = normalise_batch(rules, std::move(*read));
    if (!batch) return batch.error();
    auto committed = ledger_.commit(*batch, clock_.now_s());
    if (!committed) return committed.error();
    cursor_ = std::move(batch->cursor);
    step.committed = std::move(*committed);
    return step;
}

Result<void> Reader::restart_scan() {
    if (!cursor_loaded_) {
        auto cursor = ledger_.cursor(store_.name());
        if (!cursor) return cursor.error();
        cursor_ = std::move(*cursor);
        cursor_loaded_ = true;
    }
    auto cursor = store_.restart_scan(cursor_);
    if (!cursor) return cursor.error();
    cursor_ = std::move(*cursor);
    return boost::system::in_place_value;
}

}  // namespace syndicated::app
