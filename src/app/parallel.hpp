// Independent pieces of work on several threads. Each piece writes to a place of its own, so that results never depend
// on the number of threads or on who was first.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace syndicated::app {

// As many as the machine lets this process have at once.
[[nodiscard]] int available_threads();

// One thread owns it. What a piece reads and writes has to outlive it.
class Parallel {
public:
    using Piece = std::function<void(std::size_t)>;

    // Runs piece(i) for every i < pieces. Helpers begin at once; `threads` counts the owner's too, which takes part in
    // finish(). Few pieces are not worth a helper.
    Parallel(std::size_t pieces, int threads, Piece piece);
    // Waits for the pieces that were begun and begins no other.
    ~Parallel();
    Parallel(const Parallel&) = delete;
    Parallel& operator=(const Parallel&) = delete;

    // Every piece is done when it returns.
    void finish();

private:
    void work();
    void join();

    std::size_t pieces_;
    Piece piece_;
    std::atomic<std::size_t> next_{0};
    std::vector<std::thread> helpers_;
};

}  // namespace syndicated::app
