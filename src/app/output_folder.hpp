// Keeps [feeds] output as the current Snapshot is, for web servers that serve files. A thread of its own writes, so
// that a slow disk keeps no reader and no hub waiting. What a crash or a full disk leaves behind is put right by the
// next round.
#pragma once

#include "app/static_files.hpp"
#include "syndicated/publish/publication.hpp"

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace syndicated::app {

class OutputFolder {
public:
    // `publication` outlives it, what `fetch` needs does until stop(). An empty folder: nothing is written.
    OutputFolder(const publish::Publication& publication, std::filesystem::path folder, Fetch fetch = {});
    OutputFolder(const OutputFolder&) = delete;
    OutputFolder& operator=(const OutputFolder&) = delete;
    ~OutputFolder();  // stops

    // The Snapshot changed. Any thread; returns at once.
    void notify();
    // Another folder; the files in the old one stay. Any thread.
    void move_to(std::filesystem::path folder);
    // Writes what the Snapshot has now, then ends the thread.
    void stop();

private:
    void run();
    // False: something could not be written, and is to be tried again.
    bool write(const std::filesystem::path& folder);

    const publish::Publication& publication_;
    const Fetch fetch_;
    std::mutex mutex_;  // guards the next three lines
    std::condition_variable wake_;
    std::filesystem::path folder_;
    bool due_ = true, stopping_ = false;
    // The writing thread's: what the files are like; null: they have to be looked at.
    std::shared_ptr<const publish::Snapshot> written_;
    std::filesystem::path written_to_;
    std::string last_error_;
    std::thread thread_;
};

}  // namespace syndicated::app
