// Wakes a thread that waits in poll(2): an eventfd. notify() from any thread or a signal handler; the waiting thread
// polls fd() for reading and calls drain().
#pragma once

namespace syndicated {

class Wake {
public:
    Wake();  // throws std::system_error when the process has no descriptors left
    ~Wake();
    Wake(const Wake&) = delete;
    Wake& operator=(const Wake&) = delete;

    void notify() noexcept;
    void drain() noexcept;
    [[nodiscard]] int fd() const noexcept { return fd_; }

private:
    int fd_;
};

}  // namespace syndicated
