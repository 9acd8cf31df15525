#include "app/commands.hpp"
#include "app/composer.hpp"
#include "app/parallel.hpp"
#include "app/publisher.hpp"
#include "app/reader.hpp"
#include "app/static_files.hpp"

#include <fmt/format.h>

#include <limits>

namespace syndicated::app {

namespace {

// Reads everything that changed in the store since the last time.
Result<void> read_store(const Settings& settings, ledger::Ledger& ledger, const Clock& clock) {
    const auto from = open_articles(settings, store::Access::existing);
    if (!from) return from.error();
    const auto configured = ledger.configure(make_configuration(settings, from->table), clock.now_s());
    if (!configured) return configured.error();
    Reader reader(*from->store, ledger, clock, available_threads());
    if (const auto scan = reader.restart_scan(); !scan) return scan.error();
    for (bool more = true; more;) {
        const auto step = reader.step(from->rules);
        if (!step) return step.error();
        more = step->more;
    }
    if (const auto released = ledger.release_due(clock.now_s()); !released) return released.error();
    return boost::system::in_place_value;
}

// Every document with every form.
Result<void> publish(ledger::Ledger& ledger, publish::Publication& publication, const Serving& serving) {
    Publisher publisher(publication);
    constexpr auto everything = std::numeric_limits<std::int64_t>::max();
    if (const auto made = publisher.publish_all(ledger, serving, everything, true); !made) return made.error();
    const auto heads = ledger.feeds();
    if (!heads) return heads.error();
    ledger::Committed all;
    for (const auto& head : *heads) all.feeds.push_back(head.category.slug);
    if (const auto made = publisher.publish(ledger, all, true); !made) return made.error();
    while (publisher.compress()) publisher.wait_for_coded();
    return boost::system::in_place_value;
}

}  // namespace

int run_build(const Settings& settings, const std::filesystem::path& output) {
    const SystemClock clock;
    int status = Exit::done;
    auto ledger = ledger::open_ledger(settings.ledger_url, settings.folder, ledger::Access::owner);
    if (!ledger && ledger.error().code == Errc::conflict) {
        complain("a daemon keeps the ledger: its feeds are written as they are");
        ledger = ledger::open_ledger(settings.ledger_url, settings.folder, ledger::Access::read_only);
    } else if (ledger) {
        if (const auto claimed = (*ledger)->claim(settings.identity()); !claimed) {
            complain(claimed.error().detail);
            return Exit::configuration;
        }
        if (const auto read = read_store(settings, **ledger, clock); !read) {
            complain(fmt::format("{}; the feeds are written as the ledger has them", read.error().detail));
            status = Exit::failed;
        }
    }
    if (!ledger) {
        complain(ledger.error().detail);
        return Exit::failed;
    }
    publish::Publication publication;
    const Serving serving = settings.serving();
    if (const auto made = publish(**ledger, publication, serving); !made) {
        complain(made.error().detail);
        return Exit::failed;
    }
    Composer composer(**ledger, publication);
    const auto files = write_files(*publication.current(), output, nullptr, [&](const std::string& path) {
        return with_forms(composer.make(path, serving).resource, serving.codings);
    });
    if (!files) {
        complain(files.error().detail);
        return Exit::failed;
    }
    print(fmt::format("{}: {} files written, {} unchanged, {} removed\n", output.string(), files->written,
                      files->unchanged, files->removed));
    return status;
}

}  // namespace syndicated::app
