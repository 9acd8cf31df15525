// Watches one folder for changed, created, renamed and removed names: inotify(7). An event is a hint, never an
// authority. Not thread-safe: one thread owns it.
#pragma once

#include "syndicated/base/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace syndicated {

struct FolderEvent {
    std::string name;       // within the folder; empty when it is about the folder itself
    bool complete = false;  // closed after writing, or renamed into the folder: the file can be read
    bool overflow = false;  // the kernel dropped events: look at everything
    bool folder_gone = false;
};

class FolderWatch {
public:
    // unavailable: the folder is missing, or the user's inotify watches are used up.
    [[nodiscard]] static Result<FolderWatch> open(const std::filesystem::path& folder);

    FolderWatch(FolderWatch&& other) noexcept;
    FolderWatch& operator=(FolderWatch&& other) noexcept;
    ~FolderWatch();

    [[nodiscard]] int fd() const noexcept { return fd_; }  // poll for reading
    // All events that wait; never blocks.
    [[nodiscard]] std::vector<FolderEvent> drain();

private:
    explicit FolderWatch(int fd) : fd_(fd) {}
    int fd_;
};

}  // namespace syndicated
