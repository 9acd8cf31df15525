// Moving files into done/ and failed/ and throwing old ones away. Blocks on the disk; one thread.
#pragma once

#include "syndicated/base/result.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace syndicated::intake {

// What tells a file from its successor of the same name.
struct Stamp {
    std::uint64_t device = 0, inode = 0;
    std::int64_t size = 0;
    std::int64_t modified_ns = 0;  // since 1970

    friend bool operator==(const Stamp&, const Stamp&) = default;
};

// nullopt: it is gone, or no regular file. Follows no symbolic link.
[[nodiscard]] std::optional<Stamp> stamp_of(const std::filesystem::path& file);

// Moves root/name to root/shelf/name, or to the first free "stem.N.ext" there, folders made as needed. Returns where it
// is now. unavailable: one line with both paths and the reason.
[[nodiscard]] Result<std::filesystem::path> shelve(const std::filesystem::path& root, std::string_view shelf,
                                                   const std::filesystem::path& name);

// `file`.why.txt with one line.
[[nodiscard]] Result<void> write_why(const std::filesystem::path& file, std::string_view why);

// Removes the files below `folder` whose names were put there before `before`, then folders left empty.
void remove_older(const std::filesystem::path& folder, std::chrono::system_clock::time_point before);

}  // namespace syndicated::intake
