#include "app/parallel.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace syndicated::app {

namespace {

constexpr std::size_t pieces_worth_a_helper = 32;

}  // namespace

int available_threads() {
    return static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U));
}

Parallel::Parallel(std::size_t pieces, int threads, Piece piece) : pieces_(pieces), piece_(std::move(piece)) {
    const auto wanted = static_cast<std::size_t>(std::max(threads - 1, 0));
    const auto helpers = std::min(wanted, pieces / pieces_worth_a_helper);
    helpers_.reserve(helpers);
    try {
        while (helpers_.size() < helpers) helpers_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
        // The system has no more threads for us: those that there are do the work.
    }
}

Parallel::~Parallel() {
    next_ = pieces_;
    join();
}

void Parallel::finish() {
    work();
    join();
}

void Parallel::work() {
    for (std::size_t i = next_++; i < pieces_; i = next_++) piece_(i);
}

void Parallel::join() {
    for (auto& helper : helpers_) helper.join();
    helpers_.clear();
}

}  // namespace syndicated::app
