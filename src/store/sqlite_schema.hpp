// The native schema in SQLite: tables, triggers that keep the change log, schema version and uuid (docs/store.md).
// Any program may write these tables with plain SQL, so nothing in the schema is newer than SQLite 3.31.
#pragma once

#include "syndicated/base/result.hpp"

#include <SQLiteCpp/Database.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace syndicated::store {

struct SchemaPart {
    std::string_view kind;  // "table" or "trigger", as sqlite_master names it
    std::string_view name;
    std::string_view sql;      // begins with "CREATE TABLE name" or "CREATE TRIGGER name"
    std::string_view columns;  // of a table: what it must have, blanks between
};

// In the order in which they have to be made.
extern const std::array<SchemaPart, 18> native_schema;

inline constexpr std::int64_t schema_version = 1;

enum class SchemaNeed : std::uint8_t {
    create,     // make what is missing
    complete,   // the article table is there; make what else is missing
    look_only,  // change nothing; missing side tables read as empty
};

// Makes what is missing, and replaces triggers that are not ours of today, in one transaction; does not write at all
// when nothing is missing. A file without any table is put into WAL mode. not_found: no article table (and need is not
// create); corrupt: a table lacks columns; unavailable: made by a newer version, or not writable.
// Throws SQLite::Exception.
[[nodiscard]] Result<void> ensure_schema(SQLite::Database& database, const std::filesystem::path& path,
                                         SchemaNeed need);

}  // namespace syndicated::store
