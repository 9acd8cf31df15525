#include "app/static_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace syndicated::app {

namespace {

namespace fs = std::filesystem;
using publish::Coding;

Error io_error(const fs::path& file, std::string_view what) {
    return {Errc::unavailable, fmt::format("{}: {}: {}", file.string(), what, std::generic_category().message(errno))};
}

bool has_bytes(const fs::path& file, const std::string& bytes) {
    std::error_code error;
    if (fs::file_size(file, error) != bytes.size() || error) return false;
    std::ifstream in(file, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(in), {}} == bytes;
}

Result<bool> put(const fs::path& file, const std::string& bytes, const std::optional<sys_seconds>& last_modified) {
    const bool same = has_bytes(file, bytes);
    if (!same) {
        if (const auto done = write_whole(file, bytes); !done) return done.error();
    }
    if (last_modified) {
        struct stat now {};
        const timespec time{last_modified->time_since_epoch().count(), 0};
        if (::stat(file.c_str(), &now) == 0 && now.st_mtim.tv_sec == time.tv_sec && now.st_mtim.tv_nsec == 0) {
            return !same;
        }
        const timespec times[2] = {time, time};
        if (::utimensat(AT_FDCWD, file.c_str(), times, 0) != 0) return io_error(file, "its time cannot be set");
    }
    return !same;
}

// "/" is index.html; all else keeps its path.
fs::path file_of(const std::string& path) {
    return path == "/" ? fs::path("index.html") : fs::path(path.substr(1));
}

// The plain file's name, of a form beside it too.
std::string_view without_coding(std::string_view name) {
    for (const Coding coding : publish::all_codings) {
        const auto ending = publish::ending_of(coding);
        if (!ending.empty() && name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
    }
    return name;
}

bool is_feed_file(std::string_view name) {
    const auto bare = without_coding(name);
    return std::any_of(all_formats.begin(), all_formats.end(), [&](Format format) {
        const auto ending = fmt::format(".{}", extension_of(format));
        return bare.size() > ending.size() && bare.ends_with(ending);
    });
}

// Feed files below `folder`/feeds that are not among the current ones: of feeds that are gone.
std::int64_t remove_others(const fs::path& folder, const std::set<fs::path>& current) {
    std::int64_t removed = 0;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder / "feeds", error)) {
        if (!is_feed_file(entry.path().filename().string()) || current.count(entry.path()) > 0) continue;
        if (fs::remove(entry.path(), error)) ++removed;
    }
    return removed;
}

}  // namespace

Result<void> write_whole(const fs::path& file, const std::string& bytes) {
    std::error_code ignored;
    const auto status = fs::status(file, ignored);
    if (fs::exists(status) && !fs::is_regular_file(status)) {  // a rename would put a plain file in its place
        return Error{Errc::unavailable, fmt::format("{}: is no regular file", file.string())};
    }
    const fs::path part = file.string() + ".part";
    const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) return io_error(part, "cannot be written");
    std::string_view rest = bytes;
    while (!rest.empty()) {
        const auto written = ::write(fd, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    const bool good = rest.empty() && ::fsync(fd) == 0;
    const auto error = good ? Error{} : io_error(part, "cannot be written");
    ::close(fd);
    if (!good) {
        ::unlink(part.c_str());
        return error;
    }
    if (::rename(part.c_str(), file.c_str()) == 0) return boost::system::in_place_value;
    const auto refused = io_error(file, "cannot be replaced");
    ::unlink(part.c_str());
    return refused;
}

Result<FilesWritten> write_files(const publish::Snapshot& snapshot, const fs::path& folder) {
    FilesWritten totals;
    std::set<fs::path> current;
    std::optional<Error> failed;
    const auto put_one = [&](const fs::path& file, const std::string& bytes, const publish::Head& head) {
        std::error_code error;
        fs::create_directories(file.parent_path(), error);
        current.insert(file);
        const auto written = put(file, bytes, head.last_modified);
        if (!written) {
            failed = written.error();
            return;
        }
        ++(*written ? totals.written : totals.unchanged);
    };
    snapshot.for_each([&](const std::string& path, const publish::Resource& resource) {
        if (resource.body.forms[Coding::identity] == nullptr) return;
        for (const Coding coding : publish::all_codings) {
            if (failed) return;
            fs::path file = folder / file_of(path);
            file += publish::ending_of(coding);
            std::error_code error;
            if (const auto& form = resource.body.forms[coding]) {
                put_one(file, *form, resource.head);
            } else if (fs::remove(file, error)) {
                ++totals.removed;  // a web server would go on sending the old bytes
            }
        }
    });
    if (failed) return *failed;
    totals.removed += remove_others(folder, current);
    return totals;
}

}  // namespace syndicated::app
