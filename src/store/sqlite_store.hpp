// The native article store in a SQLite file.
#pragma once

#include "syndicated/store/store.hpp"

#include "store/sqlite_connection.hpp"
#include "store/sqlite_row.hpp"
#include "store/sqlite_watch.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace syndicated::store {

// Holds one connection and opens it again when the file was replaced, when the schema moved, and after errors. Only
// open() makes a file: one that vanishes later is an error until it is back, since an empty store in its place would
// withdraw every article.
class SqliteStore final : public Store {
public:
    [[nodiscard]] static Result<std::unique_ptr<Store>> open(Origin origin, std::filesystem::path path, Access access);

    [[nodiscard]] const std::string& name() const override { return origin_.store; }
    [[nodiscard]] Result<std::string> uuid() override;
    [[nodiscard]] Result<Batch> read(const Cursor& cursor, std::int64_t limit) override;
    [[nodiscard]] Result<Cursor> restart_scan(const Cursor& cursor) override;
    [[nodiscard]] Result<RawArticle> find(std::string_view key) override;
    [[nodiscard]] Result<std::vector<CategoryRow>> categories() override;
    [[nodiscard]] Result<std::int64_t> count() override;
    [[nodiscard]] Result<ViewSlice> views(std::int64_t high, std::int64_t limit) override;
    [[nodiscard]] Result<Written> write(std::span<const RawArticle> articles) override;
    // Another number after the folder was replaced: ask for it before each poll.
    [[nodiscard]] int fd() const override { return access_ == Access::read_only ? -1 : watch_.fd(); }
    // unavailable, corrupt: as open_store() says; the schedule goes on, and true comes once the store answers again.
    [[nodiscard]] Result<bool> changed() override;
    [[nodiscard]] std::chrono::microseconds ask_again_in() const override;

private:
    using steady = std::chrono::steady_clock;
    static constexpr std::chrono::seconds patience_with_lock{2};

    SqliteStore(Origin origin, std::filesystem::path path, Access access);
    void disconnect();
    Result<void> connect(SchemaNeed schema);
    // Makes sure that connection_ is the file that the path names now, with the schema as it was checked.
    Result<void> ensure_connected();
    Result<bool> look(steady::time_point now);
    Result<bool> locked(steady::time_point now);
    // Runs `work(connection)`; an error, but for a lock, drops the connection so that the next call starts anew.
    template <class Work>
    auto run(Work work) -> Result<decltype(work(std::declval<SqliteConnection&>()))>;
    Error failed(const SQLite::Exception& failure);

    Origin origin_;
    std::filesystem::path path_;
    Access access_;
    std::unique_ptr<SqliteConnection> connection_;
    SqliteWatch watch_;
    std::optional<StaleWal> stale_wal_;  // to be removed before the next connection is made
    LookSchedule schedule_;
    std::optional<std::int64_t> seen_version_;  // of connection_, at the last changed() that returned true
    std::optional<steady::time_point> locked_since_;
    std::optional<steady::time_point> say_changed_at_;  // after an own commit, or a failed call
};

}  // namespace syndicated::store
