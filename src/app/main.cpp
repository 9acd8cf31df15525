#include "syndicated/app/main.hpp"

#include "app/commands.hpp"
#include "app/settings.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <csignal>
#include <exception>
#include <memory>

#include <unistd.h>

namespace syndicated::app {

namespace {

constexpr const char* default_config = "/etc/syndicated/syndicated.toml";

struct CommandLine {
    std::string config = default_config, state, output;
    std::vector<std::string> paths;
    bool json = false, new_guids = false, dry_run = false;
    ExplainOptions explain;
    WebsubCheckOptions websub_check;
    std::int64_t patience_s = 30;
    HubCommand hub;
};

// What concerns hubs: those that are told, and the one in the daemon.
void describe_websub(CLI::App& cli, CommandLine& line) {
    auto* websub = cli.add_subcommand("websub", "Look at what hubs were told");
    websub->require_subcommand(1);
    auto* status = websub->add_subcommand("status", "Show for each hub and feed what is known there, and the next try");
    status->add_flag("--json", line.json, "As JSON");
    auto* check =
        websub->add_subcommand("check", "Fetch the feeds as readers do, subscribe at the hubs; say what is wrong");
    check->add_option("--callback", line.websub_check.callback, "Where hubs reach --listen")
        ->option_text("URL [http://127.0.0.1:PORT/websub-check]");
    check->add_option("--listen", line.websub_check.listen, "Where to await them")
        ->option_text("ADDRESS:PORT [127.0.0.1:0]");
    check->add_option("--wait", line.patience_s, "How long to wait for a verification, and for a delivery")
        ->option_text("SECONDS [30]")
        ->check(CLI::Range(1, 3600));
    check->set_help_flag("-h,--help", "Print this help and exit");
    status->set_help_flag("-h,--help", "Print this help and exit");
    auto* hub = cli.add_subcommand("hub", "List, show, remove, pause the hub's subscriptions");
    hub->add_option("ACTION", line.hub.action, "list, show, remove, pause or resume")
        ->required()
        ->check(CLI::IsMember({"list", "show", "remove", "pause", "resume"}));
    hub->add_option("ID", line.hub.id, "The subscription's number, as list says it")->check(CLI::PositiveNumber);
    hub->add_flag("--json", line.hub.json, "As JSON");
}

// The commands' options; which one was given is asked of the CLI::App afterwards.
void describe(CLI::App& cli, CommandLine& line) {
    cli.name("syndicated");
    cli.get_formatter()->column_width(28);
    cli.set_help_flag("-h,--help", "Print this help and exit");
    cli.set_version_flag("-V,--version", std::string("syndicated " SYNDICATED_VERSION), "Print the version and exit");
    // Asked for in dispatch(): CLI11 would complain of a missing command where one is misspelt.
    cli.require_subcommand(0, 1);
    cli.fallthrough();
    cli.add_option("--config", line.config, "Configuration")->option_text("FILE [/etc/syndicated/syndicated.toml]");
    cli.add_option("--state", line.state, "State directory")->option_text("DIR [$STATE_DIRECTORY or beside FILE]");
    cli.add_subcommand("run", "Watch the store and the inbox, serve the feeds, tell the hubs");
    cli.add_subcommand("check", "Read the configuration, look at what it names; change nothing");

    auto* import = cli.add_subcommand("import", "Write articles from files and folders to the store");
    import->add_option("PATH", line.paths, "HTML, .txt, Markdown, JSON or NDJSON files, or folders of them")
        ->required();

    auto* explain = cli.add_subcommand("explain", "Show each field of an article, and where it was found");
    auto& options = line.explain;
    explain->add_option("FILE|ID", options.target, "A file, or an article's id in the store");
    explain->add_flag("--json", options.json, "As JSON");
    explain->add_option("--html", options.html, "Write PAGE: the text, with what was found in it marked")
        ->option_text("PAGE");
    explain->add_option("--now", options.now, "What relative times count from")->option_text("TIME");
    explain->add_option("--field", options.field, "Read one raw value of this kind on stdin")->option_text("KIND");
    explain->add_option("--title", options.title, "With --field: the article's title")->option_text("TEXT");
    explain->add_option("--category", options.categories, "With --field: a category of the site, repeatable")
        ->option_text("NAME")
        ->allow_extra_args(false);
    explain->add_option("--declared", options.declared, "Charset label or Content-Type declared")->option_text("TEXT");

    auto* build = cli.add_subcommand("build", "Write all feeds as static files and exit");
    build->add_option("--output", line.output, "Folder for the files")->option_text("DIR")->required();

    auto* feeds = cli.add_subcommand("feeds", "List the feeds with their addresses");
    feeds->add_flag("--json", line.json, "As JSON");

    auto* rebuild = cli.add_subcommand("rebuild", "Build the ledger's derived tables again from the store");
    rebuild->add_flag("--new-guids", line.new_guids, "Accept another site id, store name or guid template");

    auto* renormalise = cli.add_subcommand("renormalise", "Run the rules over all articles again; write what differs");
    renormalise->add_flag("--dry-run", line.dry_run, "Print what would change, field by field; change nothing");
    describe_websub(cli, line);
    for (auto* command : cli.get_subcommands({})) command->set_help_flag("-h,--help", "Print this help and exit");
}

int explain_command(const CLI::App& cli, const CommandLine& line) {
    const auto& options = line.explain;
    if (options.target.empty() == options.field.empty()) {
        complain("explain: give either FILE|ID or --field KIND; see syndicated explain --help");
        return Exit::usage;
    }
    if (!options.html.empty() && !options.field.empty()) {
        complain("explain: --html shows a page, --field reads one value; see syndicated explain --help");
        return Exit::usage;
    }
    // A file or a field is explained without a configuration, unless one is named.
    std::optional<Settings> settings;
    const bool of_store = options.field.empty() && names_an_article(options.target);
    if (of_store || cli.count("--config") > 0) {
        auto loaded = load_settings(line.config, line.state);
        if (!loaded) {
            complain(loaded.error().detail);
            return Exit::configuration;
        }
        settings = std::move(*loaded);
    }
    if (!options.field.empty()) return run_explain_field(options, settings ? settings->site : Site{});
    return run_explain(options, settings);
}

int dispatch(const CLI::App& cli, const CommandLine& line) {
    if (cli.get_subcommands().empty()) {
        complain(
            "a subcommand is needed: run, check, import, explain, build, feeds, websub, hub, rebuild or renormalise");
        return Exit::usage;
    }
    const auto name = cli.get_subcommands().front()->get_name();
    if (name == "explain") return explain_command(cli, line);
    if (name == "hub" && (line.hub.action == "list") != (line.hub.id == 0)) {
        complain("hub: all but list take the ID of a subscription; see syndicated hub --help");
        return Exit::usage;
    }
    const auto settings = load_settings(line.config, line.state);
    if (!settings) {
        complain(settings.error().detail);
        return Exit::configuration;
    }
    if (name == "run") return run_daemon(*settings);
    if (name == "check") return run_check(*settings);
    if (name == "import") return run_import(*settings, line.paths);
    if (name == "build") return run_build(*settings, line.output);
    if (name == "hub") return run_hub(*settings, line.hub);
    if (name == "feeds") return run_feeds(*settings, line.json);
    if (name == "websub") {
        const auto* websub = cli.get_subcommands().front();
        if (websub->got_subcommand("status")) return run_websub_status(*settings, line.json);
        WebsubCheckOptions options = line.websub_check;
        options.patience = std::chrono::seconds(line.patience_s);
        return run_websub_check(*settings, options);
    }
    if (name == "renormalise") return run_renormalise(*settings, line.dry_run);
    return run_rebuild(*settings, line.new_guids);
}

// CLI11's message names the word.
int usage_error(const CLI::App& cli, const CLI::ParseError& error) {
    std::string what = error.what();
    what = what.substr(0, what.find('\n'));
    complain(fmt::format("{}", drop_forbidden(what)));
    const auto given = cli.get_subcommands();
    complain(fmt::format("see syndicated {}--help", given.empty() ? "" : given.front()->get_name() + " "));
    return Exit::usage;
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);  // a broken pipe is a failed write, reported where it happens
    CLI::App cli("RSS, Atom and JSON feeds for news sites");
    CommandLine line;
    describe(cli, line);
    try {
        cli.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        const auto given = cli.get_subcommands();
        print(given.empty() ? cli.help() : given.front()->help("syndicated"));
        return finish(Exit::done);
    } catch (const CLI::CallForVersion& version) {
        print(std::string(version.what()) + "\n");
        return finish(Exit::done);
    } catch (const CLI::ParseError& error) {
        return usage_error(cli, error);
    }
    try {
        return finish(dispatch(cli, line));
    } catch (const std::exception& error) {
        complain(error.what());
        return Exit::failed;
    }
}

}  // namespace syndicated::app
