#include "intake/file_bytes.hpp"

#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace syndicated::intake {

namespace {

struct Magic {
    std::string_view bytes, kind;
    std::size_t at = 0;
};
using namespace std::string_view_literals;
constexpr Magic magics[] = {{"\x89PNG"sv, "a PNG image"sv},
                            {"\xFF\xD8\xFF"sv, "a JPEG image"sv},
                            {"GIF8"sv, "a GIF image"sv},
                            {"WEBP"sv, "a WebP image"sv, 8},
                            {"%PDF-"sv, "a PDF document"sv},
                            {"PK\x03\x04"sv, "a ZIP archive or an Office document"sv},
                            {"\xD0\xCF\x11\xE0"sv, "an old Office document"sv},
                            {"\x1F\x8B"sv, "gzip-compressed"sv},
                            {"\x28\xB5\x2F\xFD"sv, "zstd-compressed"sv},
                            {"BZh"sv, "bzip2-compressed"sv},
                            {"\xFD\x37zXZ"sv, "xz-compressed"sv},
                            {"7z\xBC\xAF"sv, "a 7-Zip archive"sv},
                            {"Rar!"sv, "a RAR archive"sv},
                            {"SQLite format 3"sv, "an SQLite database"sv},
                            {"\x7F"
                             "ELF"sv,
                             "a program"sv},
                            {"ftyp"sv, "a video"sv, 4},
                            {"ID3"sv, "an audio file"sv},
                            {"RIFF"sv, "an audio or video file"sv}};

Error cannot_read(std::string_view path, int number) {
    return {Errc::unavailable, fmt::format("cannot read {}: {}", quote(path, 200), errno_message(number))};
}

Error too_large(const std::filesystem::path& path, std::int64_t size, std::int64_t limit) {
    return {Errc::limit_exceeded,
            fmt::format("{} is larger than the limit for one document ({}{}): split it, or write many articles as "
                        "NDJSON, one a line",
                        quote(path.string(), 200), size > limit ? size_in_words(size) + " against " : "",
                        size_in_words(limit))};
}

}  // namespace

Result<File> File::open(const std::filesystem::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) return cannot_read(path.string(), errno);
    struct stat info {};
    const bool known = ::fstat(fd, &info) == 0;
    File file(fd, static_cast<std::int64_t>(info.st_size), path.string());
    if (!known) return cannot_read(path.string(), errno);
    if (!S_ISREG(info.st_mode)) {
        const std::string_view what = S_ISDIR(info.st_mode) ? "a folder" : "a pipe or a device";
        return Error{Errc::invalid_input, fmt::format("{} is {}, not a file", quote(path.string(), 200), what)};
    }
    if (info.st_size == 0) {
        return Error{Errc::invalid_input, fmt::format("{} is empty (0 bytes)", quote(path.string(), 200))};
    }
    return file;
}

File::File(File&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), size_(other.size_), path_(std::move(other.path_)) {}

File& File::operator=(File&& other) noexcept {
    std::swap(fd_, other.fd_);
    size_ = other.size_;
    path_.swap(other.path_);
    return *this;
}

File::~File() {
    if (fd_ >= 0) ::close(fd_);
}

Result<std::size_t> File::read(char* into, std::size_t size) const {
    for (;;) {
        const ssize_t got = ::read(fd_, into, size);
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno != EINTR) return cannot_read(path_, errno);
    }
}

Result<std::string> read_whole(const std::filesystem::path& path, std::int64_t limit) {
    const Result<File> file = File::open(path);
    if (!file) return file.error();
    if (file->size() > limit) return too_large(path, file->size(), limit);
    // One byte more than expected: the file may be growing.
    std::string bytes(static_cast<std::size_t>(file->size()) + 1, '\0');
    std::size_t have = 0;
    for (;;) {
        const Result<std::size_t> got = file->read(bytes.data() + have, bytes.size() - have);
        if (!got) return got.error();
        if (*got == 0) break;
        have += *got;
        if (static_cast<std::int64_t>(have) > limit) return too_large(path, 0, limit);
        if (have == bytes.size()) bytes.resize(have * 2);
    }
    bytes.resize(have);
    return bytes;
}

std::string_view binary_kind(std::string_view bytes) {
    for (const Magic& magic : magics) {
        if (bytes.size() > magic.at && bytes.substr(magic.at).starts_with(magic.bytes)) return magic.kind;
    }
    return {};
}

std::string why_not_text(std::string_view text, std::int64_t undecodable, std::size_t bytes) {
    std::array<std::int64_t, 256> counts{};
    for (const char c : text) ++counts[static_cast<unsigned char>(c)];
    const std::int64_t zeros = counts[0];
    std::int64_t controls = counts[0x7F];
    for (std::size_t byte = 1; byte < 0x20; ++byte) {
        const bool in_texts = (byte >= 0x07 && byte <= 0x0D) || byte == 0x1B;
        if (!in_texts) controls += counts[byte];
    }
    const auto size = static_cast<std::int64_t>(text.size());
    if (zeros * 500 > size) return fmt::format("NUL bytes: {}", zeros);
    if ((zeros + controls) * 50 > size) return fmt::format("control characters: {}", zeros + controls);
    if (undecodable * 4 > static_cast<std::int64_t>(bytes)) {
        return fmt::format("{} of {} bytes fit no encoding", undecodable, bytes);
    }
    return {};
}

std::string size_in_words(std::int64_t bytes) {
    constexpr std::int64_t mebibyte = std::int64_t{1024} * 1024;
    if (bytes < mebibyte) return fmt::format("{} bytes", bytes);
    if (bytes % mebibyte == 0) return fmt::format("{} MiB", bytes / mebibyte);
    return fmt::format("{:.1f} MiB", static_cast<double>(bytes) / static_cast<double>(mebibyte));
}

}  // namespace syndicated::intake
