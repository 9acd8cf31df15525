// Reads the article store's view counts, a little at a time while nobody waits for anything else, and gives them to the
// ledger: a page view is no change of an article, so the store's log says nothing of it. The work thread owns it.
#pragma once

#include "app/give_way.hpp"
#include "syndicated/base/clock.hpp"
#include "syndicated/base/result.hpp"
#include "syndicated/ledger/ledger.hpp"
#include "syndicated/store/store.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>

namespace syndicated::app {

class ViewSweep {
public:
    using Instant = std::chrono::steady_clock::time_point;

    // `every`: how often a sweep begins; zero: never. `window`: for how long views count.
    void configure(std::chrono::seconds every, std::chrono::seconds window);
    // Counts may have changed: the next sweep has something to read.
    void note_change() { changed_ = true; }
    // One slice if it is time for one, or the part of it before which `give_way` says yes. Errors: the store's or the
    // ledger's; it goes on after `every`.
    [[nodiscard]] Result<void> step(store::Store& store, ledger::Ledger& ledger, const Clock& clock,
                                    const GiveWay& give_way);
    [[nodiscard]] std::optional<Instant> next() const;  // nothing: never

private:
    [[nodiscard]] Result<bool> work(store::Store& store, ledger::Ledger& ledger, sys_seconds now,
                                    const GiveWay& give_way);
    [[nodiscard]] Result<bool> read_some(store::Store& store, ledger::Ledger& ledger, sys_seconds now);

    static constexpr std::int64_t newest = std::numeric_limits<std::int64_t>::max();

    std::chrono::seconds every_{0}, window_{0};
    Instant next_{}, begun_{};
    bool under_way_ = false;
    std::optional<std::int64_t> position_;  // rows from here down are still to be read in this sweep
    bool changed_ = true;
};

}  // namespace syndicated::app
