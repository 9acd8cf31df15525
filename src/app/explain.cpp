#include "app/commands.hpp"
#include "app/explain_html.hpp"
#include "app/explain_json.hpp"
#include "app/explain_table.hpp"
#include "app/reader.hpp"
#include "app/static_files.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/intake/intake.hpp"
#include "syndicated/normalise/fields.hpp"
#include "syndicated/store/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace syndicated::app {

namespace {

namespace fs = std::filesystem;

int status_of(const Error& error) {
    switch (error.code) {
        case Errc::invalid_input:
        case Errc::limit_exceeded:
        case Errc::conflict:
        case Errc::internal: return Exit::failed;
        default: return Exit::store_unreachable;
    }
}

constexpr std::size_t most_html_articles = 100;  // a browser is no place for a whole NDJSON export

// Prints each article, or gathers them for the page that --html asks for.
class Presenter {
public:
    explicit Presenter(const ExplainOptions& options) : options_(options), screen_(screen_of_output()) {}

    void show(const RawArticle& raw, const Rules& rules, sys_seconds now) {
        const auto outcome = prepare(raw, rules, now, now);
        const Explanation explained{raw, outcome, rules.site.zone};
        ++count_;
        if (options_.json) {
            print(explain_as_json(explained));
        } else if (options_.html.empty()) {
            print((count_ > 1 ? "\n" : "") + explain_as_table(explained, screen_));
        }
        if (options_.html.empty() || count_ > most_html_articles) return;
        articles_ += html_article(explained, normalise::map_page(raw, rules.context(now)), count_);
    }

    // `status`, or failed when the page cannot be written; `name` is its title.
    int finish(int status, std::string_view name) const {
        if (options_.html.empty() || count_ == 0) return status;
        if (const auto written = write_whole(options_.html, html_document(name, articles_)); !written) {
            complain(written.error().detail);
            return Exit::failed;
        }
        if (count_ > most_html_articles) {
            complain(
                fmt::format("{}: the first {} of {} articles are shown", options_.html, most_html_articles, count_));
        }
        return status;
    }

private:
    const ExplainOptions& options_;
    Screen screen_;
    std::size_t count_ = 0;
    std::string articles_;
};

sys_seconds modified_at(const fs::path& file) {
    std::error_code error;
    const auto time = fs::last_write_time(file, error);
    if (error) return sys_seconds{};
    return std::chrono::floor<std::chrono::seconds>(std::chrono::file_clock::to_sys(time));
}

int explain_file(const ExplainOptions& options, const Settings& settings, std::optional<sys_seconds> now) {
    const fs::path file = options.target;
    const auto rules = make_rules(settings, "", {});
    const auto moment = now.value_or(modified_at(file));
    Presenter presenter(options);
    const auto sink = [&](RawArticle&& raw) -> Result<void> {
        raw.store = settings.store.name;
        presenter.show(raw, rules, moment);
        return boost::system::in_place_value;
    };
    const auto report = intake::read_file(file, file.filename().string(), intake::Limits{}, sink);
    if (!report) {
        complain(fmt::format("{}: {}", file.string(), report.error().detail));
        return Exit::failed;
    }
    for (const auto& problem : report->problems) complain(fmt::format("{}: {}", file.string(), problem));
    return presenter.finish(report->problem_count == 0 ? Exit::done : Exit::failed, file.filename().string());
}

int explain_article(const ExplainOptions& options, const Settings& settings, std::optional<sys_seconds> now) {
    auto store = open_store(settings, store::Access::read_only);
    if (!store) {
        complain(store.error().detail);
        return Exit::store_unreachable;
    }
    const auto raw = (*store)->find(options.target);
    if (!raw) {
        complain(raw.error().code == Errc::not_found
                     ? fmt::format("there is no article {} in the store {}", quote(options.target), settings.store.url)
                     : raw.error().detail);
        return raw.error().code == Errc::not_found ? int{Exit::failed} : status_of(raw.error());
    }
    const auto table = read_category_table(**store);
    const auto uuid = (*store)->uuid();
    if (!table || !uuid) {
        complain(table ? uuid.error().detail : table.error().detail);
        return Exit::store_unreachable;
    }
    Presenter presenter(options);
    const auto moment = raw->added == sys_seconds{} ? SystemClock().now_s() : raw->added;
    presenter.show(*raw, make_rules(settings, *uuid, *table), now.value_or(moment));
    return presenter.finish(Exit::done, fmt::format("article {}", options.target));
}

}  // namespace

bool names_an_article(std::string_view target) {
    std::error_code error;
    if (fs::exists(fs::path(target), error)) return false;
    return target.find('/') == std::string_view::npos && target.find('.') == std::string_view::npos;
}

std::optional<sys_seconds> read_now(std::string_view text, const Zone& zone) {
    normalise::FieldContext context;
    context.zone = zone;
    context.now = SystemClock().now_s();
    const auto reading = normalise::read_time(text, context);
    if (!reading.value) return std::nullopt;
    return reading.value->at;
}

int run_explain(const ExplainOptions& options, const std::optional<Settings>& settings) {
    const Settings used = settings.value_or(Settings{});
    std::optional<sys_seconds> now;
    if (!options.now.empty()) {
        now = read_now(options.now, used.site.zone);
        if (!now) {
            complain(
                fmt::format("--now {} is no time, expected one such as 2025-03-10T12:00:00+08:00", quote(options.now)));
            return Exit::usage;
        }
    }
    std::error_code error;
    if (!options.html.empty() && fs::equivalent(options.target, options.html, error)) {
        complain(fmt::format("--html {} would overwrite what it explains", options.html));
        return Exit::usage;
    }
    return names_an_article(options.target) ? explain_article(options, used, now) : explain_file(options, used, now);
}

}  // namespace syndicated::app
