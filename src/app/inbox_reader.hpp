// Takes files out of the inbox and writes their articles to the store. The work thread owns it.
#pragma once

#include "app/rules.hpp"
#include "syndicated/base/clock.hpp"
#include "syndicated/intake/inbox.hpp"
#include "syndicated/intake/intake.hpp"
#include "syndicated/store/store.hpp"

#include <chrono>
#include <deque>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace syndicated::app {

class InboxReader {
public:
    InboxReader(intake::Inbox inbox, std::chrono::seconds keep, const Clock& clock);

    // Takes at most a few files. Error: the store's (unavailable: the files stay and are tried again).
    [[nodiscard]] Result<void> take(store::Store& store, const Rules& rules);
    [[nodiscard]] bool has_waiting() const { return !waiting_.empty(); }
    [[nodiscard]] int fd() const { return inbox_.fd(); }
    [[nodiscard]] std::optional<std::chrono::milliseconds> ask_again_in() const { return inbox_.ask_again_in(); }

private:
    [[nodiscard]] Result<void> take_one(const std::filesystem::path& file, store::Store& store, const Rules& rules);

    intake::Inbox inbox_;
    std::chrono::seconds keep_;
    const Clock& clock_;
    std::deque<std::filesystem::path> waiting_;  // taken from the front
    std::set<std::filesystem::path> known_;      // the same, to find them
    std::chrono::steady_clock::time_point next_sweep_{};
};

// Reads one file and writes its articles to the store in batches. The report is intake's, with those that are refused:
// by the store, or because the rules find neither a title nor a text nor a picture in them. The error may be the file's
// (invalid_input, limit_exceeded, unavailable) or the store's.
struct FileResult {
    intake::FileReport report;
    store::Written written;
    std::optional<Error> file_error, store_error;
};
// `patience`: how long a store that is locked is tried again.
[[nodiscard]] FileResult store_file(const std::filesystem::path& file, std::string_view name, store::Store& store,
                                    const Rules& rules, std::chrono::seconds patience,
                                    const intake::ProgressSink& progress = {});
// What was wrong with a file, for whoever dropped it: one line where nothing was taken.
[[nodiscard]] std::string why_text(const FileResult& result);

}  // namespace syndicated::app
