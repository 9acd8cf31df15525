// The configuration: every setting with its default, read from TOML. Main thread; the result is a plain value.
#pragma once

#include "app/documents.hpp"
#include "syndicated/base/log.hpp"
#include "syndicated/base/result.hpp"
#include "syndicated/http/server.hpp"
#include "syndicated/ledger/ledger.hpp"
#include "syndicated/model/site.hpp"
#include "syndicated/publish/coding.hpp"
#include "syndicated/websub/hub.hpp"
#include "syndicated/websub/pusher.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::app {

struct StoreSettings {
    std::string name = "main";
    std::string url = "sqlite:articles.db";
    std::string inbox = "inbox";  // empty: no inbox
    std::chrono::seconds inbox_keep = std::chrono::days(30);
    std::string guid;  // template with {key}; empty: none
};

struct Settings {
    std::filesystem::path file;    // the configuration file
    std::filesystem::path folder;  // the state directory: relative paths are relative to it
    Site site;
    StoreSettings store;
    std::string ledger_url = "sqlite:ledger.db";
    http::Options http;
    std::vector<publish::Coding> codings{publish::Coding::br, publish::Coding::zstd, publish::Coding::gzip};
    // How long a reader, and how long a cache between, may take a document for the current one; and how much longer a
    // cache may while it asks for the next.
    std::chrono::seconds max_age{300}, shared_max_age{30}, stale_while_revalidate{600};
    ledger::FeedLimits feeds;
    bool featured = true;                                         // whether flagged articles have a feed
    std::int64_t hot_entries = 20;                                // of a feed of the most read; 0: there are none
    std::chrono::seconds hot_window = std::chrono::hours(24);     // for how long views count
    std::chrono::seconds hot_every = std::chrono::minutes(5);     // how often they are read
    std::int64_t memory_bytes = std::int64_t{256} * 1024 * 1024;  // [publish] memory: of documents' bytes
    std::int64_t source_entries = 20;                             // of a source that is listed
    std::string output;                                           // [feeds] output; empty: none
    websub::Options websub;                                       // hubs are in site.hubs too
    bool hub_enabled = false;
    std::string hub_path = "/hub";
    websub::HubOptions hub;  // the first of site.hubs, when it is enabled
    log::Level log_level = log::Level::info;
    log::Format log_format = log::Format::text;

    [[nodiscard]] std::filesystem::path inbox_folder() const { return folder / store.inbox; }
    [[nodiscard]] std::filesystem::path output_folder() const {
        return output.empty() ? std::filesystem::path() : folder / output;
    }
    [[nodiscard]] std::string cache_control() const;
    [[nodiscard]] Serving serving() const {
        return {site, codings, cache_control(), feeds.entries, source_entries, hot_entries};
    }
    // Of the budget: what of documents made on request is kept; the rest is for the live feeds.
    [[nodiscard]] std::int64_t on_demand_bytes() const { return memory_bytes / 8; }
    [[nodiscard]] ledger::Identity identity() const { return {site.id, store.name, store.guid}; }
};

// Where relative paths start: `--state`, else $STATE_DIRECTORY, else the configuration's folder.
[[nodiscard]] std::filesystem::path state_folder(const std::filesystem::path& config, std::string_view state_option);

// invalid_input: one line "file:line:col: what is wrong, expected what"; unavailable: the file can't be read.
[[nodiscard]] Result<Settings> load_settings(const std::filesystem::path& config, std::string_view state_option);
// The same from text; `name` stands for the file in messages.
[[nodiscard]] Result<Settings> parse_settings(std::string_view toml, const std::filesystem::path& name,
                                              const std::filesystem::path& folder);

// One row of the table of settings, for the sample configuration and the documentation.
struct SettingDoc {
    std::string_view table, key, default_text, help;
};
[[nodiscard]] std::vector<SettingDoc> setting_docs();

}  // namespace syndicated::app
