// One open SQLite store: the connection, its prepared statements, and which file it is. Belongs to the thread of its
// Store. Throws SQLite::Exception where SQLite fails after opening.
#pragma once

#include "syndicated/base/result.hpp"
#include "syndicated/store/store.hpp"

#include "store/sqlite_schema.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <sys/types.h>

namespace syndicated::store {

// What a path names right now; a restore by rename makes it another file under the same path.
struct FileIdentity {
    dev_t device{};
    ino_t inode{};

    friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

[[nodiscard]] std::optional<FileIdentity> identity_of(const std::filesystem::path& path);

// The -wal of a database file that was replaced under its path. SQLite would take its pages for the new file's.
struct StaleWal {
    std::filesystem::path wal, shm;
    FileIdentity identity;
};

// Removes it, unless it is there no more. unavailable: another program has the old file open still.
[[nodiscard]] Result<void> discard(const StaleWal& stale, const std::filesystem::path& path);

class SqliteConnection {
public:
    // Values longer than this are not brought into memory.
    static constexpr int longest_value_bytes = 32 * 1024 * 1024;
    // How long a call waits for another program's lock.
    static constexpr std::chrono::milliseconds lock_wait{200};

    // `schema` says what may be made; a missing file is made when it is SchemaNeed::create.
    [[nodiscard]] static Result<std::unique_ptr<SqliteConnection>> open(const std::filesystem::path& path,
                                                                        Access access, SchemaNeed schema);
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    [[nodiscard]] SQLite::Database& database() { return database_; }
    // `sql` has to live as long as the program: its address is what it is found by.
    [[nodiscard]] SQLite::Statement& prepared(const char* sql);

    // False once the path names another file, or none.
    [[nodiscard]] bool is_current();
    // What is left when this connection closes because its file was replaced. SQLite itself neither empties nor removes
    // the -wal then.
    [[nodiscard]] std::optional<StaleWal> stale_wal() const;
    [[nodiscard]] bool is_writable() const;
    [[nodiscard]] bool is_in_wal_mode();
    // File and schema as text: a cursor made with another one does not fit.
    [[nodiscard]] const std::string& mark() const { return mark_; }
    [[nodiscard]] bool schema_moved();
    // Moves with every commit of another connection; nullopt: locked at the moment. Does not wait.
    [[nodiscard]] std::optional<std::int64_t> data_version();

private:
    SqliteConnection(SQLite::Database&& database, std::filesystem::path path);
    Result<void> prepare(SchemaNeed schema);
    std::int64_t pragma(const char* sql);

    std::filesystem::path path_, real_path_;  // the second: links followed, SQLite puts the side files there
    SQLite::Database database_;
    std::map<const char*, SQLite::Statement> statements_;  // before database_ when destroyed
    std::optional<FileIdentity> file_, wal_;
    std::int64_t schema_cookie_ = 0;
    std::string mark_;
};

// A prepared statement in use: reset when it goes out of scope, so that no read transaction stays open.
class Query {
public:
    Query(SqliteConnection& connection, const char* sql) : statement_(connection.prepared(sql)) {}
    ~Query() { statement_.tryReset(); }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    SQLite::Statement* operator->() { return &statement_; }
    SQLite::Statement& operator*() { return statement_; }

private:
    SQLite::Statement& statement_;
};

}  // namespace syndicated::store
