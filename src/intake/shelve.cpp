#include "intake/shelve.hpp"

#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

namespace syndicated::intake {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t longest_name = 255;  // NAME_MAX of every file system in use
constexpr std::int64_t last_number = 1'000'000'000;

std::string shown(const fs::path& path) {
    return quote(path.string(), 300);
}

// "a.html" -> "a.7.html", cut to what a file system takes.
fs::path numbered(const fs::path& file, std::int64_t number) {
    const std::string extension = file.extension().string();
    const std::string suffix = fmt::format(".{}{}", number, extension.size() < 32 ? extension : "");
    return file.parent_path() / (file.stem().string().substr(0, longest_name - suffix.size()) + suffix);
}

bool is_free(const fs::path& file) {
    struct stat info {};
    return ::lstat(file.c_str(), &info) != 0 && errno == ENOENT;
}

// A free number by doubling and halving: after a thousand drops of one name not a thousand looks.
std::int64_t free_number(const fs::path& target) {
    std::int64_t high = 1;
    while (high < last_number && !is_free(numbered(target, high))) high *= 2;
    std::int64_t low = high / 2;  // taken, or 0
    while (high - low > 1) {
        const std::int64_t middle = low + (high - low) / 2;
        (is_free(numbered(target, middle)) ? high : low) = middle;
    }
    return high;
}

// 0 or an errno. Never replaces a file.
int move_without_replacing(const fs::path& from, const fs::path& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
    if (!is_free(to)) return EEXIST;  // a file system without the flag: nobody but us writes there
    return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

}  // namespace

std::optional<Stamp> stamp_of(const fs::path& file) {
    struct stat info {};
    if (::lstat(file.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
    return Stamp{info.st_dev, info.st_ino, info.st_size, info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec};
}

Result<fs::path> shelve(const fs::path& root, std::string_view shelf, const fs::path& name) {
    const fs::path from = root / name;
    const fs::path wanted = root / shelf / name;
    std::error_code failed;
    fs::create_directories(wanted.parent_path(), failed);
    if (failed) {
        return Error{Errc::unavailable,
                     fmt::format("cannot make the folder {}: {}", shown(wanted.parent_path()), failed.message())};
    }
    fs::path to = wanted;
    int trouble = move_without_replacing(from, to);
    for (int tries = 0; trouble == EEXIST && tries < 3; ++tries) {
        to = numbered(wanted, free_number(wanted));
        trouble = move_without_replacing(from, to);
    }
    if (trouble == 0) return to;
    return Error{Errc::unavailable,
                 fmt::format("cannot move {} to {}: {}", shown(from), shown(to), errno_message(trouble))};
}

Result<void> write_why(const fs::path& file, std::string_view why) {
    constexpr std::string_view ending = ".why.txt";
    const fs::path path =
        file.parent_path() / (file.filename().string().substr(0, longest_name - ending.size()) + std::string(ending));
    const std::string text = std::string(why) + "\n";
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
    bool good = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    int trouble = good ? 0 : errno;
    if (fd >= 0 && ::close(fd) != 0 && good) {
        good = false;
        trouble = errno;
    }
    if (good) return {};
    return Error{Errc::unavailable, fmt::format("cannot write {}: {}", shown(path), errno_message(trouble))};
}

void remove_older(const fs::path& folder, std::chrono::system_clock::time_point before) {
    const auto limit = std::chrono::duration_cast<std::chrono::seconds>(before.time_since_epoch()).count();
    std::vector<fs::path> files;
    std::vector<fs::path> folders;
    std::error_code failed;
    for (const auto& entry : fs::recursive_directory_iterator(folder, failed)) {
        struct stat info {};
        if (::lstat(entry.path().c_str(), &info) != 0) continue;
        // A rename keeps the mtime, which may be years old, and sets the ctime.
        if (S_ISREG(info.st_mode) && info.st_ctim.tv_sec < limit) files.push_back(entry.path());
        if (S_ISDIR(info.st_mode)) folders.push_back(entry.path());
    }
    if (failed) log::warning("intake", fmt::format("cannot list {}: {}", shown(folder), failed.message()));
    for (const fs::path& file : files) {
        if (::unlink(file.c_str()) == 0) continue;
        const std::string why = errno_message(errno);
        log::warning("intake", fmt::format("cannot remove {} and perhaps more: {}", shown(file), why));
        return;
    }
    // The deepest first; what is not empty stays.
    for (auto it = folders.rbegin(); it != folders.rend(); ++it) ::rmdir(it->c_str());
}

}  // namespace syndicated::intake
