// The folder into which articles are dropped. A file renamed into it, or closed after writing, is taken once; names
// that begin with a dot or end in ".part" are not looked at, nor are the folders done/ and failed/. Symbolic links are
// not followed, pipes and devices not touched. Owned by the work thread.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/base/result.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::intake {

class Inbox {
public:
    // Makes the folder, done/ and failed/ when missing. unavailable: one line with the path and the reason.
    [[nodiscard]] static Result<Inbox> open(const std::filesystem::path& folder);
    // The same with a clock that outlives the inbox.
    [[nodiscard]] static Result<Inbox> open(const std::filesystem::path& folder, const Clock& clock);

    Inbox(Inbox&& other) noexcept;
    Inbox& operator=(Inbox&& other) noexcept;
    ~Inbox();

    // Poll for reading, then call ready(). One descriptor for the whole tree. It changes when the folder was removed
    // and made again: ask for it before each poll.
    [[nodiscard]] int fd() const noexcept;

    // Files that can be read now, oldest first: those that events named, and at the first call and after an overflow
    // those that were there already (left out while still open for writing is unknowable: their size and mtime must
    // have stood still for a second).
    // Files in subfolders count too: their name is the path inside the inbox. A file named here that meets neither
    // done() nor failed() is named again a minute later. A removed folder is made again; trouble is logged once.
    [[nodiscard]] std::vector<std::filesystem::path> ready();
    // When ready() should be asked again without an event: at the latest a minute from now (a network file system
    // sends no events for what other machines write). nullopt: only upon an event.
    [[nodiscard]] std::optional<std::chrono::milliseconds> ask_again_in() const;

    // The path inside the inbox, UTF-8, '/' between. Names that are not UTF-8 are decoded like text.
    [[nodiscard]] std::string name_of(const std::filesystem::path& file) const;

    // Moves to done/ or failed/ (a taken name gets a number: "a.html" -> "a.1.html"), keeping subfolders; failed() also
    // writes NAME.why.txt. A file that changed since ready() named it stays where it is and is named again; one that is
    // gone is no error. unavailable: it can't be moved; it is not named again until it changes.
    Result<void> done(const std::filesystem::path& file);
    Result<void> failed(const std::filesystem::path& file, std::string_view why);

    // Removes files that were moved to done/ more than `keep` before `now`, and folders there that are empty then.
    void sweep(std::chrono::seconds keep, std::chrono::system_clock::time_point now);

private:
    struct State;
    explicit Inbox(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace syndicated::intake
