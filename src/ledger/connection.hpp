// One SQLite connection of the ledger, its cached statements, and what its failures mean. Belongs to one thread.
// Inside the room failures travel as exceptions (SQLite::Exception, Failure); sqlite_ledger.cpp turns them into
// Results.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/base/result.hpp"
#include "syndicated/model/feed.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace syndicated::ledger {

class Failure : public std::exception {
public:
    explicit Failure(Error error) : error_(std::move(error)) {}
    [[nodiscard]] const char* what() const noexcept override { return error_.detail.c_str(); }
    [[nodiscard]] const Error& error() const { return error_; }

private:
    Error error_;
};

// One line: which ledger, what happened, what to do.
[[nodiscard]] Error error_of(const SQLite::Exception& failure, const std::filesystem::path& path);
[[nodiscard]] std::string ledger_at(const std::filesystem::path& path);  // "the ledger "/var/lib/x/ledger.db""

// A cached statement in use; free again when this goes. Text bound as an lvalue is not copied: it must live until
// then. Columns count from 0.
class Query {
public:
    explicit Query(SQLite::Statement& statement) : statement_(&statement) {}
    ~Query() { statement_->tryReset(); }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    template <class... Values>
    Query& bind(Values&&... values) {
        int index = 0;
        (put(++index, std::forward<Values>(values)), ...);
        return *this;
    }
    bool step() { return statement_->executeStep(); }  // false: no further row
    int run() { return statement_->exec(); }           // returns the number of rows changed

    [[nodiscard]] bool is_null(int column) const { return statement_->isColumnNull(column); }
    [[nodiscard]] std::int64_t number(int column) const { return statement_->getColumn(column).getInt64(); }
    [[nodiscard]] bool flag(int column) const { return number(column) != 0; }
    [[nodiscard]] std::string text(int column) const { return statement_->getColumn(column).getString(); }
    [[nodiscard]] sys_seconds instant(int column) const { return sys_seconds{std::chrono::seconds{number(column)}}; }
    [[nodiscard]] Digest digest(int column) const;                  // all zero for NULL
    [[nodiscard]] std::vector<std::string> list(int column) const;  // of pack(); corrupt otherwise

private:
    void put(int index, std::int64_t value) { statement_->bind(index, value); }
    void put(int index, int value) { statement_->bind(index, value); }
    void put(int index, bool value) { statement_->bind(index, value ? 1 : 0); }
    void put(int index, const char* value) { statement_->bind(index, value); }
    void put(int index, const std::string& value) { statement_->bindNoCopy(index, value); }
    void put(int index, std::string& value) { statement_->bindNoCopy(index, value); }
    void put(int index, std::string&& value) { statement_->bind(index, std::as_const(value)); }
    void put(int index, std::string_view value) { statement_->bind(index, std::string(value)); }
    void put(int index, sys_seconds value) { statement_->bind(index, std::int64_t{value.time_since_epoch().count()}); }
    void put(int index, const Digest& value) {
        statement_->bind(index, value.bytes.data(), static_cast<int>(value.bytes.size()));
    }
    template <class T>
    void put(int index, const std::optional<T>& value) {
        if (value) {
            put(index, *value);
        } else {
            statement_->bind(index);
        }
    }

    SQLite::Statement* statement_;
};

class Connection {
public:
    enum class Mode { create, existing, read_only };

    Connection(std::filesystem::path path, Mode mode);
    ~Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // `sql` is a literal: the statement is cached by its address.
    [[nodiscard]] Query query(const char* sql);
    void run(const std::string& sql) { database_.exec(sql); }
    void checkpoint() { database_.tryExec("PRAGMA wal_checkpoint(TRUNCATE)"); }  // as far as other readers let it
    // Brings the WAL's pages to their places in the database; waits for no reader and no writer.
    void write_back();
    // From now on a commit does so once the WAL has that many pages, and wal_pages() counts them.
    void write_back_from(int pages);
    [[nodiscard]] int wal_pages() const { return wal_pages_; }  // after the last commit; 0: nothing new since
    void note_written_back() { wal_pages_ = 0; }                // by another connection
    [[nodiscard]] std::int64_t last_id() const { return database_.getLastInsertRowid(); }
    [[nodiscard]] SQLite::Database& database() { return database_; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
    SQLite::Database database_;
    std::unordered_map<const void*, std::unique_ptr<SQLite::Statement>> statements_;
    int wal_pages_ = 0, most_wal_pages_ = 0;
};

// All or nothing; rolled back unless commit() was reached.
class Transaction {
public:
    enum class Kind { read, write };

    Transaction(Connection& connection, Kind kind);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Connection& connection_;
    bool done_ = false;
};

}  // namespace syndicated::ledger
