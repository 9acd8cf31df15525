// A ledger of its own for one test, configured with two categories.
#pragma once

#include "support/ledger_builders.hpp"
#include "support/temp_dir.hpp"
#include "unit/ledger/probe.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::testing {

struct Fixture {
    TempDir dir;
    std::unique_ptr<ledger::Ledger> ledger = ledger_in(dir.path());
    ledger::Configuration configuration = a_configuration();

    Fixture() {
        configuration.site.categories = {a_setting("娱乐", "yu-le"), a_setting("体育", "ti-yu")};
        ledger->configure(configuration, noon).value();
    }
    ledger::Committed commit(const ledger::Batch& batch, sys_seconds now = noon) {
        return ledger->commit(batch, now).value();
    }
    [[nodiscard]] Revision revision(std::string_view slug) { return ledger->feed(slug).value().revision; }
    [[nodiscard]] std::vector<std::string> titles(std::string_view slug) { return titles_of(*ledger, slug); }
};

}  // namespace syndicated::testing
