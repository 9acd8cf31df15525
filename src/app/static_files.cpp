#include "app/static_files.hpp"

#include "app/address.hpp"
#include "syndicated/feed/pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <optional>
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
    return {Errc::unavailable, fmt::format("{}: {}: {}", file.string(), what, errno_message(errno))};
}

std::string bytes_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

bool has_bytes(const fs::path& file, const std::string& bytes) {
    std::error_code error;
    return fs::file_size(file, error) == bytes.size() && !error && bytes_of(file) == bytes;
}

// The mtime, when it is a whole second.
std::optional<sys_seconds> time_of(const fs::path& file) {
    struct stat info {};
    if (::stat(file.c_str(), &info) != 0 || info.st_mtim.tv_nsec != 0) return std::nullopt;
    return sys_seconds{std::chrono::seconds{info.st_mtim.tv_sec}};
}

// What a file of these bytes is dated: Last-Modified, or later than the other bytes of the same second that stand there
// and were served with that time already.
std::optional<sys_seconds> date_for(const fs::path& file, const std::string& bytes,
                                    const std::optional<sys_seconds>& last_modified) {
    constexpr std::chrono::seconds furthest{2};
    const auto there = last_modified ? time_of(file) : std::nullopt;
    if (!there || *there < *last_modified || *there > *last_modified + furthest) return last_modified;
    return has_bytes(file, bytes) ? *there : *there + std::chrono::seconds{1};
}

// Whether it had to be written.
Result<bool> put(const fs::path& file, const std::string& bytes, const std::optional<sys_seconds>& date) {
    if (has_bytes(file, bytes) && (!date || time_of(file) == date)) return false;
    if (const auto done = write_whole(file, bytes, date); !done) return done.error();
    return true;
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

// Not a redirect, and there at all.
bool is_document(const publish::Resource* resource) {
    return resource != nullptr && resource->head.redirect.empty();
}

// Feed files below `folder`/feeds that no document of the Snapshot has: of feeds that are gone.
std::int64_t remove_others(const publish::Snapshot& snapshot, const fs::path& folder) {
    std::int64_t removed = 0;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder / "feeds", error)) {
        const std::string name = entry.path().filename().string();
        if (!is_feed_file(name)) continue;
        const auto resource = snapshot.find("/feeds/" + std::string(without_coding(name)));
        if (!is_document(resource.get()) && fs::remove(entry.path(), error)) ++removed;
    }
    return removed;
}

// One document's files.
class DocumentFiles {
public:
    DocumentFiles(const fs::path& folder, FilesWritten& totals) : folder_(folder), totals_(totals) {}

    Result<void> put_all(const std::string& path, const publish::Resource& resource) {
        const fs::path plain = folder_ / file_of(path);
        std::error_code error;
        fs::create_directories(plain.parent_path(), error);  // what cannot be made is said by the writing
        const auto& identity = resource.body.forms[Coding::identity];
        const auto date = identity ? date_for(plain, *identity, resource.head.last_modified) : std::nullopt;
        for (const Coding coding : publish::all_codings) {
            fs::path file = plain;
            file += publish::ending_of(coding);
            if (const auto& form = resource.body.forms[coding]) {
                const auto written = put(file, *form, date);
                if (!written) return written.error();
                ++(*written ? totals_.written : totals_.unchanged);
            } else if (fs::remove(file, error)) {
                ++totals_.removed;  // a web server would go on sending the old bytes
            }
        }
        return boost::system::in_place_value;
    }

    // Of a document whose bytes are not in memory: whether its file is of that version, by its time.
    [[nodiscard]] bool is_in_place(const std::string& path, const publish::Resource& resource) const {
        return resource.head.last_modified && time_of(folder_ / file_of(path)) == resource.head.last_modified;
    }

    // Of a page that the Snapshot has no more, when its file is one that this program wrote: a site may have its own.
    void remove_rendered(const std::string& path, bool (*is_rendered)(std::string_view)) {
        constexpr std::uintmax_t most_bytes = 64UL * 1024;  // of ours
        const fs::path file = folder_ / file_of(path);
        std::error_code error;
        if (!fs::is_regular_file(file, error) || fs::file_size(file, error) > most_bytes || error) return;
        if (is_rendered(bytes_of(file))) remove_all(path);
    }

    void remove_all(const std::string& path) {
        for (const Coding coding : publish::all_codings) {
            fs::path file = folder_ / file_of(path);
            file += publish::ending_of(coding);
            std::error_code error;
            if (fs::remove(file, error)) ++totals_.removed;
        }
    }

private:
    const fs::path& folder_;
    FilesWritten& totals_;
};

}  // namespace

Result<void> write_whole(const fs::path& file, const std::string& bytes, std::optional<sys_seconds> modified) {
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
    const timespec time{modified ? modified->time_since_epoch().count() : 0, modified ? 0 : UTIME_NOW};
    const std::array<timespec, 2> times{time, time};
    const bool good = rest.empty() && ::futimens(fd, times.data()) == 0 && ::fsync(fd) == 0;
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

Result<FilesWritten> write_files(const publish::Snapshot& snapshot, const fs::path& folder,
                                 const publish::Snapshot* before, const Fetch& fetch) {
    FilesWritten totals;
    DocumentFiles files(folder, totals);
    std::optional<Error> failed;
    const auto put = [&](const std::string& path, const publish::Resource& resource) {
        const auto done = files.put_all(path, resource);
        if (!done && !failed) failed = done.error();
    };
    const auto fetch_and_put = [&](const std::string& path) {
        const auto made = fetch ? fetch(path) : nullptr;
        if (made) put(path, *made);
        if (!made && !failed) failed = Error{Errc::unavailable, fmt::format("{} could not be made", path)};
    };
    snapshot.for_each([&](const std::string& path, const publish::Resource& resource) {
        if (!resource.body.complete) return;  // the old plain file beside old coded ones is better than a mixture
        const auto old = before == nullptr ? nullptr : before->find(path);
        if (old.get() == &resource) return;
        if (!resource.body.cold) return put(path, resource);
        const bool was_written = old != nullptr && old->body.complete && old->head.content == resource.head.content;
        const bool is_written = old != nullptr ? was_written : files.is_in_place(path, resource);
        if (is_written) {
            ++totals.unchanged;
        } else {
            fetch_and_put(path);
        }
    });
    if (fetch) {
        for (const auto page : {directory_path, opml_path}) fetch_and_put(std::string(page));
    }
    if (before == nullptr) {
        totals.removed += remove_others(snapshot, folder);
        if (!snapshot.find("/license.xml")) files.remove_rendered("/license.xml", feed::is_rendered_license);
        if (!snapshot.find("/robots.txt")) files.remove_rendered("/robots.txt", feed::is_rendered_robots);
    } else {  // a folder of a million files is not read for every change
        before->for_each([&](const std::string& path, const publish::Resource& resource) {
            if (is_document(&resource) && !is_document(snapshot.find(path).get())) files.remove_all(path);
        });
    }
    if (failed) return *failed;
    return totals;
}

}  // namespace syndicated::app
