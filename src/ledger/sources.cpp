#include "ledger/sources.hpp"

#include <utility>

namespace syndicated::ledger {

void count_source(Connection& connection, const std::string& name) {
    if (name.empty()) return;
    connection
        .query(
            "INSERT INTO source_count (name, entries) VALUES (?, 1) ON CONFLICT (name) DO UPDATE "
            "SET entries = entries + 1")
        .bind(name)
        .run();
}

void discount_source(Connection& connection, const std::string& name) {
    if (name.empty()) return;
    if (connection.query("DELETE FROM source_count WHERE name = ? AND entries = 1").bind(name).run() != 0) return;
    connection.query("UPDATE source_count SET entries = entries - 1 WHERE name = ?").bind(name).run();
}

std::vector<SourceCount> read_sources(Connection& connection, std::int64_t at_least) {
    Query query = connection.query(
        "SELECT name, entries FROM source_count WHERE entries >= ? ORDER BY entries DESC, name LIMIT 10000");
    query.bind(at_least);
    std::vector<SourceCount> out;
    while (query.step()) {
        SourceCount source;
        source.name = query.text(0);
        source.entries = query.number(1);
        out.push_back(std::move(source));
    }
    return out;
}

}  // namespace syndicated::ledger
