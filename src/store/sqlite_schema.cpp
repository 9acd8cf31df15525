#include "store/sqlite_schema.hpp"

#include "syndicated/base/text.hpp"

#include "store/sqlite_error.hpp"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <boost/uuid/random_generator.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace syndicated::store {

namespace {

namespace fs = std::filesystem;

struct Object {
    std::string kind, sql;
};
using Objects = std::map<std::string, Object, std::less<>>;

Objects objects_of(SQLite::Database& database) {
    Objects found;
    SQLite::Statement all(database, "SELECT name, type, sql FROM main.sqlite_master");
    while (all.executeStep()) {
        found[all.getColumn(0).getString()] = {all.getColumn(1).getString(), all.getColumn(2).getString()};
    }
    return found;
}

// Tables that are not there, and triggers that are not there or have another text.
std::vector<const SchemaPart*> missing_in(const Objects& found) {
    std::vector<const SchemaPart*> missing;
    for (const auto& part : native_schema) {
        const auto at = found.find(part.name);
        if (at == found.end() || (part.kind == "trigger" && at->second.sql != part.sql)) missing.push_back(&part);
    }
    return missing;
}

std::optional<std::string> meta(SQLite::Database& database, const std::string& name) {
    SQLite::Statement query(database, "SELECT value FROM main.syn_meta WHERE name = ?1");
    query.bindNoCopy(1, name);
    if (!query.executeStep() || query.getColumn(0).isNull()) return std::nullopt;
    return query.getColumn(0).getString();
}

Error wrong_schema(const fs::path& path, std::string_view what) {
    return Error{Errc::corrupt, about(path, fmt::format("{}: name another file in the store's url, or give the table "
                                                        "the columns that docs/store.md lists",
                                                        what))};
}

Result<void> check_table(SQLite::Database& database, const fs::path& path, const SchemaPart& part) {
    std::set<std::string, std::less<>> columns;
    bool id_is_key = false;
    SQLite::Statement query(database, "SELECT name, type, pk FROM pragma_table_info(?1)");
    query.bind(1, std::string(part.name));
    while (query.executeStep()) {
        const auto name = to_lower_ascii(query.getColumn(0).getString());
        id_is_key = id_is_key || (name == "id" && query.getColumn(2).getInt() == 1 &&
                                  equal_ignoring_case(query.getColumn(1).getString(), "INTEGER"));
        columns.insert(name);
    }
    std::string lacking;
    for (std::size_t begin = 0; begin < part.columns.size();) {
        const auto end = std::min(part.columns.find(' ', begin), part.columns.size());
        const auto column = part.columns.substr(begin, end - begin);
        if (!columns.contains(column)) lacking.append(lacking.empty() ? "" : ", ").append(column);
        begin = end + 1;
    }
    if (!lacking.empty()) {
        return wrong_schema(path, fmt::format("has a table {} without the columns {}", part.name, lacking));
    }
    if (part.name == "article" && !id_is_key) {
        return wrong_schema(path, "has a table article whose id is not INTEGER PRIMARY KEY");
    }
    return {};
}

Result<void> check_tables(SQLite::Database& database, const fs::path& path, const Objects& found) {
    for (const auto& part : native_schema) {
        const auto at = found.find(part.name);
        if (part.kind != "table" || at == found.end()) continue;
        if (at->second.kind != "table") {
            return wrong_schema(path, fmt::format("has a {} named {}, not a table", at->second.kind, part.name));
        }
        if (auto checked = check_table(database, path, part); !checked) return checked.error();
    }
    return {};
}

Result<void> check_version(SQLite::Database& database, const fs::path& path, const Objects& found) {
    if (!found.contains("syn_meta")) return {};
    const auto version = meta(database, "schema");
    if (!version || *version == std::to_string(schema_version)) return {};
    return Error{Errc::unavailable, about(path, fmt::format("has the schema version {}, this program knows {}: run the "
                                                            "newer syndicated, or correct syn_meta",
                                                            quote(*version, 20), schema_version))};
}

// A database that holds something else already is not ours to make tables in.
const std::string* table_of_others(const Objects& found) {
    for (const auto& object : found) {
        const auto& name = object.first;
        const bool ours = std::any_of(native_schema.begin(), native_schema.end(),
                                      [&](const SchemaPart& part) { return part.name == name; });
        if (object.second.kind == "table" && !ours && name.rfind("sqlite_", 0) != 0) return &name;
    }
    return nullptr;
}

Result<void> check_found(SQLite::Database& database, const fs::path& path, const Objects& found, SchemaNeed need) {
    if (need != SchemaNeed::create && !found.contains("article")) {
        return Error{Errc::not_found, about(path,
                                            "has no table article: put the right file in its place, or start "
                                            "the daemon with a new one")};
    }
    if (!found.contains("article")) {
        if (const auto* other = table_of_others(found)) {
            return Error{Errc::corrupt, about(path, fmt::format("has no table article, but another program's table {}: "
                                                                "name a file of its own in the store's url",
                                                                quote(*other, 40)))};
        }
    }
    if (auto checked = check_tables(database, path, found); !checked) return checked;
    return check_version(database, path, found);
}

void make(SQLite::Database& database, const Objects& found, const std::vector<const SchemaPart*>& missing) {
    for (const auto* part : missing) {
        if (found.contains(part->name)) database.exec(fmt::format("DROP {} {}", part->kind, part->name));
        database.exec(std::string(part->sql));
    }
    SQLite::Statement set(database, "INSERT OR REPLACE INTO main.syn_meta (name, value) VALUES (?1, ?2)");
    const std::pair<std::string, std::string> values[] = {
        {"schema", std::to_string(schema_version)},
        {"uuid", boost::uuids::to_string(boost::uuids::random_generator()())}};
    for (const auto& [name, value] : values) {
        if (meta(database, name)) continue;
        set.bind(1, name);
        set.bind(2, value);
        set.exec();
        set.reset();
    }
}

bool is_complete(SQLite::Database& database, const Objects& found) {
    return missing_in(found).empty() && meta(database, "schema") && meta(database, "uuid");
}

// Empty side tables of this connection alone: a store of which only the article table was made so far reads the same.
void stand_in(SQLite::Database& database, const Objects& found) {
    for (const auto& part : native_schema) {
        if (part.kind != "table" || found.contains(part.name)) continue;
        database.exec("CREATE TEMP TABLE " + std::string(part.sql.substr(std::string_view("CREATE TABLE ").size())));
    }
}

}  // namespace

Result<void> ensure_schema(SQLite::Database& database, const fs::path& path, SchemaNeed need) {
    const auto found = objects_of(database);
    if (auto checked = check_found(database, path, found, need); !checked) return checked;
    if (found.contains("syn_meta") && is_complete(database, found)) return {};
    if (need == SchemaNeed::look_only) {
        stand_in(database, found);
        return {};
    }
    if (sqlite3_db_readonly(database.getHandle(), "main") == 1) {
        return Error{Errc::unavailable, about(path,
                                              "is read-only and lacks the change log: give this user write "
                                              "access to the file and its folder")};
    }
    if (found.empty()) database.exec("PRAGMA journal_mode = WAL");

    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    const auto now = objects_of(database);  // another program may have been faster
    if (auto checked = check_found(database, path, now, need); !checked) return checked;
    make(database, now, missing_in(now));
    transaction.commit();
    return {};
}

}  // namespace syndicated::store
