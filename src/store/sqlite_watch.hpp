// When to look for a commit. An inotify event only arms: bytes reach the files before the commit is visible, so an
// event alone would be a race, and a disk may take long in between (fsync). Facts and figures: docs/store.md.
#pragma once

#include "syndicated/base/folder_watch.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

namespace syndicated::store {

// Pure: the caller brings the time.
class LookSchedule {
public:
    using time_point = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::microseconds soonest{250};
    static constexpr std::chrono::milliseconds armed_every{1}, quiet_after{30}, idle_every{1000};

    void arm(time_point now) { armed_ = now; }
    void looked(time_point now) { looked_ = now; }
    [[nodiscard]] std::chrono::microseconds ask_again_in(time_point now) const;

private:
    [[nodiscard]] time_point::duration pause() const;

    std::optional<time_point> armed_, looked_;
};

// The events of one file and its -wal and -journal, in the folder where they really are.
class SqliteWatch {
public:
    explicit SqliteWatch(std::filesystem::path file) : file_(std::move(file)) {}

    [[nodiscard]] int fd() const { return watch_ ? watch_->fd() : -1; }
    // Takes all waiting events; true if one of them may mean a commit. Watches anew after the folder was replaced.
    [[nodiscard]] bool take_events();

private:
    void watch_again();

    std::filesystem::path file_, folder_;
    std::string name_;
    std::optional<FolderWatch> watch_;
    std::optional<std::chrono::steady_clock::time_point> tried_;
    bool complained_ = false;
};

}  // namespace syndicated::store
