// The documents of a Snapshot as files below a folder: PATH, and its coded forms PATH.br, PATH.zst, PATH.gz as nginx
// and Caddy look for them. Each is written whole under another name and renamed, and only when its bytes differ; its
// mtime is the document's Last-Modified, from the moment it has its name: nginx makes its ETag of that, so other bytes
// of the same second are dated a second later.
#pragma once

#include "syndicated/base/result.hpp"
#include "syndicated/publish/publication.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace syndicated::app {

struct FilesWritten {
    std::int64_t written = 0, unchanged = 0, removed = 0;
};

// Into FILE.part first: a crash leaves the old file or the new one, never half of one. A folder or a device is refused.
// `modified`: the mtime; absent: now. unavailable: as below.
[[nodiscard]] Result<void> write_whole(const std::filesystem::path& file, const std::string& bytes,
                                       std::optional<sys_seconds> modified = std::nullopt);

// A document with every form that is not in memory, or a page beside the feeds; null: it can't be had now. May block.
using Fetch = std::function<std::shared_ptr<const publish::Resource>(const std::string& path)>;

// Feeds that are gone lose their files, as do a licence and a robots.txt that were written here, and so do forms that a
// document no longer has. Documents whose coded forms are still to come are left for later. With `fetch` the directory
// and the OPML are written too. `before`: what the files are like already; null: each is looked at. unavailable: one
// line with the path and the reason; the others are written.
[[nodiscard]] Result<FilesWritten> write_files(const publish::Snapshot& snapshot, const std::filesystem::path& folder,
                                               const publish::Snapshot* before = nullptr, const Fetch& fetch = {});

}  // namespace syndicated::app
