// Opening a file that strangers named, and telling text from what is none. Blocks in read(2); any thread.
#pragma once

#include "syndicated/base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::intake {

// A regular file, open for reading. Never waits for the other end of a pipe.
class File {
public:
    // unavailable: it can't be opened. invalid_input: it is a folder, a pipe, a device, or empty.
    [[nodiscard]] static Result<File> open(const std::filesystem::path& path);

    File(File&& other) noexcept;
    File& operator=(File&& other) noexcept;
    ~File();

    [[nodiscard]] std::int64_t size() const noexcept { return size_; }  // when it was opened
    // Up to `size` bytes into `into`; 0 at the end. unavailable: the disk or the network failed.
    [[nodiscard]] Result<std::size_t> read(char* into, std::size_t size) const;

private:
    File(int fd, std::int64_t size, std::string path) : fd_(fd), size_(size), path_(std::move(path)) {}
    int fd_;
    std::int64_t size_;
    std::string path_;
};

// The whole file. limit_exceeded: it is longer than `limit` bytes.
[[nodiscard]] Result<std::string> read_whole(const std::filesystem::path& path, std::int64_t limit);

// "a PNG image", "a ZIP archive (or an Office document)" ...; empty: the first bytes are of no known binary format.
[[nodiscard]] std::string_view binary_kind(std::string_view bytes);

// Why decoded text is no text; empty: it is. `undecodable`: bytes replaced while decoding `bytes` bytes.
[[nodiscard]] std::string why_not_text(std::string_view text, std::int64_t undecodable, std::size_t bytes);

// "16 MiB", "1.5 MiB", "312 bytes".
[[nodiscard]] std::string size_in_words(std::int64_t bytes);

}  // namespace syndicated::intake
