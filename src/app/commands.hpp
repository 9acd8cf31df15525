// The commands. Each runs on the main thread and returns the program's exit status.
#pragma once

#include "app/settings.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::app {

enum Exit : int { done = 0, failed = 1, usage = 2, configuration = 3, store_unreachable = 4 };

// Results go to standard output; a write that fails is remembered for finish().
void print(std::string_view text);
// Everything else goes to standard error, one line.
void complain(std::string_view line);
// What ended a command: complains of it; Exit::failed.
[[nodiscard]] int failure(const Error& error);
// `status`, or `failed` when standard output did not take all that was printed.
[[nodiscard]] int finish(int status);

[[nodiscard]] int run_daemon(const Settings& settings);
[[nodiscard]] int run_check(const Settings& settings);
[[nodiscard]] int run_import(const Settings& settings, const std::vector<std::string>& paths);
[[nodiscard]] int run_build(const Settings& settings, const std::filesystem::path& output);
[[nodiscard]] int run_feeds(const Settings& settings, bool json);
[[nodiscard]] int run_rebuild(const Settings& settings, bool new_guids);
[[nodiscard]] int run_websub_status(const Settings& settings, bool json);

struct WebsubCheckOptions {
    std::string callback;                // its address from outside; empty: the listener's own
    std::string listen = "127.0.0.1:0";  // where answers to it arrive
    std::chrono::seconds patience{30};   // for a verification, and for a delivery
};
[[nodiscard]] int run_websub_check(const Settings& settings, const WebsubCheckOptions& options);

[[nodiscard]] int run_renormalise(const Settings& settings, bool dry_run);

struct HubCommand {
    std::string action;   // list, show, remove, pause or resume
    std::int64_t id = 0;  // of a subscription, but for list
    bool json = false;
};
[[nodiscard]] int run_hub(const Settings& settings, const HubCommand& command);

struct ExplainOptions {
    std::string target;  // a file, or the key of an article in the store
    bool json = false;
    std::string html;   // where a page to look at goes; empty: none is wanted
    std::string now;    // RFC 3339 or anything read_time takes; empty: the file's time
    std::string field;  // kind of one raw value on standard input; empty: a whole article
    std::string title;
    std::vector<std::string> categories;
    std::string declared;  // charset label or Content-Type
};
// `settings`: absent when no configuration was named; needed for an article of the store.
[[nodiscard]] int run_explain(const ExplainOptions& options, const std::optional<Settings>& settings);
[[nodiscard]] int run_explain_field(const ExplainOptions& options, const Site& site);
// Whether the target names an article of the store rather than a file.
[[nodiscard]] bool names_an_article(std::string_view target);
// `now` of the options as an instant; nullopt: not readable.
[[nodiscard]] std::optional<sys_seconds> read_now(std::string_view text, const Zone& zone);

}  // namespace syndicated::app
