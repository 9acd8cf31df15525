// The work thread: files into the store, store rows into the ledger, the ledger's feeds into documents. Compares levels
// and does not chase events: whatever woke it, it looks at everything that may have changed. What fails is said once
// and tried again; the last good documents go on being served.
#pragma once

#include "app/inbox_reader.hpp"
#include "app/publishing.hpp"
#include "app/reader.hpp"
#include "app/settings.hpp"
#include "app/view_sweep.hpp"
#include "syndicated/base/clock.hpp"
#include "syndicated/base/wake.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace syndicated::app {

class Pipeline {
public:
    // `swapped` is called on the work thread when documents were swapped in, with their compressed forms or before.
    Pipeline(Settings settings, publish::Publication& publication, const Clock& clock, std::function<void()> swapped);
    ~Pipeline();
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    // Main thread, before start(): opens the ledger and serves what it holds. invalid_input: the settings name another
    // identity than the ledger has recorded; conflict: another process holds the ledger. An article store that does
    // not answer is no error.
    [[nodiscard]] Result<void> open();
    void start();
    void stop();  // joins; idempotent

    // Any thread: settings for the work thread to take over.
    void reload(Settings settings);
    // How long ago the work thread last came by; for the watchdog.
    [[nodiscard]] std::chrono::steady_clock::duration silent_for() const;

private:
    void run();
    void round();
    void take_reload();
    [[nodiscard]] Result<void> apply(const Settings& settings);
    void ensure_store();
    [[nodiscard]] Result<void> configure();
    void leave_store(const Error& why);
    void take_files();
    void read_store();
    void look_for_outdated();
    void release_due();
    void publish();
    [[nodiscard]] std::chrono::steady_clock::time_point background_from() const;
    void work_in_background();
    [[nodiscard]] bool has_news() const;
    void make_tables();
    void warm();
    void index_some();
    void write_back();
    void sweep_views();
    void wait();
    void note(const ledger::Committed& committed);
    void fail(std::string_view what, const Error& error);

    Settings settings_;
    const Clock& clock_;
    Wake wake_;
    Publishing publishing_;
    std::unique_ptr<ledger::Ledger> ledger_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<Reader> reader_;
    std::unique_ptr<InboxReader> inbox_;
    Rules rules_;
    ViewSweep views_;

    bool complete_ = false;       // the first read is behind us
    bool other_rules_ = false;    // than those of the last scan that was begun
    bool renormalising_ = false;  // entries of other rules wait for their turn in the scan
    bool store_answers_ = false;  // as far as we know
    bool store_failed_ = false;   // and has not been read since
    bool busy_ = false;           // there is more to read at once
    std::string last_error_;      // said already
    std::chrono::steady_clock::time_point next_audit_{}, next_store_try_{}, next_inbox_try_{}, next_release_try_{};
    std::chrono::steady_clock::time_point last_news_{}, last_background_{};
    bool tables_made_ = false;
    bool unindexed_ = true;  // entries may wait for the index of words

    std::atomic<bool> stopping_{false};
    std::atomic<std::chrono::steady_clock::rep> last_round_{0};
    std::mutex reload_mutex_;  // guards reload_
    std::optional<Settings> reload_;
    std::thread thread_;
};

}  // namespace syndicated::app
