#include "store/sqlite_read.hpp"

#include "store/sqlite_cursor.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Transaction.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <unordered_set>
#include <utility>

namespace syndicated::store {

namespace {

using steady = std::chrono::steady_clock;

constexpr std::int64_t lowest_id = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest_id = std::numeric_limits<std::int64_t>::max();

// Cut: triggers write short texts, but any program can write here.
constexpr const char* newest_sql =
    "SELECT seq, substr(article, 1, 100), substr(op, 1, 20) FROM syn_change ORDER BY seq DESC LIMIT 1";
constexpr const char* at_sql = "SELECT substr(article, 1, 100), substr(op, 1, 20) FROM syn_change WHERE seq = ?1";
constexpr const char* oldest_sql = "SELECT min(seq) FROM syn_change";
constexpr const char* after_sql =
    "SELECT seq, substr(article, 1, 100), substr(op, 1, 20) FROM syn_change WHERE seq > ?1 ORDER BY seq";
constexpr const char* ids_sql = "SELECT id FROM main.article WHERE id <= ?1 ORDER BY id DESC";
constexpr const char* views_sql =
    "SELECT id, substr(views, 1, 100) FROM main.article WHERE id <= ?1 ORDER BY id DESC LIMIT ?2";
constexpr const char* lowest_sql = "SELECT min(id) FROM main.article";
constexpr const char* highest_sql = "SELECT max(id) FROM main.article";

std::optional<std::int64_t> number(SqliteConnection& connection, const char* sql) {
    Query query(connection, sql);
    if (!query->executeStep() || query->getColumn(0).isNull()) return std::nullopt;
    return query->getColumn(0).getInt64();
}

LogRow log_row(SQLite::Statement& row, int at) {
    return {text_of(row.getColumn(at)), text_of(row.getColumn(at + 1))};
}

// Whether everything behind the cursor is still in the log: false when it was pruned, or belongs to another history
// (a restored backup).
bool log_holds(SqliteConnection& connection, const SqliteCursor& cursor) {
    if (!cursor.row) {
        const auto oldest = number(connection, oldest_sql);
        return !oldest || *oldest == cursor.seq + 1;
    }
    Query query(connection, at_sql);
    query->bind(1, cursor.seq);
    return query->executeStep() && log_row(*query, 0) == *cursor.row;
}

// The log's position is taken before the first slice: what changes from now on comes by the log.
SqliteCursor begin_scan(SqliteConnection& connection, bool first_read_done) {
    SqliteCursor cursor;
    cursor.file = connection.mark();
    cursor.first_read_done = first_read_done;
    cursor.top = number(connection, highest_sql).value_or(0);
    cursor.position = highest_id;
    Query newest(connection, newest_sql);
    if (newest->executeStep()) {
        cursor.seq = newest->getColumn(0).getInt64();
        cursor.row = log_row(*newest, 1);
    }
    return cursor;
}

// The cursor is of another file or history, whose categories were others too: they are read before the first row.
Batch begin_anew(SqliteConnection& connection, const SqliteCursor& old) {
    Batch batch;
    batch.categories_changed = batch.more = true;
    batch.first_read_done = old.first_read_done;
    batch.progress = 0.0;
    batch.next = to_text(begin_scan(connection, old.first_read_done));
    return batch;
}

class Step {
public:
    Step(SqliteConnection& connection, const Origin& origin, SqliteCursor cursor, std::int64_t limit)
        : connection_(connection),
          origin_(origin),
          cursor_(std::move(cursor)),
          limit_(std::max<std::int64_t>(limit, 1)) {}

    Batch run() {
        read_log();
        if (cursor_.position && !is_full()) read_slice();
        add_second_categories(connection_, origin_, batch_.rows);
        batch_.more = batch_.more || cursor_.position.has_value();
        batch_.first_read_done = cursor_.first_read_done;
        batch_.progress = progress();
        batch_.next = to_text(cursor_);
        return std::move(batch_);
    }

private:
    [[nodiscard]] bool is_full() const {
        return std::cmp_greater_equal(seen_.size(), limit_) || bytes_ >= largest_step_bytes ||
               steady::now() >= deadline_;
    }

    void take(std::int64_t id) {
        if (!seen_.insert(id).second) return;
        auto row = read_row(connection_, origin_, id);
        if (!row) {
            batch_.gone.push_back(std::to_string(id));
            return;
        }
        bytes_ += row->html.size();
        for (const auto field : text_fields) bytes_ += (*row).*field ? ((*row).*field)->size() : 0;
        batch_.rows.push_back(*std::move(row));
    }

    // The op is a hint at most: the row is read again by its key, as it is now.
    void read_log() {
        Query log(connection_, after_sql);
        log->bind(1, cursor_.seq);
        for (bool first = true; log->executeStep(); first = false) {
            if (!first && is_full()) {
                batch_.more = true;
                return;
            }
            cursor_.seq = log->getColumn(0).getInt64();
            cursor_.row = log_row(*log, 1);
            if (cursor_.row->op == "c") {
                batch_.categories_changed = true;
            } else if (const auto id = id_from(cursor_.row->article)) {
                take(*id);
            }
        }
    }

    void read_slice() {
        batch_.scanned = true;
        batch_.scan_high = *cursor_.position;
        batch_.scan_low = lowest_id;
        const auto until =
            cursor_.first_read_done ? std::min(deadline_, steady::now() + longest_look_again) : deadline_;
        Query ids(connection_, ids_sql);
        ids->bind(1, *cursor_.position);
        std::int64_t low = *cursor_.position;
        for (bool first = true; ids->executeStep(); first = false) {
            if (!first && (is_full() || steady::now() >= until)) {
                batch_.scan_low = low;
                cursor_.position = low - 1;
                return;
            }
            low = ids->getColumn(0).getInt64();
            take(low);
        }
        cursor_.position.reset();
        cursor_.first_read_done = true;
    }

    [[nodiscard]] double progress() {
        if (!cursor_.position) return 1.0;
        const auto top = static_cast<double>(cursor_.top);
        const auto bottom = static_cast<double>(number(connection_, lowest_sql).value_or(0));
        if (top <= bottom) return 0.0;
        return std::clamp((top - static_cast<double>(*cursor_.position)) / (top - bottom + 1), 0.0, 1.0);
    }

    SqliteConnection& connection_;
    const Origin& origin_;
    SqliteCursor cursor_;
    std::int64_t limit_;
    steady::time_point deadline_ = steady::now() + (connection_.is_in_wal_mode() ? longest_step_in_wal : longest_step);
    Batch batch_;
    std::unordered_set<std::int64_t> seen_;
    std::size_t bytes_ = 0;
};

}  // namespace

Batch read_step(SqliteConnection& connection, const Origin& origin, const Cursor& cursor, std::int64_t limit) {
    SQLite::Transaction transaction(connection.database());
    auto known = cursor_from(cursor);
    const bool anew = known && (known->file != connection.mark() || !log_holds(connection, *known));
    if (!known) known = begin_scan(connection, false);
    auto batch = anew ? begin_anew(connection, *known) : Step(connection, origin, *std::move(known), limit).run();
    transaction.commit();
    return batch;
}

ViewSlice read_views(SqliteConnection& connection, std::int64_t high, std::int64_t limit) {
    ViewSlice out;
    out.low = lowest_id;
    Query rows(connection, views_sql);
    rows->bind(1, high);
    rows->bind(2, limit);
    std::int64_t looked_at = 0;
    for (; rows->executeStep(); ++looked_at) {
        const std::int64_t id = rows->getColumn(0).getInt64();
        if (looked_at + 1 == limit) out.low = id;
        auto views = text_of(rows->getColumn(1));
        if (!views.empty()) out.rows.push_back({id, std::move(views)});
    }
    out.more = looked_at == limit && out.low > lowest_id;
    return out;
}

}  // namespace syndicated::store
