// Brings what was committed from the WAL to its place in the database, beside the owner's thread: a disk takes 10 to
// 100 ms for it, which no commit should wait. One thread owns this; the work is done on another, by a connection of its
// own.
#pragma once

#include "ledger/connection.hpp"

#include <atomic>
#include <filesystem>
#include <memory>
#include <thread>

namespace syndicated::ledger {

class WriteBack {
public:
    explicit WriteBack(std::filesystem::path path) : path_(std::move(path)) {}
    ~WriteBack();  // waits for what is under way
    WriteBack(const WriteBack&) = delete;
    WriteBack& operator=(const WriteBack&) = delete;

    // false: the last one is still under way. Throws what Connection throws.
    bool begin();

private:
    std::filesystem::path path_;
    std::unique_ptr<Connection> connection_;  // the other thread's while under_way_
    std::atomic<bool> under_way_{false};
    std::thread thread_;
};

}  // namespace syndicated::ledger
