// The descriptors that the courier waits for, by epoll(7). A connection that nobody uses stays in it, as libcurl will
// want it again soon; when it is closed, the kernel takes it out. Courier's thread only.
#pragma once

#include <cstdint>
#include <vector>

namespace syndicated::websub {

class Watched {
public:
    Watched();  // throws std::system_error
    ~Watched();
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

    [[nodiscard]] int fd() const { return fd_; }
    void want(int fd, std::uint32_t events);  // of epoll; 0: nothing, for now
    [[nodiscard]] bool wants(int fd) const;
    void is_new(int fd);  // the number may have been another socket's
    void forget(int fd);

private:
    struct Entry {
        std::uint32_t told = 0, wanted = 0;  // the kernel was told to look for / libcurl waits for
    };
    int fd_;
    std::vector<Entry> entries_;  // by descriptor
};

}  // namespace syndicated::websub
