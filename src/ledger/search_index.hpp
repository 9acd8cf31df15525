// The full-text index over visible entries: tables search (FTS5, without the texts), search_row and search_queue. An
// entry that became visible waits in the queue, so that commits need not index; it is taken out in the commit that
// changes or hides it. Works within the caller's transactions.
#pragma once

#include "ledger/connection.hpp"
#include "ledger/search_text.hpp"
#include "syndicated/ledger/ledger.hpp"

#include <cstdint>
#include <optional>

namespace syndicated::ledger {

[[nodiscard]] Searchable searchable_of(const Article& article);
[[nodiscard]] std::optional<Searchable> read_searchable(Connection& connection, std::int64_t id);

void queue_for_search(Connection& connection, std::int64_t id, sys_seconds published);
void drop_from_search(Connection& connection, std::int64_t id, const Searchable& as_stored);
void queue_all_for_search(Connection& connection);  // the index is empty afterwards
// The same when the index was made by another search_version.
void require_search_version(Connection& connection);
// Takes the newest of the queue, at most `most`; true: more wait.
bool index_some(Connection& connection, std::int64_t most);

// The search's rowids follow the feeds' order: by published, and within a second as they came.
[[nodiscard]] std::int64_t first_row_of(sys_seconds published);

}  // namespace syndicated::ledger
