#include "app/commands.hpp"
#include "app/parallel.hpp"
#include "app/reader.hpp"
#include "app/terminal.hpp"

#include <fmt/format.h>

namespace syndicated::app {

namespace {

int refuse(const Error& error, int status) {
    complain(error.detail);
    return status;
}

// Reads the whole store into the new tables.
Result<std::int64_t> read_all(Reader& reader, const Rules& rules) {
    Progress progress;
    std::int64_t entries = 0;
    for (bool more = true; more;) {
        const auto step = reader.step(rules);
        if (!step) return step.error();
        entries += step->committed.written;
        more = step->more;
        progress.show([&] { return fmt::format("{:.0f} %  {} entries", step->progress * 100, entries); });
    }
    return entries;
}

}  // namespace

int run_rebuild(const Settings& settings, bool new_guids) {
    const SystemClock clock;
    const auto from = open_articles(settings, store::Access::existing);
    if (!from) return refuse(from.error(), Exit::store_unreachable);
    auto ledger = ledger::open_ledger(settings.ledger_url, settings.folder, ledger::Access::owner);
    if (!ledger) return refuse(ledger.error(), Exit::failed);
    if (!new_guids) {
        if (const auto claimed = (*ledger)->claim(settings.identity()); !claimed) {
            return refuse(claimed.error(), Exit::configuration);
        }
    }
    const auto configured = (*ledger)->configure(make_configuration(settings, from->table), clock.now_s());
    if (!configured) return refuse(configured.error(), Exit::failed);
    if (const auto begun = (*ledger)->begin_rebuild(settings.identity()); !begun) {
        return refuse(begun.error(), Exit::failed);
    }
    Reader reader(*from->store, **ledger, clock, available_threads());
    const auto entries = read_all(reader, from->rules);
    if (!entries) return refuse(entries.error(), reader.ledger_failed() ? Exit::failed : Exit::store_unreachable);
    const auto finished = (*ledger)->finish_rebuild(clock.now_s());
    if (!finished) return refuse(finished.error(), Exit::failed);
    print(fmt::format("{} entries built, {} withdrawn, {} feeds changed\n", *entries, finished->withdrawn,
                      finished->feeds.size() + finished->removed_feeds.size()));
    return Exit::done;
}

}  // namespace syndicated::app
