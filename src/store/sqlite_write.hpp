// Writes imported articles into a native SQLite store.
#pragma once

#include "syndicated/store/store.hpp"

#include "store/sqlite_connection.hpp"

#include <span>

namespace syndicated::store {

// Upserts by guid in one transaction; an article without one is a new row. A row that is equal already, second
// categories included, is not touched. `added` and `changed` are written with a new row when they are set; `status`
// and `featured` keep their stored number where it means the same. Throws SQLite::Exception; nothing is written then.
[[nodiscard]] Written write_articles(SqliteConnection& connection, std::span<const RawArticle> articles);

}  // namespace syndicated::store
