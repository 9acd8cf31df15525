#include "app/commands.hpp"
#include "app/parallel.hpp"
#include "app/reader.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <chrono>

#include <unistd.h>

namespace syndicated::app {

namespace {

using std::chrono::steady_clock;

int refuse(const Error& error, int status) {
    complain(error.detail);
    return status;
}

// Reads the whole store into the new tables; on a terminal shows how far.
Result<std::int64_t> read_all(store::Store& store, ledger::Ledger& ledger, const Rules& rules, const Clock& clock) {
    const bool on_terminal = ::isatty(STDERR_FILENO) == 1;
    Reader reader(store, ledger, clock, available_threads());
    std::int64_t entries = 0;
    steady_clock::time_point shown{};
    for (bool more = true; more;) {
        const auto step = reader.step(rules);
        if (!step) return step.error();
        entries += step->committed.written;
        more = step->more;
        if (!on_terminal || steady_clock::now() - shown < std::chrono::milliseconds(200)) continue;
        shown = steady_clock::now();
        fmt::print(stderr, "\r\033[K{:.0f} %  {} entries", step->progress * 100, entries);
    }
    if (on_terminal) fmt::print(stderr, "\r\033[K");
    return entries;
}

}  // namespace

int run_rebuild(const Settings& settings, bool new_guids) {
    const SystemClock clock;
    auto store = store::open_store(settings.store.url, settings.store.name, settings.folder, store::Access::existing);
    if (!store) return refuse(store.error(), Exit::store_unreachable);
    const auto table = (*store)->categories();
    if (!table) return refuse(table.error(), Exit::store_unreachable);
    auto uuid = (*store)->uuid();
    if (!uuid) return refuse(uuid.error(), Exit::store_unreachable);

    auto ledger = ledger::open_ledger(settings.ledger_url, settings.folder, ledger::Access::owner);
    if (!ledger) return refuse(ledger.error(), Exit::failed);
    if (!new_guids) {
        if (const auto claimed = (*ledger)->claim(settings.identity()); !claimed) {
            return refuse(claimed.error(), Exit::configuration);
        }
    }
    const auto configured = (*ledger)->configure(make_configuration(settings, *table), clock.now_s());
    if (!configured) return refuse(configured.error(), Exit::failed);
    if (const auto begun = (*ledger)->begin_rebuild(settings.identity()); !begun) {
        return refuse(begun.error(), Exit::failed);
    }
    const auto rules = make_rules(settings, std::move(*uuid), *table);
    const auto entries = read_all(**store, **ledger, rules, clock);
    if (!entries) return refuse(entries.error(), Exit::store_unreachable);
    const auto finished = (*ledger)->finish_rebuild(clock.now_s());
    if (!finished) return refuse(finished.error(), Exit::failed);
    print(fmt::format("{} entries built, {} withdrawn, {} feeds changed\n", *entries, finished->withdrawn,
                      finished->feeds.size() + finished->removed_feeds.size()));
    return Exit::done;
}

}  // namespace syndicated::app
