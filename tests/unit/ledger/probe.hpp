// Looks into a ledger, through its interface where that shows it, else into its file.
#pragma once

#include "syndicated/ledger/ledger.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syndicated::testing {

[[nodiscard]] inline std::vector<Entry> entries_of(ledger::Ledger& ledger, std::string_view slug) {
    std::vector<std::int64_t> ids;
    for (const auto& ref : ledger.feed(slug).value().entries) ids.push_back(ref.id);
    return ledger.entries(ids).value();
}

[[nodiscard]] inline std::vector<std::string> titles_of(ledger::Ledger& ledger, std::string_view slug) {
    std::vector<std::string> out;
    for (const auto& entry : entries_of(ledger, slug)) out.push_back(entry.article.title);
    return out;
}

// "a/b" lines in feed order, `all` as "".
[[nodiscard]] inline std::vector<std::string> paths_of(ledger::Ledger& ledger) {
    std::vector<std::string> out;
    for (const auto& head : ledger.feeds().value()) {
        std::string line;
        for (const auto& name : head.category.path) line.append(line.empty() ? "" : "/").append(name);
        out.push_back(line);
    }
    return out;
}

[[nodiscard]] inline std::string slug_of(ledger::Ledger& ledger, std::string_view name) {
    for (const auto& head : ledger.feeds().value()) {
        if (head.category.name == name && !name.empty()) return head.category.slug;
    }
    return {};
}

// All that readers and hubs can see of the feeds, a line each. With revisions and Last-Modified, or without: those are
// a history, not a function of the articles.
[[nodiscard]] inline std::vector<std::string> snapshot(ledger::Ledger& ledger, bool with_history = true) {
    std::vector<std::string> out;
    for (const auto& head : ledger.feeds().value()) {
        const Feed feed = ledger.feed(head.category.slug).value();
        std::string line =
            fmt::format("{} {} {} {} {} {} {} {}", head.category.slug, head.category.title, head.category.parent,
                        head.digest.hex(), head.entries, head.newest_title,
                        head.newest_published.time_since_epoch().count(), feed.updated.time_since_epoch().count());
        for (const auto& name : head.category.path) line.append("/").append(name);
        line.append(" <").append(feed.previous_archive);
        for (const auto& ref : feed.entries) line.append(" ").append(ref.digest.hex());
        if (with_history) {
            line += fmt::format(" r{} m{} s{}", head.revision, head.last_modified.time_since_epoch().count(),
                                head.sequence);
        }
        out.push_back(line);
        if (digest_of(feed) != feed.digest) out.push_back("the digest is not the feed's");
        if (content_of(feed) != feed.content || head.content != feed.content) {
            out.push_back("the content is not the feed's");
        }
    }
    return out;
}

// guid -> when, in which feeds
[[nodiscard]] inline std::map<std::string, std::pair<sys_seconds, std::string>> tombstones(
    const std::filesystem::path& folder) {
    SQLite::Database database((folder / "ledger.db").string(), SQLite::OPEN_READONLY);
    SQLite::Statement rows(database, "SELECT guid, withdrawn_at, feeds FROM tombstone");
    std::map<std::string, std::pair<sys_seconds, std::string>> out;
    while (rows.executeStep()) {
        out[rows.getColumn(0).getString()] = {sys_seconds{std::chrono::seconds{rows.getColumn(1).getInt64()}},
                                              rows.getColumn(2).getString()};
    }
    return out;
}

// Makes the file what it was before the migrations behind `version`. Nobody may have it open.
inline void back_to_schema(const std::filesystem::path& folder, int version) {
    constexpr std::array undo{
        "",  // of the first nothing would be left
        "DROP INDEX entry_fingerprint",
        "DROP INDEX guid_memory_article_id; ALTER TABLE guid_memory DROP COLUMN article_id",
        "DROP INDEX feed_slug; ALTER TABLE feed DROP COLUMN previous_archive; DELETE FROM meta WHERE name = "
        "'time_zone'",
        "DROP TABLE search; DROP TABLE search_row; DROP TABLE search_queue; "
        "DELETE FROM meta WHERE name IN ('search_version', 'max_bytes')",
        "DROP TABLE source_count",
        "DROP TABLE tombstone_feed; ALTER TABLE feed DROP COLUMN tombstones; DROP TABLE gone_slug",
        "DROP TABLE document; ALTER TABLE feed_state DROP COLUMN sequence; DROP INDEX feed_name",
        "CREATE TABLE document (slug TEXT PRIMARY KEY, contents BLOB NOT NULL) WITHOUT ROWID; "
        "ALTER TABLE membership DROP COLUMN content; ALTER TABLE feed_state DROP COLUMN content",
        "DELETE FROM membership WHERE feed = -1; DELETE FROM feed WHERE id = -1; DELETE FROM feed_state WHERE slug = "
        "'featured'; DELETE FROM slug WHERE id = -1",
        "DROP TABLE view_count; DROP TABLE view_gain; DROP TABLE view_rank",
        "DROP TABLE subscription; DROP TABLE subscription_request",
        "DROP TABLE announcement",
        "DROP INDEX subscription_request_key; ALTER TABLE subscription_request DROP COLUMN reason; CREATE UNIQUE INDEX "
        "subscription_request_key ON subscription_request (callback_key, topic)",
        "ALTER TABLE entry DROP COLUMN category_paths",
        "ALTER TABLE slug DROP COLUMN first; ALTER TABLE feed DROP COLUMN first",
        "DROP TABLE former_name",
        "ALTER TABLE guid_memory DROP COLUMN returned",
    };
    SQLite::Database database((folder / "ledger.db").string(), SQLite::OPEN_READWRITE);
    for (auto i = undo.size(); i > static_cast<std::size_t>(version); --i) database.exec(undo.at(i - 1));
    database.exec(fmt::format("PRAGMA user_version = {}", version));
}

}  // namespace syndicated::testing
