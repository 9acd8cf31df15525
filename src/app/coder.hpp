// Codes documents beside the work thread: no commit of the store waits for a coder. One batch at a time, so that what
// is coded together never depends on who was faster.
#pragma once

#include "syndicated/publish/publication.hpp"

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace syndicated::app {

// One thread owns it.
class Coder {
public:
    struct Document {
        std::string path;
        publish::Body body;  // given with its identity bytes alone, taken with every form
    };

    // `done` is called on a thread of this class whenever a batch is ready.
    explicit Coder(std::function<void()> done) : done_(std::move(done)) {}
    ~Coder();  // waits for the batch under way
    Coder(const Coder&) = delete;
    Coder& operator=(const Coder&) = delete;

    // The last batch was taken.
    void begin(std::vector<Document> batch, std::vector<publish::Coding> codings);
    [[nodiscard]] bool is_coding() const { return coding_.load(); }
    [[nodiscard]] bool is_idle() const { return batch_.empty(); }  // nothing is under way, or ready to be taken
    void wait();                                                   // for the batch under way
    [[nodiscard]] std::vector<Document> take();                    // waits for it

private:
    std::function<void()> done_;
    std::vector<Document> batch_;  // what is in it belongs to the other thread while is_coding()
    std::atomic<bool> coding_{false};
    std::thread thread_;
};

}  // namespace syndicated::app
