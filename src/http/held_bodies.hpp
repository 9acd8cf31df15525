// The bodies that a loop's sessions are still writing: what slow clients keep in memory, in a Snapshot or not. Not
// thread-safe: one per loop.
#pragma once

#include <cstddef>
#include <unordered_map>

namespace syndicated::http {

class HeldBodies {
public:
    // `body` tells one from the other; several sessions may write the same.
    void add(const void* body, std::size_t bytes);
    void remove(const void* body);
    [[nodiscard]] bool is_shared(const void* body) const;
    [[nodiscard]] std::size_t count() const { return held_.size(); }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }  // each counts once

private:
    struct Held {
        std::size_t bytes = 0;
        int sessions = 0;
    };
    std::unordered_map<const void*, Held> held_;
    std::size_t bytes_ = 0;
};

}  // namespace syndicated::http
