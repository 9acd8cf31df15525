#include "store/sqlite_row.hpp"

#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <unordered_map>
#include <utility>

namespace syndicated::store {

namespace {

// Programs that write with plain SQL leave text such as CURRENT_TIMESTAMP in the columns that hold seconds. ?2 off
// leaves html in the file.
constexpr const char* row_sql = R"sql(
SELECT guid, url, title, category, source, author, published, updated, views, summary, image, lang, origin, charset,
  CASE WHEN ?2 THEN html ELSE '' END, form, featured <> 0, status = 1, undecodable,
  CASE typeof(added) WHEN 'text' THEN CAST(strftime('%s', added) AS INTEGER) ELSE CAST(added AS INTEGER) END,
  CASE typeof(changed) WHEN 'text' THEN CAST(strftime('%s', changed) AS INTEGER) ELSE CAST(changed AS INTEGER) END
FROM main.article WHERE id = ?1)sql";
constexpr const char* second_sql =
    "SELECT article, category FROM article_category WHERE article IN (SELECT value FROM json_each(?1)) "
    "ORDER BY article, category";

constexpr int html_at = static_cast<int>(text_fields.size());
constexpr int form_at = html_at + 1, featured_at = html_at + 2, public_at = html_at + 3, undecodable_at = html_at + 4,
              added_at = html_at + 5, changed_at = html_at + 6;

bool cut(std::string& text, std::size_t longest) {
    if (text.size() <= longest) return false;
    while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xC0U) == 0x80U) --longest;
    text.resize(longest);
    return true;
}

// Seconds since 1970; numbers that only milli- or microseconds can explain are taken as such. 0: not known.
sys_seconds to_seconds(std::int64_t number) {
    constexpr std::int64_t last = 253402300799;  // the end of the year 9999
    for (int i = 0; i < 2 && number > last; ++i) number /= 1000;
    return sys_seconds{std::chrono::seconds{std::clamp<std::int64_t>(number, 0, last)}};
}

RawArticle to_article(SQLite::Statement& row, const std::string& store, std::int64_t id) {
    RawArticle article;
    article.store = store;
    article.key = std::to_string(id);
    article.position = id;
    article.undecodable = std::max<std::int64_t>(0, row.getColumn(undecodable_at).getInt64());
    bool was_cut = false;
    for (std::size_t i = 0; i < text_fields.size(); ++i) {
        const auto column = row.getColumn(static_cast<int>(i));
        if (column.isNull()) continue;
        auto text = text_of(column, &article.undecodable);
        was_cut = cut(text, longest_field_bytes) || was_cut;
        article.*text_fields[i] = std::move(text);
    }
    article.html = text_of(row.getColumn(html_at), &article.undecodable);
    was_cut = cut(article.html, longest_html_bytes) || was_cut;
    if (was_cut) {
        log::warning("store", fmt::format("{}: article {}: a value is too long and was cut ({} MiB of html, {} MiB of "
                                          "any other column are read)",
                                          store, id, longest_html_bytes >> 20, longest_field_bytes >> 20));
    }
    article.form = form_from(to_lower_ascii(text_of(row.getColumn(form_at)))).value_or(Form::html);
    article.featured = row.getColumn(featured_at).getInt() != 0;
    article.is_public = row.getColumn(public_at).getInt() != 0;
    article.added = to_seconds(row.getColumn(added_at).getInt64());
    if (!row.getColumn(changed_at).isNull()) article.changed = to_seconds(row.getColumn(changed_at).getInt64());
    return article;
}

std::optional<RawArticle> read_with(SqliteConnection& connection, const std::string& store, std::int64_t id,
                                    bool with_html) {
    Query row(connection, row_sql);
    row->bind(1, id);
    row->bind(2, with_html ? 1 : 0);
    if (!row->executeStep()) return std::nullopt;
    return to_article(*row, store, id);
}

}  // namespace

std::optional<std::int64_t> id_from(std::string_view key) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
    if (error != std::errc{} || end != key.data() + key.size() || std::to_string(id) != key) return std::nullopt;
    return id;
}

std::string text_of(const SQLite::Column& column, std::int64_t* replaced) {
    // As text, so that a UTF-16 database is converted; bytes are taken as they are.
    const char* data = column.isBlob() ? static_cast<const char*>(column.getBlob()) : column.getText("");
    const std::string_view bytes(data == nullptr ? "" : data, static_cast<std::size_t>(column.getBytes()));
    if (is_valid_utf8(bytes)) return std::string(bytes);
    std::size_t malformed = 0;
    auto text = to_valid_utf8(bytes, &malformed);
    if (replaced != nullptr) *replaced += static_cast<std::int64_t>(malformed);
    return text;
}

std::optional<RawArticle> read_row(SqliteConnection& connection, const std::string& store, std::int64_t id) {
    for (const bool with_html : {true, false}) {
        try {
            return read_with(connection, store, id, with_html);
        } catch (const SQLite::Exception& failure) {
            if ((failure.getErrorCode() & 0xff) != SQLITE_TOOBIG) throw;
            if (!with_html) break;
            log::warning("store", fmt::format("{}: article {}: a value of more than {} MiB is not read", store, id,
                                              SqliteConnection::longest_value_bytes >> 20));
        }
    }
    RawArticle unreadable;
    unreadable.store = store;
    unreadable.key = std::to_string(id);
    unreadable.position = id;
    unreadable.is_public = false;
    return unreadable;
}

void add_second_categories(SqliteConnection& connection, std::span<RawArticle> rows) {
    if (rows.empty()) return;
    std::unordered_map<std::int64_t, RawArticle*> by_id;
    std::string ids = "[";
    for (auto& row : rows) {
        by_id[row.position] = &row;
        ids.append(ids.size() == 1 ? "" : ",").append(row.key);
    }
    ids += ']';
    Query query(connection, second_sql);
    query->bindNoCopy(1, ids);
    while (query->executeStep()) {
        const auto at = by_id.find(query->getColumn(0).getInt64());
        if (at == by_id.end()) continue;
        auto& names = at->second->more_categories;
        auto name = text_of(query->getColumn(1));
        if (name.empty() || names.size() >= most_second_categories) continue;
        cut(name, longest_field_bytes);
        names.push_back(std::move(name));
    }
}

}  // namespace syndicated::store
