// The owner's lock: one process at a time writes a ledger.
#pragma once

#include "syndicated/base/result.hpp"

#include <filesystem>
#include <utility>

namespace syndicated::ledger {

// An flock(2) on a file of its own, held for this object's lifetime; the kernel lets go of it when the process dies.
// The file holds the process's number and stays.
class Lock {
public:
    // conflict: names the process that holds it. unavailable: the file cannot be made.
    [[nodiscard]] static Result<Lock> take(const std::filesystem::path& ledger);
    ~Lock();
    Lock(Lock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Lock& operator=(Lock&& other) = delete;
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

private:
    explicit Lock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_;
};

}  // namespace syndicated::ledger
