#include "ledger/announcements.hpp"

#include <algorithm>

namespace syndicated::ledger {

namespace {

constexpr std::int64_t trim_step = 1000;   // so many more than most_announcements are let be: counting takes long
constexpr std::size_t longest_url = 2048;  // what sitemaps allow; search engines take none that is longer

// A row that waits for its article to come back has a number below 0, which no reader asks for.
bool is_parked(Connection& connection, const std::string& service, const std::string& url) {
    Query query = connection.query("SELECT 1 FROM announcement WHERE url = ? AND service = ? AND seq < 0");
    query.bind(url, service);
    return query.step();
}

}  // namespace

void drop_other_announcements(Connection& connection, const std::vector<Announced>& services) {
    std::vector<std::string> others;
    {
        Query query = connection.query("SELECT DISTINCT service FROM announcement");
        while (query.step()) others.push_back(query.text(0));
    }
    for (const Announced& wanted : services) std::erase(others, wanted.service);
    for (const std::string& service : others) {
        connection.query("DELETE FROM announcement WHERE service = ?").bind(service).run();
    }
}

void park_announcement(Connection& connection, const std::vector<Announced>& services, std::int64_t entry) {
    for (const Announced& wanted : services) {
        if (wanted.changes) continue;
        connection
            .query(
                "UPDATE announcement SET seq = -seq WHERE service = ?2 AND url = (SELECT link FROM entry WHERE id = "
                "?1) AND seq > coalesce((SELECT told FROM told WHERE hub = ?2 AND topic = ?3), 0)")
            .bind(entry, wanted.service, articles_topic)
            .run();
    }
}

void announce(Connection& connection, const std::vector<Announced>& services, const std::string& url, bool is_new) {
    if (url.empty() || url.size() > longest_url) return;
    for (const Announced& wanted : services) {
        if (!is_new && !wanted.changes && !is_parked(connection, wanted.service, url)) continue;
        connection.query("INSERT OR REPLACE INTO announcement (service, url) VALUES (?, ?)")
            .bind(wanted.service, url)
            .run();
    }
}

void forget_told(Connection& connection, const std::vector<Announced>& services) {
    for (const Announced& wanted : services) {
        connection
            .query(
                "DELETE FROM announcement WHERE service = ?1 AND seq BETWEEN 1 AND (SELECT told FROM told WHERE hub = "
                "?1 AND topic = ?2)")
            .bind(wanted.service, articles_topic)
            .run();
    }
}

std::int64_t trim_announcements(Connection& connection, const std::vector<Announced>& services) {
    std::int64_t most = 0;
    for (const Announced& wanted : services) {
        connection
            .query(
                "DELETE FROM announcement WHERE service = ?1 AND seq <= (SELECT seq FROM announcement WHERE service = "
                "?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)")
            .bind(wanted.service, most_announcements)
            .run();
        Query query = connection.query("SELECT count(*) FROM announcement WHERE service = ?");
        if (query.bind(wanted.service).step()) most = std::max(most, query.number(0));
    }
    return most_announcements - most + trim_step;
}

Backlog read_backlog(Connection& connection, std::string_view service, std::int64_t after) {
    // Apart: max() alone is one step into the index.
    Query newest = connection.query("SELECT max(seq) FROM announcement WHERE service = ? AND seq > ?");
    Query count = connection.query("SELECT count(*) FROM announcement WHERE service = ? AND seq > ?");
    if (!newest.bind(service, after).step() || !count.bind(service, after).step()) return {};
    return {count.number(0), newest.number(0)};
}

std::vector<Announcement> read_announcements(Connection& connection, std::string_view service, std::int64_t after,
                                             std::int64_t most) {
    Query query =
        connection.query("SELECT seq, url FROM announcement WHERE service = ? AND seq > ? ORDER BY seq LIMIT ?");
    query.bind(service, after, most);
    std::vector<Announcement> out;
    while (query.step()) {
        Announcement row;
        row.seq = query.number(0);
        row.url = query.text(1);
        out.push_back(std::move(row));
    }
    return out;
}

}  // namespace syndicated::ledger
