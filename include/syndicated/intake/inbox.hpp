// The folder into which articles are dropped. A file renamed into it, or closed after writing, is taken once; names
// that begin with a dot or end in ".part" are not looked at, nor are the folders done/ and failed/. Owned by the work
// thread.
#pragma once

#include "syndicated/base/folder_watch.hpp"
#include "syndicated/base/result.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace syndicated::intake {

class Inbox {
public:
    // Makes the folder, done/ and failed/ when missing. unavailable: one line with the path and the reason.
    [[nodiscard]] static Result<Inbox> open(const std::filesystem::path& folder);

    [[nodiscard]] int fd() const noexcept { return watch_.fd(); }  // poll for reading, then call ready()

    // Files that can be read now, oldest first: those that events named, and at the first call and after an overflow
    // those that were there already (left out while still open for writing is unknowable: their size and mtime must
    // have stood still for a second).
    // Files in subfolders count too: their name is the path inside the inbox.
    [[nodiscard]] std::vector<std::filesystem::path> ready();
    // When ready() should be asked again without an event; nullopt: only upon an event.
    [[nodiscard]] std::optional<std::chrono::milliseconds> ask_again_in() const;

    // The path inside the inbox, UTF-8, '/' between.
    [[nodiscard]] std::string name_of(const std::filesystem::path& file) const;

    // Moves to done/ or failed/ (a taken name gets a number); failed() also writes NAME.why.txt.
    Result<void> done(const std::filesystem::path& file);
    Result<void> failed(const std::filesystem::path& file, std::string_view why);

    // Removes files in done/ older than `keep`.
    void sweep(std::chrono::seconds keep, std::chrono::system_clock::time_point now);

private:
    Inbox(std::filesystem::path folder, FolderWatch watch);
    std::filesystem::path folder_;
    FolderWatch watch_;
};

}  // namespace syndicated::intake
