// The hub's ledger, on a thread of its own, "hub-ledger": reads it once, writes what the hub hands over, in
// transactions of whatever has gathered meanwhile, and notices the operator's edits.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/ledger/ledger.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace syndicated::websub {

class Recorder {
public:
    struct Loaded {
        std::vector<Subscription> subscriptions;
        std::vector<SubscriptionRequest> requests;
    };
    using Call = std::function<void()>;

    // `post` hands a call over to the hub's thread.
    Recorder(std::unique_ptr<ledger::Ledger> ledger, std::function<void(Call)> post,
             std::function<void(Loaded)> on_loaded, std::function<void(std::vector<Subscription>)> on_edited);
    ~Recorder();  // stops
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    // Written sooner or later, however long the ledger fails. `written` is called once it is, if given.
    void write(ledger::HubChanges changes, Call written = {});
    // Written now or not at all; `done` is told which.
    void try_write(ledger::HubChanges changes, std::function<void(bool written)> done);
    // Writes what is left and joins the thread. What it posted may still be called; what is written later is not.
    void stop();

private:
    struct Job {
        ledger::HubChanges changes;
        Call written;                     // of one that must be written
        std::function<void(bool)> tried;  // of one that may fail
    };

    void run();
    bool load();
    void add(Job job);
    [[nodiscard]] std::vector<Job> take_jobs();
    void write_jobs(std::vector<Job> jobs);
    void give_back(std::vector<Job> jobs);
    void look_for_edits();
    void report(const Error& error, const char* what);
    void recovered();

    std::unique_ptr<ledger::Ledger> ledger_;
    std::function<void(Call)> post_;
    std::function<void(Loaded)> on_loaded_;
    std::function<void(std::vector<Subscription>)> on_edited_;
    std::int64_t version_ = 0, edits_ = 0;
    bool failing_ = false;

    std::mutex mutex_;  // guards what follows
    std::condition_variable wake_;
    std::vector<Job> jobs_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace syndicated::websub
