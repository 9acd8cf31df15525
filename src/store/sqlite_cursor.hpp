// Where a reader of a SQLite store stands, as one line of text that the ledger keeps:
//   1;FILE;SEQ;OP;ARTICLE;DONE;TOP;POSITION
// fields percent-encoded; POSITION is empty when no scan is under way. Pure; any thread.
#pragma once

#include "syndicated/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace syndicated::store {

// A row of the change log, compared to find out whether the log is still the one that was read.
struct LogRow {
    std::string article, op;

    friend bool operator==(const LogRow&, const LogRow&) = default;
};

struct SqliteCursor {
    std::string file;           // which file and which version of its schema: another one means a full scan
    std::int64_t seq = 0;       // of the change log: all up to it was read, or was there before the scan began
    std::optional<LogRow> row;  // at seq; none: the log had no such row
    bool first_read_done = false;
    std::int64_t top = 0;                  // newest id when the scan began: for the progress
    std::optional<std::int64_t> position;  // the scan goes on at this id, downwards

    friend bool operator==(const SqliteCursor&, const SqliteCursor&) = default;
};

[[nodiscard]] Cursor to_text(const SqliteCursor& cursor);
// nullopt: empty, or not made by to_text.
[[nodiscard]] std::optional<SqliteCursor> cursor_from(const Cursor& text);

}  // namespace syndicated::store
