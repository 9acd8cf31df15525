#include "intake/tree_watch.hpp"

#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <sys/inotify.h>
#include <unistd.h>

namespace syndicated::intake {

namespace {

constexpr std::uint32_t watched = IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE_SELF |
                                  IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW;
constexpr std::uint32_t root_watched = watched & ~static_cast<std::uint32_t>(IN_DONT_FOLLOW);  // may be a link itself
constexpr std::ptrdiff_t deepest = 32;

std::string join(const std::string& folder, std::string_view name) {
    return folder.empty() ? std::string(name) : folder + "/" + std::string(name);
}

bool is_below(const std::string& folder, const std::string& above) {
    return folder == above ||
           (folder.size() > above.size() && folder.starts_with(above) && folder[above.size()] == '/');
}

std::string reason(int number) {
    if (number == ENOSPC) return "inotify watches are used up (raise fs.inotify.max_user_watches)";
    if (number == EMFILE) return "inotify instances are used up (raise fs.inotify.max_user_instances)";
    return errno_message(number);
}

}  // namespace

bool is_left_out(std::string_view folder, std::string_view name) {
    if (name.empty() || name.front() == '.' || name.ends_with(".part")) return true;
    return folder.empty() && (name == "done" || name == "failed");
}

std::vector<std::string> subfolders(const std::filesystem::path& root, const std::string& folder) {
    std::vector<std::string> out;
    if (std::count(folder.begin(), folder.end(), '/') >= deepest) return out;
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(root / folder, failed)) {
        const std::string name = entry.path().filename().string();
        std::error_code unknown;
        const bool is_folder = entry.symlink_status(unknown).type() == std::filesystem::file_type::directory;
        if (is_folder && !is_left_out(folder, name)) out.push_back(join(folder, name));
    }
    return out;
}

Result<TreeWatch> TreeWatch::open(const std::filesystem::path& root) {
    const int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0) return Error{Errc::unavailable, fmt::format("inbox {}: {}", root.string(), reason(errno))};
    TreeWatch watch(fd, root);
    if (const int trouble = watch.add_one("")) {
        return Error{Errc::unavailable, fmt::format("cannot watch the inbox {}: {}", root.string(), reason(trouble))};
    }
    for (const std::string& folder : subfolders(root, "")) watch.add(folder, nullptr);
    return watch;
}

TreeWatch::TreeWatch(TreeWatch&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      root_(std::move(other.root_)),
      folders_(std::move(other.folders_)),
      watches_all_(other.watches_all_) {}

TreeWatch& TreeWatch::operator=(TreeWatch&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(root_, other.root_);
    std::swap(folders_, other.folders_);
    std::swap(watches_all_, other.watches_all_);
    return *this;
}

TreeWatch::~TreeWatch() {
    if (fd_ >= 0) ::close(fd_);
}

// 0 or an errno.
int TreeWatch::add_one(const std::string& folder) {
    const std::filesystem::path path = folder.empty() ? root_ : root_ / folder;
    const int descriptor = ::inotify_add_watch(fd_, path.c_str(), folder.empty() ? root_watched : watched);
    if (descriptor < 0) return errno;
    folders_[descriptor] = folder;
    return 0;
}

// The folder and what is below it. Watched before it is listed, so that no folder is missed between the two.
void TreeWatch::add(const std::string& first, std::vector<std::string>* added) {
    std::vector<std::string> waiting{first};
    while (!waiting.empty()) {
        const std::string folder = std::move(waiting.back());
        waiting.pop_back();
        const int trouble = add_one(folder);
        if (trouble == ENOENT || trouble == ENOTDIR) continue;  // gone again, or a link
        if (trouble != 0 && std::exchange(watches_all_, false)) {
            log::warning("intake", fmt::format("cannot watch the inbox folder {}: {}; looking every few seconds",
                                               quote(folder, 200), reason(trouble)));
        }
        if (added != nullptr) added->push_back(folder);
        for (std::string& below : subfolders(root_, folder)) waiting.push_back(std::move(below));
    }
}

// A folder that was moved away keeps its watch, and its old name with it: both go.
void TreeWatch::forget(const std::string& folder) {
    for (auto it = folders_.begin(); it != folders_.end();) {
        if (!is_below(it->second, folder)) {
            ++it;
            continue;
        }
        ::inotify_rm_watch(fd_, it->first);
        it = folders_.erase(it);
    }
}

TreeChanges TreeWatch::drain() {
    TreeChanges out;
    alignas(inotify_event) std::array<char, 16384> buffer{};
    for (;;) {
        const auto got = ::read(fd_, buffer.data(), buffer.size());
        if (got <= 0) return out;
        for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const char* name = event.len > 0 ? buffer.data() + at + sizeof event : "";
            at += sizeof event + event.len;
            take(event.wd, event.mask, name, out);
        }
    }
}

void TreeWatch::take(int descriptor, std::uint32_t mask, std::string_view name, TreeChanges& out) {
    if ((mask & IN_Q_OVERFLOW) != 0) {
        out.look_everywhere = true;
        return;
    }
    const auto found = folders_.find(descriptor);
    if (found == folders_.end()) return;  // of a folder that was forgotten
    const std::string folder = found->second;
    if ((mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT)) != 0) {
        out.root_gone = out.root_gone || folder.empty();
        if ((mask & IN_IGNORED) != 0) folders_.erase(descriptor);
        return;
    }
    if (is_left_out(folder, name)) return;
    const std::string path = join(folder, name);
    if ((mask & IN_ISDIR) != 0) {
        if ((mask & IN_MOVED_FROM) != 0) forget(path);
        if ((mask & (IN_CREATE | IN_MOVED_TO)) != 0) add(path, &out.folders);
    } else if ((mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0) {
        out.complete.push_back(path);
    } else if ((mask & IN_CREATE) != 0) {
        out.begun.push_back(path);
    }
}

}  // namespace syndicated::intake
