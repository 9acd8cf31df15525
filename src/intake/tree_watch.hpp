// Watches a folder and the folders below it for files that become complete: one inotify(7) instance for all, so that
// a tree by year, month and day does not use up the user's instances. Names are paths below the root, '/' between.
// Left out: names that begin with a dot or end in ".part", and done/ and failed/ in the root. Symbolic links are not
// followed. Not thread-safe: one thread owns it.
#pragma once

#include "syndicated/base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace syndicated::intake {

struct TreeChanges {
    std::vector<std::string> complete;  // files closed after writing, or renamed to this name
    std::vector<std::string> begun;     // files made; most are being written
    std::vector<std::string> folders;   // new ones, watched from now on: what they hold already was not seen
    bool look_everywhere = false;       // the kernel dropped events
    bool root_gone = false;
};

[[nodiscard]] bool is_left_out(std::string_view folder, std::string_view name);
// Those directly in `folder`, by their paths below the root; bounded in depth.
[[nodiscard]] std::vector<std::string> subfolders(const std::filesystem::path& root, const std::string& folder);

class TreeWatch {
public:
    // unavailable: the folder is missing, or the user's inotify instances or watches are used up.
    [[nodiscard]] static Result<TreeWatch> open(const std::filesystem::path& root);

    TreeWatch(TreeWatch&& other) noexcept;
    TreeWatch& operator=(TreeWatch&& other) noexcept;
    ~TreeWatch();

    [[nodiscard]] int fd() const noexcept { return fd_; }  // poll for reading
    // All changes that wait; never blocks.
    [[nodiscard]] TreeChanges drain();
    // False: some folder could not be watched (logged once); somebody has to look now and then.
    [[nodiscard]] bool watches_all() const noexcept { return watches_all_; }

private:
    TreeWatch(int fd, std::filesystem::path root) : fd_(fd), root_(std::move(root)) {}
    [[nodiscard]] int add_one(const std::string& folder);
    void add(const std::string& folder, std::vector<std::string>* added);
    void forget(const std::string& folder);
    void take(int descriptor, std::uint32_t mask, std::string_view name, TreeChanges& out);

    int fd_;
    std::filesystem::path root_;
    std::unordered_map<int, std::string> folders_;  // by watch descriptor; the root's name is empty
    bool watches_all_ = true;
};

}  // namespace syndicated::intake
