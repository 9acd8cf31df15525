#include "app/output_folder.hpp"

#include "syndicated/base/log.hpp"

#include <chrono>
#include <utility>

namespace syndicated::app {

namespace {

constexpr std::chrono::seconds try_again_after{10};
// So that files of a second later are not dated into the future for long, however fast they change.
constexpr std::chrono::seconds at_most_every{1};

}  // namespace

OutputFolder::OutputFolder(const publish::Publication& publication, std::filesystem::path folder, Fetch fetch)
    : publication_(publication), fetch_(std::move(fetch)), folder_(std::move(folder)), thread_([this] { run(); }) {}

OutputFolder::~OutputFolder() {
    stop();
}

void OutputFolder::notify() {
    {
        const std::lock_guard lock(mutex_);
        due_ = true;
    }
    wake_.notify_one();
}

void OutputFolder::move_to(std::filesystem::path folder) {
    {
        const std::lock_guard lock(mutex_);
        if (folder == folder_) return;
        folder_ = std::move(folder);
        due_ = true;
    }
    wake_.notify_one();
}

void OutputFolder::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void OutputFolder::run() {
    std::unique_lock lock(mutex_);
    auto next = std::chrono::steady_clock::now();
    for (bool again = false; !stopping_ || due_;) {
        const auto wanted = [this] { return due_ || stopping_; };
        if (again) {
            again = !wake_.wait_for(lock, try_again_after, wanted);
        } else {
            wake_.wait(lock, wanted);
        }
        if (!due_ && !again) continue;
        wake_.wait_until(lock, next, [this] { return stopping_; });
        next = std::chrono::steady_clock::now() + at_most_every;
        due_ = false;
        const std::filesystem::path folder = folder_;
        lock.unlock();
        again = !folder.empty() && !write(folder);
        lock.lock();
    }
}

bool OutputFolder::write(const std::filesystem::path& folder) {
    const auto snapshot = publication_.current();
    // While the store is read for the first time, files of an earlier life say more.
    if (!snapshot->complete()) return true;
    if (folder != written_to_) written_.reset();
    const auto files = write_files(*snapshot, folder, written_.get(), fetch_);
    if (!files) {
        if (files.error().detail != last_error_) log::error("app", "[feeds] output: " + files.error().detail);
        last_error_ = files.error().detail;
        written_.reset();
        return false;
    }
    if (!last_error_.empty()) log::info("app", "[feeds] output is written again");
    last_error_.clear();
    written_ = snapshot;
    written_to_ = folder;
    return true;
}

}  // namespace syndicated::app
