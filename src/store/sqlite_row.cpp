#include "store/sqlite_row.hpp"

#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"

#include "store/decode.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <unordered_map>
#include <utility>
#include <vector>

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

// The columns of text and html. What is no UTF-8 is decoded; then `charset` says as what.
void read_texts(SQLite::Statement& row, const Decoder& decode, RawArticle& article) {
    std::vector<std::string*> texts;
    for (std::size_t i = 0; i < text_fields.size(); ++i) {
        const auto column = row.getColumn(static_cast<int>(i));
        if (!column.isNull()) texts.push_back(&(article.*text_fields[i]).emplace(bytes_of(column)));
    }
    article.html = bytes_of(row.getColumn(html_at));
    texts.push_back(&article.html);
    const std::string declared = article.charset.value_or("");
    auto [charset, undecodable] = decode_texts(texts, decode, declared);
    article.undecodable += undecodable;
    if (!charset.empty() && charset != "utf-8") article.charset = std::move(charset);
}

bool cut_long_texts(RawArticle& article) {
    bool was_cut = cut(article.html, longest_html_bytes);
    for (const auto field : text_fields) {
        auto& text = article.*field;
        was_cut = (text && cut(*text, longest_field_bytes)) || was_cut;
    }
    return was_cut;
}

RawArticle to_article(SQLite::Statement& row, const Origin& origin, std::int64_t id) {
    RawArticle article;
    article.store = origin.store;
    article.key = std::to_string(id);
    article.position = id;
    article.undecodable = std::max<std::int64_t>(0, row.getColumn(undecodable_at).getInt64());
    read_texts(row, origin.decode, article);
    if (cut_long_texts(article)) {
        log::warning("store", fmt::format("{}: article {}: a value is too long and was cut ({} MiB of html, {} MiB of "
                                          "any other column are read)",
                                          origin.store, id, longest_html_bytes >> 20, longest_field_bytes >> 20));
    }
    article.form = form_from(to_lower_ascii(text_of(row.getColumn(form_at)))).value_or(Form::html);
    article.featured = row.getColumn(featured_at).getInt() != 0;
    article.is_public = row.getColumn(public_at).getInt() != 0;
    article.added = to_seconds(row.getColumn(added_at).getInt64());
    if (!row.getColumn(changed_at).isNull()) article.changed = to_seconds(row.getColumn(changed_at).getInt64());
    return article;
}

std::optional<RawArticle> read_with(SqliteConnection& connection, const Origin& origin, std::int64_t id,
                                    bool with_html) {
    Query row(connection, row_sql);
    row->bind(1, id);
    row->bind(2, with_html ? 1 : 0);
    if (!row->executeStep()) return std::nullopt;
    return to_article(*row, origin, id);
}

}  // namespace

std::optional<std::int64_t> id_from(std::string_view key) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
    if (error != std::errc{} || end != key.data() + key.size() || std::to_string(id) != key) return std::nullopt;
    return id;
}

std::string bytes_of(const SQLite::Column& column) {
    // As text, so that a UTF-16 database is converted; bytes are taken as they are.
    const char* data = column.isBlob() ? static_cast<const char*>(column.getBlob()) : column.getText("");
    return {data == nullptr ? "" : data, static_cast<std::size_t>(column.getBytes())};
}

std::string text_of(const SQLite::Column& column) {
    auto bytes = bytes_of(column);
    return is_valid_utf8(bytes) ? bytes : to_valid_utf8(bytes);
}

std::optional<RawArticle> read_row(SqliteConnection& connection, const Origin& origin, std::int64_t id) {
    for (const bool with_html : {true, false}) {
        try {
            return read_with(connection, origin, id, with_html);
        } catch (const SQLite::Exception& failure) {
            if ((failure.getErrorCode() & 0xff) != SQLITE_TOOBIG) throw;
            if (!with_html) break;
            log::warning("store", fmt::format("{}: article {}: a value of more than {} MiB is not read", origin.store,
                                              id, SqliteConnection::longest_value_bytes >> 20));
        }
    }
    RawArticle unreadable;
    unreadable.store = origin.store;
    unreadable.key = std::to_string(id);
    unreadable.position = id;
    unreadable.is_public = false;
    return unreadable;
}

void add_second_categories(SqliteConnection& connection, const Origin& origin, std::span<RawArticle> rows) {
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
        auto name = bytes_of(query->getColumn(1));
        if (name.empty() || names.size() >= most_second_categories) continue;
        std::string* const text = &name;
        decode_texts({&text, 1}, origin.decode, at->second->charset.value_or(""));
        cut(name, longest_field_bytes);
        names.push_back(std::move(name));
    }
}

}  // namespace syndicated::store
