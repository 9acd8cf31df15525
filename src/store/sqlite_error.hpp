// What SQLite's errors mean to the owner of a store: one line with the path, the reason and what to do. Any thread.
#pragma once

#include "syndicated/base/result.hpp"

#include <SQLiteCpp/Exception.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace syndicated::store {

// "the article store PATH"; `rest` follows.
[[nodiscard]] std::string about(const std::filesystem::path& path, std::string_view rest);

[[nodiscard]] Error to_error(const std::filesystem::path& path, const SQLite::Exception& failure);

// Another program holds a lock: the connection is sound, and the same call can be made again.
[[nodiscard]] bool is_locked(const SQLite::Exception& failure);

}  // namespace syndicated::store
