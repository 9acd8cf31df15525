// What the rules need beside the article, out of settings and store, and one article's way through them. Any thread.
#pragma once

#include "app/settings.hpp"
#include "syndicated/base/clock.hpp"
#include "syndicated/ledger/ledger.hpp"
#include "syndicated/normalise/normalise.hpp"
#include "syndicated/store/store.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace syndicated::app {

struct Rules {
    Site site;
    std::string store_uuid;
    std::string guid_template;
    std::vector<std::string> category_names;     // settings and category table, sorted
    std::map<std::string, std::string> parents;  // of categories: settings, else category table
    std::shared_ptr<const normalise::SiteRules> site_rules;
    Digest fingerprint;  // over all of the above and the rules' version

    [[nodiscard]] normalise::Context context(sys_seconds now) const {
        return {&site, store_uuid, guid_template, now, &category_names, &parents, site_rules.get()};
    }
};

// The store's category table, its names and descriptions cleaned up as articles' are: that is a category's identity.
// Rows without a name are left out, and those whose name one before has. Errors: the store's.
[[nodiscard]] Result<std::vector<store::CategoryRow>> read_category_table(store::Store& store);
[[nodiscard]] Rules make_rules(const Settings& settings, std::string store_uuid,
                               const std::vector<store::CategoryRow>& table);
[[nodiscard]] ledger::Configuration make_configuration(const Settings& settings,
                                                       const std::optional<std::vector<store::CategoryRow>>& table);

// The store of the settings, what is no UTF-8 in it read as files are. Errors: store::open_store()'s.
[[nodiscard]] Result<std::unique_ptr<store::Store>> open_store(const Settings& settings, store::Access access);

// A store with the rules for what is in it.
struct Articles {
    std::unique_ptr<store::Store> store;
    std::vector<store::CategoryRow> table;
    Rules rules;
};
// Errors: the store's.
[[nodiscard]] Result<Articles> open_articles(const Settings& settings, store::Access access);

// Normalises one row and keeps it out when no well-formed document can be made of it. An update more than a day ahead
// of `now`, which normalise does not know, is none: readers would have the article on top for as long.
[[nodiscard]] normalise::Outcome prepare(const RawArticle& raw, const Rules& rules, sys_seconds first_seen,
                                         sys_seconds now);

// In the order of the rows.
[[nodiscard]] std::vector<std::string> guids_of(const std::vector<RawArticle>& rows, const Rules& rules);

}  // namespace syndicated::app
