// One step of reading a SQLite store: what the change log says, then a slice of the scan, in one short transaction.
#pragma once

#include "syndicated/store/store.hpp"

#include "store/sqlite_connection.hpp"
#include "store/sqlite_row.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace syndicated::store {

// A step is over after about this long, or when it holds this much; it always gets on by one row. An open read
// transaction makes writers in rollback-journal mode fail; in WAL mode nobody waits for it.
inline constexpr std::chrono::milliseconds longest_step{10}, longest_step_in_wal{200};
// Rows that were read before are looked at again in shorter steps: a commit that comes meanwhile waits for one.
inline constexpr std::chrono::milliseconds longest_look_again{2};
inline constexpr std::size_t largest_step_bytes = 8 * 1024 * 1024;

// Throws SQLite::Exception.
[[nodiscard]] Batch read_step(SqliteConnection& connection, const Origin& origin, const Cursor& cursor,
                              std::int64_t limit);
[[nodiscard]] ViewSlice read_views(SqliteConnection& connection, std::int64_t high, std::int64_t limit);

}  // namespace syndicated::store
