#include "store/sqlite_watch.hpp"

#include "syndicated/base/log.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace syndicated::store {

namespace fs = std::filesystem;

std::chrono::microseconds LookSchedule::ask_again_in(time_point now) const {
    if (!looked_) return std::chrono::microseconds{0};
    return std::max(std::chrono::ceil<std::chrono::microseconds>(*looked_ + pause() - now),
                    std::chrono::microseconds{0});
}

// A quarter of what has passed since the event: who waits for a slow disk waits little longer.
LookSchedule::time_point::duration LookSchedule::pause() const {
    if (!armed_) return idle_every;
    const auto passed = *looked_ - *armed_;
    if (passed < quiet_after) return std::clamp<time_point::duration>(passed / 4, soonest, armed_every);
    return passed < idle_every ? passed / 4 : idle_every;
}

bool SqliteWatch::take_events() {
    watch_again();
    if (!watch_) return false;
    bool concerns_us = false, gone = false;
    for (const auto& event : watch_->drain()) {
        gone = gone || event.folder_gone;
        concerns_us = concerns_us || event.overflow || event.folder_gone || event.name == name_ ||
                      event.name == name_ + "-wal" || event.name == name_ + "-journal";
    }
    if (gone) watch_.reset();
    return concerns_us;
}

// SQLite follows links, and puts -wal and -journal next to the real file; where a link leads can change. Without a
// watch the look once a second finds every commit still.
void SqliteWatch::watch_again() {
    const auto now = std::chrono::steady_clock::now();
    if (tried_ && now < *tried_ + LookSchedule::idle_every) return;
    tried_ = now;
    std::error_code failed;
    auto real = fs::canonical(file_, failed);
    if (failed) real = file_;
    name_ = real.filename().string();
    if (watch_ && real.parent_path() == folder_) return;
    folder_ = real.parent_path();
    watch_.reset();
    auto opened = FolderWatch::open(folder_);
    if (opened) {
        watch_ = std::move(*opened);
    } else if (!std::exchange(complained_, true)) {
        log::warning("store", opened.error().detail + "; the article store is looked at once a second");
    }
}

}  // namespace syndicated::store
