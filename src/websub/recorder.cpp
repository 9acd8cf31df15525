#include "websub/recorder.hpp"

#include "syndicated/base/log.hpp"
#include "syndicated/base/priority.hpp"

#include <fmt/format.h>

#include <chrono>
#include <iterator>
#include <utility>

#include <pthread.h>

namespace syndicated::websub {

namespace {

constexpr std::chrono::milliseconds look_interval{500};  // at what the operator did
constexpr std::chrono::milliseconds failure_pause{1000};

}  // namespace

Recorder::Recorder(std::unique_ptr<ledger::Ledger> ledger, std::function<void(Call)> post,
                   std::function<void(Loaded)> on_loaded, std::function<void(std::vector<Subscription>)> on_edited)
    : ledger_(std::move(ledger)),
      post_(std::move(post)),
      on_loaded_(std::move(on_loaded)),
      on_edited_(std::move(on_edited)),
      thread_([this] {
          stand_back(19);  // like the hub, whose work it is
          run();
      }) {
    pthread_setname_np(thread_.native_handle(), "hub-ledger");
}

Recorder::~Recorder() {
    stop();
}

void Recorder::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Recorder::write(ledger::HubChanges changes, Call written) {
    add({std::move(changes), std::move(written), {}});
}

void Recorder::try_write(ledger::HubChanges changes, std::function<void(bool)> done) {
    add({std::move(changes), {}, std::move(done)});
}

void Recorder::add(Job job) {
    {
        const std::lock_guard lock(mutex_);
        jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
}

void Recorder::run() {
    bool loaded = load();
    std::unique_lock lock(mutex_);
    while (!stopping_ || (!jobs_.empty() && loaded)) {
        if (loaded && !failing_ && !jobs_.empty()) {
            auto jobs = std::exchange(jobs_, {});
            lock.unlock();
            write_jobs(std::move(jobs));
            lock.lock();
            if (stopping_ && failing_) return;
            continue;
        }
        const auto pause = failing_ ? failure_pause : look_interval;
        wake_.wait_for(lock, pause, [this] { return stopping_ || (!failing_ && !jobs_.empty()); });
        if (stopping_ && !loaded) return;
        auto jobs = std::exchange(jobs_, {});
        lock.unlock();
        if (!loaded) loaded = load();
        if (loaded && !jobs.empty()) {
            write_jobs(std::move(jobs));
        } else {
            give_back(std::move(jobs));
        }
        if (loaded) look_for_edits();
        lock.lock();
        if (stopping_ && failing_) return;
    }
}

bool Recorder::load() {
    Loaded loaded;
    auto edits = ledger_->subscription_edits();
    auto subscriptions = ledger_->subscriptions();
    auto requests = ledger_->subscription_requests();
    if (!edits || !subscriptions || !requests) {
        const Error& error = !edits ? edits.error() : !subscriptions ? subscriptions.error() : requests.error();
        report(error, "subscriptions can't be read");
        return false;
    }
    recovered();
    edits_ = *edits;
    loaded.subscriptions = std::move(*subscriptions);
    loaded.requests = std::move(*requests);
    post_([this, loaded = std::move(loaded)]() mutable { on_loaded_(std::move(loaded)); });
    return true;
}

void Recorder::write_jobs(std::vector<Job> jobs) {
    std::vector<ledger::HubChanges> changes;
    changes.reserve(jobs.size());
    for (Job& job : jobs) changes.push_back(std::move(job.changes));
    const auto done = ledger_->record(changes);
    if (done) {
        recovered();
    } else {
        report(done.error(), "subscriptions can't be written down");
        for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].changes = std::move(changes[i]);
    }
    std::vector<Job> kept;
    for (Job& job : jobs) {
        if (job.tried) {
            post_([tried = std::move(job.tried), written = done.has_value()] { tried(written); });
        } else if (!done) {
            kept.push_back(std::move(job));
        } else if (job.written) {
            post_(std::move(job.written));
        }
    }
    give_back(std::move(kept));
}

// Before what came meanwhile. Nobody waits for an answer longer than for one attempt.
void Recorder::give_back(std::vector<Job> jobs) {
    if (jobs.empty()) return;
    const std::lock_guard lock(mutex_);
    jobs_.insert(jobs_.begin(), std::make_move_iterator(jobs.begin()), std::make_move_iterator(jobs.end()));
}

void Recorder::look_for_edits() {
    const auto version = ledger_->version();
    if (!version || *version == version_) return;
    const auto edits = ledger_->subscription_edits();
    if (!edits) return;  // looked at again, as the version is not noted
    if (*edits != edits_) {
        auto rows = ledger_->subscriptions();
        if (!rows) return;
        edits_ = *edits;
        post_([this, rows = std::move(*rows)]() mutable { on_edited_(std::move(rows)); });
    }
    version_ = *version;
}

// One line when it begins, none for every further try.
void Recorder::report(const Error& error, const char* what) {
    if (!std::exchange(failing_, true)) log::error("hub", fmt::format("{}, will try again: {}", what, error.detail));
}

void Recorder::recovered() {
    if (std::exchange(failing_, false)) log::info("hub", "the ledger answers again");
}

}  // namespace syndicated::websub
