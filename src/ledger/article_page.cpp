#include "ledger/article_page.hpp"

#include "ledger/rows.hpp"
#include "syndicated/base/text.hpp"

#include <charconv>
#include <system_error>

namespace syndicated::ledger {

namespace {

constexpr std::size_t id_digits = 16;

}  // namespace

std::optional<std::int64_t> number_of_id(std::string_view id) {
    if (id.size() != id_digits || id != to_lower_ascii(id)) return std::nullopt;
    std::uint64_t number = 0;
    const char* const end = id.data() + id.size();
    const auto [stop, failed] = std::from_chars(id.data(), end, number, 16);
    if (failed != std::errc{} || stop != end) return std::nullopt;
    return static_cast<std::int64_t>(number);
}

std::int64_t id_number_of(std::string_view guid) {
    return number_of_id(article_id_of(guid)).value();
}

void fill_article_ids(Connection& connection) {
    Query rows = connection.query("SELECT id, guid FROM guid_memory");
    while (rows.step()) {
        connection.query("UPDATE guid_memory SET article_id = ? WHERE id = ?")
            .bind(id_number_of(rows.text(1)), rows.number(0))
            .run();
    }
}

ArticleAnswer read_article_of(Connection& connection, std::string_view id) {
    Transaction transaction(connection, Transaction::Kind::read);
    const auto number = number_of_id(id);
    // Guids are foreign text, so two may share an id; the one that can be read goes before.
    Query query = connection.query(
        "SELECT m.id, e.id IS NOT NULL FROM guid_memory m LEFT JOIN entry e ON e.id = m.id AND e.state = 0 "
        "LEFT JOIN tombstone t ON t.guid = m.guid WHERE m.article_id = ? AND (e.id IS NOT NULL OR t.guid IS NOT NULL) "
        "ORDER BY e.id IS NULL, m.id LIMIT 1");
    if (!number || !query.bind(*number).step()) throw Failure({Errc::not_found, "no article has the id " + quote(id)});
    ArticleAnswer out;
    if (query.flag(1)) out.entry = read_entry(connection, query.number(0));
    out.withdrawn = !out.entry;
    return out;
}

}  // namespace syndicated::ledger
