// A row of the native article table as a RawArticle. SQLite is typeless: any column may hold a number, text or bytes,
// and text need not be UTF-8.
#pragma once

#include "syndicated/model/article.hpp"
#include "syndicated/store/store.hpp"

#include "store/sqlite_connection.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace syndicated::store {

// Longer values are cut at a character's border, with a warning in the log.
inline constexpr std::size_t longest_html_bytes = 16 * 1024 * 1024;
inline constexpr std::size_t longest_field_bytes = 1024 * 1024;
inline constexpr std::size_t most_second_categories = 100;

// The columns that hold text or NULL, and where they go. Row and write statements name them in this order.
inline constexpr std::array<std::optional<std::string> RawArticle::*, 14> text_fields{
    &RawArticle::guid,   &RawArticle::url,       &RawArticle::title,   &RawArticle::category, &RawArticle::source,
    &RawArticle::author, &RawArticle::published, &RawArticle::updated, &RawArticle::views,    &RawArticle::summary,
    &RawArticle::image,  &RawArticle::lang,      &RawArticle::origin,  &RawArticle::charset};

// Whose rows they are, and how text of theirs is read that is no UTF-8.
struct Origin {
    std::string store;
    Decoder decode;
};

// The id that `key` names: only its canonical form is a key.
[[nodiscard]] std::optional<std::int64_t> id_from(std::string_view key);

// nullopt: there is no such row. Without more_categories. A row whose values are too large to be read at all comes
// without them (and without any as not public), so that it stops no other.
[[nodiscard]] std::optional<RawArticle> read_row(SqliteConnection& connection, const Origin& origin, std::int64_t id);

// Fills more_categories of all of them with one query; in the order of their names.
void add_second_categories(SqliteConnection& connection, const Origin& origin, std::span<RawArticle> rows);

// A column of any type as text, of whatever bytes.
[[nodiscard]] std::string bytes_of(const SQLite::Column& column);
// The same of a column that syndicated fills: malformed bytes are replaced.
[[nodiscard]] std::string text_of(const SQLite::Column& column);

}  // namespace syndicated::store
