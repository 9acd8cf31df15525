// Which feeds' bodies are in memory, and which goes first when they are too many: the one that changed longest ago,
// since readers ask for the whole of what has changed, and of the rest whether it has. No documents, only their sizes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace syndicated::app {

class Residents {
public:
    void allow(std::int64_t bytes) { budget_ = bytes; }
    // The feed has bodies of so many bytes now. `changed`: they are new, not the same in more codings.
    void put(const std::string& slug, std::int64_t bytes, bool changed);
    void remove(const std::string& slug);

    [[nodiscard]] bool holds(const std::string& slug) const { return places_.contains(slug); }
    [[nodiscard]] bool has_room() const { return bytes_ < budget_ - budget_ / 8; }
    // The feed whose bodies have to go; nothing: all have room.
    [[nodiscard]] std::optional<std::string> surplus() const;
    [[nodiscard]] std::int64_t bytes() const { return bytes_; }

private:
    struct Place {
        std::uint64_t turn = 0;
        std::int64_t bytes = 0;
    };
    std::int64_t budget_ = 0, bytes_ = 0;
    std::uint64_t turns_ = 0;
    std::unordered_map<std::string, Place> places_;
    std::map<std::uint64_t, std::string> order_;  // by turn, the oldest change first
};

}  // namespace syndicated::app
