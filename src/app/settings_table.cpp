#include "app/settings_table.hpp"

namespace syndicated::app {

using namespace setting;

#define SYNDICATED_FIELD(expression) [](Settings& s) -> decltype((s.expression)) { return s.expression; }

const std::vector<SettingRow>& setting_rows() {
    static const std::vector<SettingRow> table{
        {"site", "title", "\"syndicated\"", "What the site is called; the title of the feed of everything.",
         Text{SYNDICATED_FIELD(site.title)}},
        {"site", "id", "\"\"", "A domain of yours and a date, \"example.cn,2025\": guids become tag: URIs made of it.",
         Text{SYNDICATED_FIELD(site.id)}},
        {"site", "base_url", "\"\"",
         "Where readers reach the feeds, \"https://feeds.example.cn\"; empty: the listener.",
         Text{SYNDICATED_FIELD(site.base_url)}},
        {"site", "home", "\"\"", "The site itself, \"https://www.example.cn\"; empty: base_url.",
         Text{SYNDICATED_FIELD(site.home)}},
        {"site", "article_url", "\"\"", "Address of an article without one of its own; {key}, {category}, {id}.",
         Text{SYNDICATED_FIELD(site.article_url)}},
        {"site", "language", "\"zh-CN\"", "Language of the feeds (BCP 47).", Text{SYNDICATED_FIELD(site.language)}},
        {"site", "time_zone", "\"Asia/Shanghai\"", "Zone of times that name none: a tzdata name or \"+08:00\".",
         Text{SYNDICATED_FIELD(site.time_zone)}},
        {"normalise", "noise", "\"remove\"", "Title scraps injected into texts: off, report or remove.", NoiseChoice{}},
        {"store", "name", "\"main\"", "Name of the article store; part of every guid, so do not change it.",
         Text{SYNDICATED_FIELD(store.name)}},
        {"store", "url", "\"sqlite:articles.db\"", "The article store; made when missing.",
         Text{SYNDICATED_FIELD(store.url)}},
        {"store", "inbox", "\"inbox\"", "Folder into which articles are dropped; empty: none.",
         Text{SYNDICATED_FIELD(store.inbox)}},
        {"store", "inbox_keep", "\"30d\"", "How long files stay in inbox/done.",
         Seconds{SYNDICATED_FIELD(store.inbox_keep)}},
        {"store", "guid", "\"\"", "Guids of an older feed of the site, \"https://site/?p={key}\"; empty: our own.",
         Text{SYNDICATED_FIELD(store.guid)}},
        {"ledger", "url", "\"sqlite:ledger.db\"", "The daemon's own memory; never delete it.",
         Text{SYNDICATED_FIELD(ledger_url)}},
        {"http", "listen", "[\"127.0.0.1:8080\"]", "Addresses to listen on: \"HOST:PORT\", \"[::1]:8080\".",
         List{SYNDICATED_FIELD(http.listen)}},
        {"http", "threads", "1", "Threads that serve; one is enough for thousands of requests a second.",
         Threads{SYNDICATED_FIELD(http.threads)}},
        {"http", "max_header", "\"16KiB\"", "Largest request head; larger: 431.",
         Size{SYNDICATED_FIELD(http.limits.header_bytes)}},
        {"http", "max_target", "\"8KiB\"", "Longest request target; longer: 414.",
         Size{SYNDICATED_FIELD(http.limits.target_bytes)}},
        {"http", "max_body", "\"64KiB\"", "Largest request body; larger: 413.",
         Size{SYNDICATED_FIELD(http.limits.body_bytes)}},
        {"http", "max_connections", "4096", "Open connections; more are closed at once.",
         Count{SYNDICATED_FIELD(http.limits.connections), 1, 1'000'000}},
        {"http", "max_connections_per_client", "1024", "The same for one address; never below 256.",
         Count{SYNDICATED_FIELD(http.limits.connections_per_client), 256, 1'000'000}},
        {"http", "header_timeout", "\"10s\"", "Time for a request's head to arrive.",
         Duration{SYNDICATED_FIELD(http.limits.header_timeout)}},
        {"http", "idle_timeout", "\"60s\"", "How long a connection may wait for its next request.",
         Duration{SYNDICATED_FIELD(http.limits.idle_timeout)}},
        {"http", "write_timeout", "\"60s\"", "Time for an answer to be taken.",
         Duration{SYNDICATED_FIELD(http.limits.write_timeout)}},
        {"http", "drain_timeout", "\"5s\"", "At stop: how long answers under way may finish.",
         Duration{SYNDICATED_FIELD(http.limits.drain_timeout)}},
        {"serve", "codings", "[\"br\", \"zstd\", \"gzip\"]", "Compressed forms kept beside the plain one; [] for none.",
         Codings{SYNDICATED_FIELD(codings)}},
        {"feeds", "entries", "50", "Entries that a live feed holds at least.",
         Count{SYNDICATED_FIELD(feeds.entries), 1, 10'000}},
        {"feeds", "window", "\"6h\"", "All entries of so long before the newest one are held too.",
         Seconds{SYNDICATED_FIELD(feeds.window)}},
        {"feeds", "max_bytes", "\"1MiB\"", "Titles and bodies beyond this are cut from the feed's end.",
         Size{SYNDICATED_FIELD(feeds.max_bytes)}},
        {"feeds", "output", "\"\"", "Folder that is kept filled with all documents as files; empty: none.",
         Text{SYNDICATED_FIELD(output)}},
        {"websub", "hubs", "[]", "WebSub hubs to tell and to advertise.", List{SYNDICATED_FIELD(websub.hubs)}},
        {"websub", "debounce", "\"500ms\"", "Quiet time before a hub is told.",
         Duration{SYNDICATED_FIELD(websub.debounce)}},
        {"websub", "debounce_max", "\"5s\"", "A ping waits no longer than this.",
         Duration{SYNDICATED_FIELD(websub.debounce_max)}},
        {"log", "level", "\"info\"", "debug, info, warning or error.", LogLevel{}},
        {"log", "format", "\"text\"", "text or json.", LogFormat{}},
    };
    return table;
}

#undef SYNDICATED_FIELD

}  // namespace syndicated::app
