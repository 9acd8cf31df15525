#include "syndicated/base/wake.hpp"

#include <cerrno>
#include <cstdint>
#include <system_error>

#include <sys/eventfd.h>
#include <unistd.h>

namespace syndicated {

Wake::Wake() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Wake::~Wake() {
    ::close(fd_);
}

void Wake::notify() noexcept {
    const std::uint64_t one = 1;
    // EAGAIN means the counter is full: the wake-up is pending already.
    [[maybe_unused]] const auto written = ::write(fd_, &one, sizeof one);
}

void Wake::drain() noexcept {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto got = ::read(fd_, &count, sizeof count);
}

}  // namespace syndicated
