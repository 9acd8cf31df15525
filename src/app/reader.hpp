// Reads an article store into the ledger: a batch of rows, each normalised, written in one transaction. What the
// daemon, `build`, `rebuild` and `renormalise` have in common. One thread owns it and alone talks to store and ledger;
// normalising runs on helper threads.
#pragma once

#include "app/rules.hpp"
#include "syndicated/base/clock.hpp"
#include "syndicated/ledger/ledger.hpp"
#include "syndicated/store/store.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace syndicated::app {

// The most rows of one read(). What is committed is settled once a batch: large ones cost less a row. Helpers are busy
// with the next one meanwhile, so a burst should make a few of them.
inline constexpr std::int64_t rows_in_a_batch = 2500;

struct Step {
    ledger::Committed committed;
    std::int64_t rows = 0;
    bool more = false;  // read again at once
    // The category table: configure the ledger anew. What else was committed with it comes with the next step.
    bool categories_changed = false;
    bool scanning = false;
    double progress = 1.0;
};

enum class Pass : std::uint8_t {
    changes,    // rows that changed since they were read, by the store's cursor; all of them in a first read
    every_row,  // every row once, whatever made its entry, by a cursor of its own: what was cut off is gone on with
};

// While there is more that is new, and in a pass over every row, the next batch is read while helpers normalise this
// one, and normalised while this one is committed. When all is only looked at again, a batch is not read before the
// last one is committed: a fresh article waits for one at most.
class Reader {
public:
    Reader(store::Store& store, ledger::Ledger& ledger, const Clock& clock, int threads, Pass pass = Pass::changes);
    ~Reader();
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    // Reads and commits at most one batch. Errors: the store's (unavailable, corrupt: try later) or the ledger's.
    [[nodiscard]] Result<Step> step(const Rules& rules);
    // When the store fails: what it gives once it answers may be another file.
    void forget_ahead();
    // Reads the whole store again, slice by slice, at the next steps. For Pass::changes; the other one does so anyway.
    [[nodiscard]] Result<void> restart_scan();

    // Of a step that failed: the error was the ledger's, not the store's.
    [[nodiscard]] bool ledger_failed() const { return ledger_failed_; }
    // Pass::every_row: an earlier one was cut off, and the first step went on from there.
    [[nodiscard]] bool resumed() const { return resumed_; }

private:
    struct Begun;  // a batch on its way from the store to the ledger

    [[nodiscard]] Result<void> load_cursor();
    [[nodiscard]] Result<void> resume(const Rules& rules);
    [[nodiscard]] Result<std::unique_ptr<Begun>> next(const Rules& rules);
    [[nodiscard]] Result<std::unique_ptr<Begun>> begin(const Rules& rules, store::Batch read);
    [[nodiscard]] Result<std::string> other_with(Begun& begun, std::size_t row) const;
    void start(Begun& begun) const;
    void begin_ahead(const Rules& rules, const store::Batch& now);
    [[nodiscard]] ledger::Batch to_commit(Begun& begun) const;
    [[nodiscard]] Error of_ledger(Error error);

    store::Store& store_;
    ledger::Ledger& ledger_;
    const Clock& clock_;
    int threads_;
    Pass pass_;
    store::Cursor cursor_;
    bool cursor_loaded_ = false;
    bool resumed_ = false, ledger_failed_ = false;
    std::unique_ptr<Begun> ahead_;         // read from cursor_, not committed
    std::optional<store::Batch> waiting_;  // read from cursor_ too: until the categories that changed with it are known
};

}  // namespace syndicated::app
