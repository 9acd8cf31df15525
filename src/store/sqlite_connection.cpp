#include "store/sqlite_connection.hpp"

#include "syndicated/base/text.hpp"

#include "store/sqlite_error.hpp"

#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace syndicated::store {

namespace {

namespace fs = std::filesystem;

constexpr const char* data_version_sql = "PRAGMA data_version";
constexpr const char* schema_cookie_sql = "PRAGMA main.schema_version";

fs::path real_path_of(const fs::path& path) {
    std::error_code failed;
    auto real = fs::canonical(path, failed);
    return failed ? path : real;
}

fs::path side_file(fs::path real_path, const char* ending) {
    return real_path += ending;
}

SQLite::Database open_database(const fs::path& path, int flags) {
    return SQLite::Database(path, flags | SQLite::OPEN_NOMUTEX, static_cast<int>(SqliteConnection::lock_wait.count()));
}

// Asks SQLite for the bytes: closing a descriptor of our own would drop the locks of this process.
bool is_in_wal_mode(SQLite::Database& database) {
    sqlite3_file* file = nullptr;
    std::array<unsigned char, 2> versions{};  // file format, offsets 18 and 19
    if (sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
        file == nullptr || file->pMethods == nullptr) {
        return false;
    }
    return file->pMethods->xRead(file, versions.data(), static_cast<int>(versions.size()), 18) == SQLITE_OK &&
           versions[1] == 2;
}

// A WAL database that nobody has open is read as if it could not change: else SQLite makes -wal and -shm.
SQLite::Database open_to_look(const fs::path& path) {
    auto database = open_database(path, SQLite::OPEN_READONLY);
    std::error_code ignored;
    if (!is_in_wal_mode(database) || fs::exists(side_file(real_path_of(path), "-wal"), ignored)) return database;
    const auto uri = fmt::format("file:{}?immutable=1", percent_encode(fs::absolute(path).string()));
    return SQLite::Database(uri, SQLite::OPEN_READONLY | SQLite::OPEN_URI | SQLite::OPEN_NOMUTEX);
}

Result<void> check_path(const fs::path& path, Access access, SchemaNeed schema) {
    std::error_code failed;
    const auto status = fs::status(path, failed);
    if (fs::is_directory(status)) {
        return Error{Errc::unavailable, about(path, "is a folder: name a file in the store's url")};
    }
    if (fs::exists(status) && !fs::is_regular_file(status)) {
        return Error{Errc::unavailable, about(path, "is not a regular file: name another in the store's url")};
    }
    if (status.type() == fs::file_type::none) {
        return Error{Errc::unavailable, about(path, "cannot be reached: " + failed.message())};
    }
    if (fs::exists(status)) return {};
    if (access == Access::create && schema == SchemaNeed::create) {
        // A missing folder is a disk that is not mounted or a wrong url, more often than a wish for a new one.
        if (fs::is_directory(path.parent_path(), failed)) return {};
        return Error{Errc::unavailable,
                     about(path, fmt::format("cannot be created, its folder {} does not exist: make it, or correct the "
                                             "store's url",
                                             path.parent_path().string()))};
    }
    return Error{Errc::not_found, about(path, "does not exist: put it in its place, or correct the store's url")};
}

Error to_error_of_stale(const fs::path& path, const std::string& why) {
    return Error{Errc::unavailable,
                 about(path, "was replaced, and the -wal of the old file cannot be removed yet: " + why)};
}

}  // namespace

std::optional<FileIdentity> identity_of(const fs::path& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return std::nullopt;
    return FileIdentity{found.st_dev, found.st_ino};
}

Result<void> discard(const StaleWal& stale, const fs::path& path) {
    if (identity_of(stale.wal) != stale.identity) return {};
    // Every connection in WAL mode holds a shared lock on this byte of the -shm (sqlite.org/walformat.html, 2.3).
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = 128;
    lock.l_len = 1;
    const int shm = ::open(stale.shm.c_str(), O_RDWR | O_CLOEXEC);
    if (shm < 0 && errno != ENOENT) return to_error_of_stale(path, errno_message(errno));
    if (shm >= 0 && ::fcntl(shm, F_SETLK, &lock) != 0) {
        ::close(shm);
        return to_error_of_stale(path, "another program has the old file open: end it");
    }
    ::unlink(stale.wal.c_str());
    ::unlink(stale.shm.c_str());
    if (shm >= 0) ::close(shm);
    return {};
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const fs::path& path, Access access,
                                                                 SchemaNeed schema) {
    if (auto checked = check_path(path, access, schema); !checked) return checked.error();
    int flags = SQLite::OPEN_READWRITE;
    if (schema == SchemaNeed::create) flags |= SQLite::OPEN_CREATE;
    const auto before = identity_of(path);
    try {
        auto database = access == Access::read_only ? open_to_look(path) : open_database(path, flags);
        std::unique_ptr<SqliteConnection> connection(new SqliteConnection(std::move(database), path));
        if (auto prepared = connection->prepare(schema); !prepared) return prepared.error();
        if (!connection->is_current() || (before && before != connection->file_)) {
            return Error{Errc::unavailable, about(path, "was replaced while it was opened: it is tried again")};
        }
        return connection;
    } catch (const SQLite::Exception& failure) {
        return to_error(path, failure);
    }
}

SqliteConnection::SqliteConnection(SQLite::Database&& database, fs::path path)
    : path_(std::move(path)),
      real_path_(real_path_of(path_)),
      database_(std::move(database)),
      file_(identity_of(path_)) {
    sqlite3_limit(database_.getHandle(), SQLITE_LIMIT_LENGTH, longest_value_bytes);
}

Result<void> SqliteConnection::prepare(SchemaNeed schema) {
    if (auto ensured = ensure_schema(database_, path_, schema); !ensured) return ensured;
    schema_cookie_ = pragma(schema_cookie_sql);
    const auto file = file_.value_or(FileIdentity{});
    mark_ = fmt::format("{:x}.{:x}.{}", file.device, file.inode, schema_cookie_);
    return {};
}

SQLite::Statement& SqliteConnection::prepared(const char* sql) {
    const auto known = statements_.find(sql);
    if (known != statements_.end()) return known->second;
    return statements_.emplace(sql, SQLite::Statement(database_, sql)).first->second;
}

std::int64_t SqliteConnection::pragma(const char* sql) {
    Query query(*this, sql);
    query->executeStep();
    return query->getColumn(0).getInt64();
}

bool SqliteConnection::is_current() {
    if (!file_ || identity_of(path_) != file_) return false;
    const auto wal = identity_of(side_file(real_path_, "-wal"));
    if (identity_of(path_) != file_) return false;  // else that could be the -wal of a new file
    wal_ = wal;
    return true;
}

std::optional<StaleWal> SqliteConnection::stale_wal() const {
    const auto now = identity_of(real_path_);
    StaleWal stale{side_file(real_path_, "-wal"), side_file(real_path_, "-shm"), wal_.value_or(FileIdentity{})};
    if (!now || now == file_ || !wal_ || identity_of(stale.wal) != wal_) return std::nullopt;
    return stale;
}

bool SqliteConnection::is_in_wal_mode() {
    return store::is_in_wal_mode(database_);
}

bool SqliteConnection::is_writable() const {
    return sqlite3_db_readonly(database_.getHandle(), "main") == 0;
}

bool SqliteConnection::schema_moved() {
    return pragma(schema_cookie_sql) != schema_cookie_;
}

std::optional<std::int64_t> SqliteConnection::data_version() {
    const auto wait = [this](std::chrono::milliseconds time) {
        sqlite3_busy_timeout(database_.getHandle(), static_cast<int>(time.count()));
    };
    wait(std::chrono::milliseconds{0});
    std::optional<std::int64_t> version;
    try {
        version = pragma(data_version_sql);
    } catch (const SQLite::Exception& failure) {
        wait(lock_wait);
        if (!is_locked(failure)) throw;
    }
    wait(lock_wait);
    return version;
}

}  // namespace syndicated::store
