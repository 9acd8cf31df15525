#include "syndicated/base/folder_watch.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <sys/inotify.h>
#include <unistd.h>

namespace syndicated {

namespace {

constexpr std::uint32_t watched = IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
                                  IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

FolderEvent to_event(const inotify_event& raw, const char* name) {
    FolderEvent event;
    event.overflow = (raw.mask & IN_Q_OVERFLOW) != 0;
    event.folder_gone = (raw.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT)) != 0;
    event.complete = (raw.mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0;
    if (raw.len > 0) event.name = name;
    return event;
}

}  // namespace

Result<FolderWatch> FolderWatch::open(const std::filesystem::path& folder) {
    const int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0) {
        return Error{Errc::unavailable,
                     fmt::format("inotify: {} (raise fs.inotify.max_user_instances)", errno_message(errno))};
    }
    FolderWatch watch(fd);
    if (::inotify_add_watch(fd, folder.c_str(), watched) < 0) {
        return Error{Errc::unavailable,
                     fmt::format("cannot watch the folder {}: {}", folder.string(), errno_message(errno))};
    }
    return watch;
}

FolderWatch::FolderWatch(FolderWatch&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FolderWatch& FolderWatch::operator=(FolderWatch&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

FolderWatch::~FolderWatch() {
    if (fd_ >= 0) ::close(fd_);
}

std::vector<FolderEvent> FolderWatch::drain() {
    std::vector<FolderEvent> events;
    alignas(inotify_event) std::array<char, 16384> buffer{};
    for (;;) {
        const auto got = ::read(fd_, buffer.data(), buffer.size());
        if (got <= 0) return events;
        for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
            inotify_event raw{};
            std::memcpy(&raw, buffer.data() + at, sizeof raw);
            events.push_back(to_event(raw, buffer.data() + at + sizeof raw));
            at += sizeof raw + raw.len;
        }
    }
}

}  // namespace syndicated
