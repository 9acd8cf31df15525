#include "store/sqlite_store.hpp"

#include "syndicated/base/text.hpp"

#include "store/decode.hpp"
#include "store/sqlite_cursor.hpp"
#include "store/sqlite_error.hpp"
#include "store/sqlite_read.hpp"
#include "store/sqlite_write.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace syndicated::store {

namespace fs = std::filesystem;

namespace {

constexpr const char* uuid_sql = "SELECT value FROM syn_meta WHERE name = 'uuid'";
constexpr const char* categories_sql =
    "SELECT name, parent, slug, about, position FROM category WHERE name <> '' ORDER BY position, name";
constexpr const char* newest_id_sql = "SELECT max(id) FROM main.article";
constexpr const char* count_sql = "SELECT count(*) FROM main.article";

SchemaNeed need_for(Access access) {
    switch (access) {
        case Access::create: return SchemaNeed::create;
        case Access::existing: return SchemaNeed::complete;
        case Access::read_only: return SchemaNeed::look_only;
    }
    return SchemaNeed::look_only;
}

CategoryRow to_category(SQLite::Statement& row) {
    CategoryRow category;
    category.name = bytes_of(row.getColumn(0));
    category.parent = bytes_of(row.getColumn(1));
    category.slug = bytes_of(row.getColumn(2));
    category.about = bytes_of(row.getColumn(3));
    category.position = static_cast<int>(std::clamp<std::int64_t>(
        row.getColumn(4).getInt64(), std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
    return category;
}

void decode_all(std::vector<CategoryRow>& rows, const Decoder& decode) {
    std::vector<std::string*> texts;
    for (auto& row : rows) texts.insert(texts.end(), {&row.name, &row.parent, &row.slug, &row.about});
    decode_texts(texts, decode, "");
}

}  // namespace

SqliteStore::SqliteStore(Origin origin, fs::path path, Access access)
    : origin_(std::move(origin)), path_(std::move(path)), access_(access), watch_(path_) {}

Result<std::unique_ptr<Store>> SqliteStore::open(Origin origin, fs::path path, Access access) {
    std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(origin), std::move(path), access));
    if (auto connected = store->connect(need_for(access)); !connected) return connected.error();
    if (access != Access::read_only) (void)store->watch_.take_events();
    return std::unique_ptr<Store>(std::move(store));
}

// The -wal of a file that was replaced meanwhile must not reach the new one.
void SqliteStore::disconnect() {
    if (connection_ && access_ != Access::read_only) stale_wal_ = connection_->stale_wal();
    connection_.reset();
    seen_version_.reset();
}

Result<void> SqliteStore::connect(SchemaNeed schema) {
    disconnect();
    if (stale_wal_) {
        if (auto discarded = discard(*stale_wal_, path_); !discarded) return discarded;
        stale_wal_.reset();
    }
    auto opened = SqliteConnection::open(path_, access_, schema);
    if (!opened) return opened.error();
    connection_ = std::move(*opened);
    return {};
}

Result<void> SqliteStore::ensure_connected() {
    if (connection_ && connection_->is_current() && !connection_->schema_moved()) return {};
    if (connection_ && !identity_of(path_)) {
        // Kept open: its file may come back, and its inode number cannot be given to another one meanwhile.
        return Error{Errc::unavailable, about(path_, "is gone: put it back in its place")};
    }
    const auto schema = access_ == Access::read_only ? SchemaNeed::look_only : SchemaNeed::complete;
    auto connected = connect(schema);
    if (connected || connected.error().code != Errc::not_found) return connected;
    return Error{Errc::unavailable, connected.error().detail};  // it was there: it may come back
}

Error SqliteStore::failed(const SQLite::Exception& failure) {
    if (!is_locked(failure)) disconnect();
    return to_error(path_, failure);
}

template <class Work>
auto SqliteStore::run(Work work) -> Result<decltype(work(std::declval<SqliteConnection&>()))> {
    try {
        if (auto connected = ensure_connected(); !connected) {
            say_changed_at_ = steady::now();
            return connected.error();
        }
        return work(*connection_);
    } catch (const SQLite::Exception& failure) {
        say_changed_at_ = steady::now() + LookSchedule::idle_every;  // a failure that stays must not spin
        return failed(failure);
    }
}

Result<std::string> SqliteStore::uuid() {
    auto found = run([](SqliteConnection& connection) {
        Query query(connection, uuid_sql);
        return query->executeStep() ? text_of(query->getColumn(0)) : std::string();
    });
    if (found && found->empty()) {
        return Error{Errc::not_found, about(path_, "has no uuid yet: the daemon gives it one at its first start")};
    }
    return found;
}

Result<Batch> SqliteStore::read(const Cursor& cursor, std::int64_t limit) {
    return run([&](SqliteConnection& connection) { return read_step(connection, origin_, cursor, limit); });
}

Result<Cursor> SqliteStore::restart_scan(const Cursor& cursor) {
    auto known = cursor_from(cursor);
    if (!known) return Cursor{};
    return run([&](SqliteConnection& connection) {
        Query query(connection, newest_id_sql);
        query->executeStep();
        known->top = query->getColumn(0).getInt64();
        known->position = std::numeric_limits<std::int64_t>::max();
        return to_text(*known);
    });
}

Result<RawArticle> SqliteStore::find(std::string_view key) {
    const auto id = id_from(key);
    auto row = run([&](SqliteConnection& connection) {
        auto found = id ? read_row(connection, origin_, *id) : std::nullopt;
        if (found) add_second_categories(connection, origin_, {&*found, 1});
        return found;
    });
    if (!row) return row.error();
    if (!*row) return Error{Errc::not_found, about(path_, "has no article with the id " + quote(key))};
    return **std::move(row);
}

Result<std::vector<CategoryRow>> SqliteStore::categories() {
    return run([this](SqliteConnection& connection) {
        std::vector<CategoryRow> rows;
        Query query(connection, categories_sql);
        while (query->executeStep()) rows.push_back(to_category(*query));
        decode_all(rows, origin_.decode);
        return rows;
    });
}

Result<std::int64_t> SqliteStore::count() {
    return run([](SqliteConnection& connection) {
        Query query(connection, count_sql);
        query->executeStep();
        return query->getColumn(0).getInt64();
    });
}

Result<ViewSlice> SqliteStore::views(std::int64_t high, std::int64_t limit) {
    return run([&](SqliteConnection& connection) { return read_views(connection, high, limit); });
}

Result<Written> SqliteStore::write(std::span<const RawArticle> articles) {
    if (access_ == Access::read_only) return Error{Errc::invalid_input, about(path_, "was opened for reading only")};
    auto connected = run([](SqliteConnection& connection) { return connection.is_writable(); });
    if (!connected) return connected.error();
    if (!*connected) {
        return Error{Errc::invalid_input, about(path_,
                                                "is read-only: give this user write access to the file and its "
                                                "folder")};
    }
    auto written = run([&](SqliteConnection& connection) { return write_articles(connection, articles); });
    // data_version stays the same for a connection's own commits.
    if (written && written->inserted + written->updated > 0) say_changed_at_ = steady::now();
    return written;
}

Result<bool> SqliteStore::changed() {
    const auto now = steady::now();
    if (access_ != Access::read_only && watch_.take_events()) schedule_.arm(now);
    schedule_.looked(now);
    try {
        // Whether the schema moved is for read() to see: it may wait for a lock, looking must not.
        const bool current = connection_ && connection_->is_current();
        if (auto connected = current ? Result<void>() : ensure_connected(); !connected) {
            say_changed_at_ = now;
            return connected.error();
        }
        return look(now);
    } catch (const SQLite::Exception& failure) {
        if (is_locked(failure)) return locked(now);
        say_changed_at_ = now;
        return failed(failure);
    }
}

Result<bool> SqliteStore::look(steady::time_point now) {
    const auto version = connection_->data_version();
    if (!version) return locked(now);
    locked_since_.reset();
    const bool moved = version != seen_version_;
    const bool told = say_changed_at_ && now >= *say_changed_at_;
    if (!moved && !told) return false;
    if (moved) schedule_.arm(now);
    seen_version_ = version;
    say_changed_at_.reset();
    return true;
}

// A commit in rollback-journal mode locks for a moment; a lock that stays is worth a word.
Result<bool> SqliteStore::locked(steady::time_point now) {
    if (!locked_since_) locked_since_ = now;
    if (now - *locked_since_ < patience_with_lock) return false;
    return Error{Errc::unavailable, about(path_,
                                          "is locked by another program: it is read again when that one has "
                                          "finished")};
}

std::chrono::microseconds SqliteStore::ask_again_in() const {
    return schedule_.ask_again_in(steady::now());
}

}  // namespace syndicated::store
