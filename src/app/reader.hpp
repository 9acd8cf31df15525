// Reads an article store into the ledger: a batch of rows, each normalised, written in one transaction. What the
// daemon, `build` and `rebuild` have in common. One thread owns it; normalising runs on helper threads inside step().
#pragma once

#include "app/settings.hpp"
#include "syndicated/base/clock.hpp"
#include "syndicated/ledger/ledger.hpp"
#include "syndicated/normalise/normalise.hpp"
#include "syndicated/store/store.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace syndicated::app {

// What the rules need beside the article.
struct Rules {
    Site site;
    std::string store_uuid;
    std::string guid_template;
    std::vector<std::string> category_names;  // settings and category table, sorted
    std::shared_ptr<const normalise::SiteRules> site_rules;
    Digest fingerprint;  // over all of the above and the rules' version

    [[nodiscard]] normalise::Context context(sys_seconds now) const {
        return {&site, store_uuid, guid_template, now, &category_names, site_rules.get()};
    }
};

[[nodiscard]] Rules make_rules(const Settings& settings, std::string store_uuid,
                               const std::vector<store::CategoryRow>& table);
[[nodiscard]] ledger::Configuration make_configuration(const Settings& settings,
                                                       const std::optional<std::vector<store::CategoryRow>>& table);

// Normalises one row and keeps it out when no well-formed document can be made of it.
[[nodiscard]] normalise::Outcome prepare(const RawArticle& raw, const Rules& rules, sys_seconds first_seen);

struct Step {
    ledger::Committed committed;
    bool more = false;                // read again at once
    bool categories_changed = false;  // the category table: configure the ledger anew
    bool scanning = false;
    double progress = 1.0;
};

class Reader {
public:
    Reader(store::Store& store, ledger::Ledger& ledger, const Clock& clock, int threads);

    // Reads at most one batch. Errors: the store's (unavailable, corrupt: try later) or the ledger's.
    [[nodiscard]] Result<Step> step(const Rules& rules);
    // Reads the whole store again, slice by slice, at the next steps.
    [[nodiscard]] Result<void> restart_scan();

private:
    [[nodiscard]] Result<ledger::Batch> normalise_batch(const Rules& rules, store::Batch batch);

    store::Store& store_;
    ledger::Ledger& ledger_;
    const Clock& clock_;
    int threads_;
    store::Cursor cursor_;
    bool cursor_loaded_ = false;
};

}  // namespace syndicated::app
