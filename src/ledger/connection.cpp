#include "ledger/connection.hpp"

#include "ledger/pack.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace syndicated::ledger {

namespace {

constexpr int busy_timeout_ms = 10'000;

struct Meaning {
    int code;  // SQLite's primary result code
    Errc reaction;
    std::string_view text;
};

constexpr std::array meanings{
    Meaning{SQLITE_NOTADB, Errc::corrupt, "is no SQLite database: restore it from a backup, or name another file"},
    Meaning{SQLITE_CORRUPT, Errc::corrupt, "is damaged: restore it from a backup"},
    Meaning{SQLITE_READONLY, Errc::unavailable, "cannot be written: give this user write access to it and its folder"},
    Meaning{SQLITE_PERM, Errc::unavailable, "cannot be used: give this user access to it and its folder"},
    Meaning{SQLITE_AUTH, Errc::unavailable, "cannot be used: give this user access to it and its folder"},
    Meaning{SQLITE_CANTOPEN, Errc::unavailable, "cannot be opened: give this user access to it and its folder"},
    Meaning{SQLITE_FULL, Errc::unavailable, "cannot be written: the disk is full"},
    Meaning{SQLITE_NOMEM, Errc::unavailable, "cannot be used: out of memory"},
    Meaning{SQLITE_BUSY, Errc::timed_out, "is locked by another program for too long"},
    Meaning{SQLITE_LOCKED, Errc::timed_out, "is locked by another program for too long"},
    Meaning{SQLITE_IOERR, Errc::unavailable, "cannot be read or written: look at the disk and at its free space"},
};

// The file's name as SQLite opens it, and the flags. A WAL database that nobody has open is read as immutable:
// otherwise SQLite would make its -wal and -shm files anew, and a reader creates nothing.
struct Opening {
    std::string name;
    int flags;
};

Opening opening_of(const std::filesystem::path& path, Connection::Mode mode) {
    if (mode == Connection::Mode::create) return {path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    if (mode == Connection::Mode::existing) return {path.string(), SQLite::OPEN_READWRITE};
    std::error_code ignored;
    if (std::filesystem::exists(path.string() + "-wal", ignored)) return {path.string(), SQLite::OPEN_READONLY};
    return {"file:" + percent_encode(path.string()) + "?immutable=1", SQLite::OPEN_READONLY | SQLite::OPEN_URI};
}

SQLite::Database open(const std::filesystem::path& path, Connection::Mode mode) {
    const Opening opening = opening_of(path, mode);
    return {opening.name, opening.flags, busy_timeout_ms};
}

}  // namespace

std::string ledger_at(const std::filesystem::path& path) {
    return "the ledger " + quote(path.string(), 300);
}

Error error_of(const SQLite::Exception& failure, const std::filesystem::path& path) {
    const int primary = failure.getErrorCode() & 0xFF;
    const auto* const found = std::find_if(meanings.begin(), meanings.end(),
                                           [primary](const Meaning& meaning) { return meaning.code == primary; });
    if (found != meanings.end()) {
        return {found->reaction, fmt::format("{} {} ({})", ledger_at(path), found->text, failure.getErrorStr())};
    }
    return {Errc::internal, fmt::format("{}: {}", ledger_at(path), quote(failure.what(), 200))};
}

Digest Query::digest(int column) const {
    Digest out;
    const SQLite::Column value = statement_->getColumn(column);
    if (static_cast<std::size_t>(value.getBytes()) != out.bytes.size()) return out;
    const auto* const bytes = static_cast<const unsigned char*>(value.getBlob());
    std::copy_n(bytes, out.bytes.size(), out.bytes.begin());
    return out;
}

std::vector<std::string> Query::list(int column) const {
    auto out = unpack(text(column));
    if (!out) throw Failure({Errc::corrupt, "the ledger holds a damaged list; run `syndicated rebuild`"});
    return *std::move(out);
}

Connection::Connection(std::filesystem::path path, Mode mode) : path_(std::move(path)), database_(open(path_, mode)) {
    // SQLite opens a file that may not be written for reading, without a word.
    if (mode != Mode::read_only && ::sqlite3_db_readonly(database_.getHandle(), "main") == 1) {
        throw Failure({Errc::unavailable,
                       ledger_at(path_) + " cannot be written: give this user write access to it and its folder"});
    }
    database_.exec("PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000");
}

Query Connection::query(const char* sql) {
    auto& statement = statements_[sql];
    if (!statement) statement = std::make_unique<SQLite::Statement>(database_, sql);
    return Query(*statement);
}

void Connection::write_back() {
    sqlite3_wal_checkpoint_v2(database_.getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    wal_pages_ = 0;
}

void Connection::write_back_from(int pages) {
    most_wal_pages_ = pages;
    const auto committed = [](void* self, sqlite3*, const char*, int in_wal) {
        auto& connection = *static_cast<Connection*>(self);
        connection.wal_pages_ = in_wal;
        if (in_wal >= connection.most_wal_pages_) connection.write_back();
        return SQLITE_OK;
    };
    sqlite3_wal_hook(database_.getHandle(), committed, this);
}

Transaction::Transaction(Connection& connection, Kind kind) : connection_(connection) {
    connection_.query(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN").run();
}

Transaction::~Transaction() {
    // SQLite rolls back by itself after some failures (a full disk); then this one has nothing to do.
    if (!done_) connection_.database().tryExec("ROLLBACK");
}

void Transaction::commit() {
    connection_.query("COMMIT").run();
    done_ = true;
}

}  // namespace syndicated::ledger
