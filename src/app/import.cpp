#include "app/commands.hpp"
#include "app/inbox_reader.hpp"
#include "app/rules.hpp"
#include "app/terminal.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/store/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace syndicated::app {

namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

// How long another program may hold the store's lock.
constexpr std::chrono::seconds lock_patience{30};

// A file to import and its name: the given root's own name and the path below it.
struct Source {
    fs::path file;
    std::string name;
    std::int64_t bytes = 0;
};

struct Totals {
    store::Written written;
    std::int64_t files = 0, problems = 0, bytes_done = 0, bytes = 0;
};

std::int64_t size_of(const fs::path& file) {
    std::error_code error;
    const auto size = fs::file_size(file, error);
    return error ? 0 : static_cast<std::int64_t>(size);
}

// All files of known kinds below a folder, in the order of their names.
void add_folder(const fs::path& root, std::vector<Source>& sources) {
    std::error_code error;
    const auto own_name = fs::absolute(root).lexically_normal();
    const auto prefix = own_name.has_filename() ? own_name.filename() : own_name.parent_path().filename();
    auto entry = fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied, error);
    const auto first = sources.size();
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        std::error_code ignored;
        if (!entry->is_regular_file(ignored) || !intake::is_known_kind(entry->path())) continue;
        const auto name = (prefix / entry->path().lexically_relative(root)).generic_string();
        sources.push_back({entry->path(), name, size_of(entry->path())});
    }
    if (error) complain(fmt::format("{}: {}", root.string(), error.message()));
    std::sort(sources.begin() + static_cast<std::ptrdiff_t>(first), sources.end(),
              [](const Source& a, const Source& b) { return a.name < b.name; });
}

std::string how_far(const Totals& totals, std::int64_t bytes_of_file, steady_clock::time_point start) {
    const double seconds = std::max(std::chrono::duration<double>(steady_clock::now() - start).count(), 0.001);
    const auto done = static_cast<double>(totals.bytes_done + bytes_of_file);
    const auto articles = totals.written.inserted + totals.written.updated + totals.written.unchanged;
    return fmt::format("{:.0f} %  {:.1f} of {:.1f} MB  {:.1f} MB/s  {} articles in {} files",
                       totals.bytes > 0 ? 100 * done / static_cast<double>(totals.bytes) : 100.0, done / 1e6,
                       static_cast<double>(totals.bytes) / 1e6, done / 1e6 / seconds, articles, totals.files);
}

void report(const Source& source, const FileResult& result, Totals& totals) {
    totals.written.inserted += result.written.inserted;
    totals.written.updated += result.written.updated;
    totals.written.unchanged += result.written.unchanged;
    ++totals.files;
    totals.bytes_done += source.bytes;
    if (result.file_error) {
        complain(fmt::format("{}: {}", source.file.string(), result.file_error->detail));
        ++totals.problems;
    }
    for (const auto& problem : result.report.problems) complain(fmt::format("{}: {}", source.file.string(), problem));
    const auto shown = static_cast<std::int64_t>(result.report.problems.size());
    if (result.report.problem_count > shown) {
        complain(fmt::format("{}: and {} more", source.file.string(), result.report.problem_count - shown));
    }
    totals.problems += result.report.problem_count;
}

}  // namespace

int run_import(const Settings& settings, const std::vector<std::string>& paths) {
    std::vector<Source> sources;
    Totals totals;
    for (const auto& path : paths) {
        std::error_code error;
        if (fs::is_directory(path, error)) {
            add_folder(path, sources);
        } else if (fs::exists(path, error)) {
            sources.push_back({path, fs::path(path).filename().string(), size_of(path)});
        } else {
            complain(fmt::format("{}: there is no such file or folder", path));
            ++totals.problems;
        }
    }
    auto store = open_store(settings, store::Access::create);
    if (!store) {
        complain(store.error().detail);
        return Exit::store_unreachable;
    }
    const Rules rules = make_rules(settings, "", {});
    for (const auto& source : sources) totals.bytes += source.bytes;
    catch_interrupts();
    Progress progress;
    const auto start = steady_clock::now();
    for (const auto& source : sources) {
        if (interrupted()) break;
        const auto result =
            store_file(source.file, source.name, **store, rules, lock_patience, [&](std::int64_t bytes) {
                progress.show([&] { return how_far(totals, bytes, start); });
                return !interrupted();
            });
        report(source, result, totals);
        if (result.store_error) {
            complain(result.store_error->detail);
            return Exit::store_unreachable;
        }
    }
    print(fmt::format("{} new, {} changed, {} unchanged articles from {} files, {} problems\n", totals.written.inserted,
                      totals.written.updated, totals.written.unchanged, totals.files, totals.problems));
    if (interrupted()) complain("interrupted; run it again to go on, nothing is doubled");
    return interrupted() || totals.problems > 0 ? Exit::failed : Exit::done;
}

}  // namespace syndicated::app
