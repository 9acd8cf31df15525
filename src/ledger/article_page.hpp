// Articles by the id that their own pages are addressed with.
#pragma once

#include "ledger/connection.hpp"
#include "syndicated/ledger/ledger.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace syndicated::ledger {

// The id as guid_memory.article_id holds it. nullopt: not 16 lower-case hex digits.
[[nodiscard]] std::optional<std::int64_t> number_of_id(std::string_view id);
[[nodiscard]] std::int64_t id_number_of(std::string_view guid);
void fill_article_ids(Connection& connection);  // of all rows: for the migration that brought the column

[[nodiscard]] ArticleAnswer read_article_of(Connection& connection, std::string_view id);  // Failure: not_found

}  // namespace syndicated::ledger
