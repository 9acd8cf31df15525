#include "websub/watched.hpp"

#include <cerrno>
#include <system_error>

#include <sys/epoll.h>
#include <unistd.h>

namespace syndicated::websub {

Watched::Watched() : fd_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

Watched::~Watched() {
    ::close(fd_);
}

void Watched::want(int fd, std::uint32_t events) {
    const auto place = static_cast<std::size_t>(fd);
    if (place >= entries_.size()) entries_.resize(place + 1);
    Entry& entry = entries_[place];
    entry.wanted = events;
    if (events == 0 || entry.told == events) return;
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    const int first = entry.told == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    const int second = entry.told == 0 ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    if (::epoll_ctl(fd_, first, fd, &event) == 0 || ::epoll_ctl(fd_, second, fd, &event) == 0) entry.told = events;
}

bool Watched::wants(int fd) const {
    const auto place = static_cast<std::size_t>(fd);
    return place < entries_.size() && entries_[place].wanted != 0;
}

void Watched::is_new(int fd) {
    const auto place = static_cast<std::size_t>(fd);
    if (place < entries_.size()) entries_[place] = {};
}

void Watched::forget(int fd) {
    ::epoll_ctl(fd_, EPOLL_CTL_DEL, fd, nullptr);
    is_new(fd);
}

}  // namespace syndicated::websub
