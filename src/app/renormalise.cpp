#include "app/commands.hpp"
#include "app/differences.hpp"
#include "app/parallel.hpp"
#include "app/reader.hpp"
#include "app/terminal.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace syndicated::app {

namespace {

int refuse(const Error& error, int status) {
    complain(error.detail);
    return status;
}

// --- for good ---------------------------------------------------------------------------------------------------

struct Totals {
    std::int64_t rows = 0, changed = 0, withdrawn = 0;
    std::set<std::string> feeds;
};

void add(const Step& step, Totals& totals) {
    totals.rows += step.rows;
    totals.changed += step.committed.written;
    totals.withdrawn += step.committed.withdrawn;
    totals.feeds.insert(step.committed.feeds.begin(), step.committed.feeds.end());
    totals.feeds.insert(step.committed.removed_feeds.begin(), step.committed.removed_feeds.end());
}

// True: interrupted before the last batch.
Result<bool> read_every_row(Reader& reader, const Rules& rules, Totals& totals) {
    catch_interrupts();
    Progress progress;
    bool more = true;
    while (more && !interrupted()) {
        const auto step = reader.step(rules);
        if (!step) return step.error();
        add(*step, totals);
        more = step->more;
        progress.show([&] {
            return fmt::format("{:.0f} %  {} articles, {} changed", step->progress * 100, totals.rows, totals.changed);
        });
    }
    return more;
}

int renormalise(const Settings& settings) {
    const SystemClock clock;
    const auto from = open_articles(settings, store::Access::existing);
    if (!from) return refuse(from.error(), Exit::store_unreachable);
    auto ledger = ledger::open_ledger(settings.ledger_url, settings.folder, ledger::Access::owner);
    if (!ledger) return refuse(ledger.error(), Exit::failed);
    if (const auto claimed = (*ledger)->claim(settings.identity()); !claimed) {
        return refuse(claimed.error(), Exit::configuration);
    }
    const auto configured = (*ledger)->configure(make_configuration(settings, from->table), clock.now_s());
    if (!configured) return refuse(configured.error(), Exit::failed);
    Reader reader(*from->store, **ledger, clock, available_threads(), Pass::every_row);
    Totals totals;
    const auto cut_off = read_every_row(reader, from->rules, totals);
    if (!cut_off) return refuse(cut_off.error(), reader.ledger_failed() ? Exit::failed : Exit::store_unreachable);
    print(fmt::format("{} articles normalised{}, {} new or changed, {} withdrawn, {} feeds changed\n", totals.rows,
                      reader.resumed() ? " (the rest of a run that was cut off)" : "", totals.changed, totals.withdrawn,
                      totals.feeds.size()));
    if (!*cut_off) return Exit::done;
    complain("interrupted; run it again to go on");
    return Exit::failed;
}

// --- only said --------------------------------------------------------------------------------------------------

// Two long values stand below each other, so that the eye finds where they part.
std::string line(const Difference& difference) {
    constexpr std::size_t fit_on_one_line = 70;
    const bool fits = count_code_points(difference.was) + count_code_points(difference.would_be) <= fit_on_one_line;
    return fmt::format("  {:<13} {}{}-> {}\n", difference.field, difference.was,
                       fits ? " " : "\n" + std::string(13, ' '), difference.would_be);
}

class DryRun {
public:
    DryRun(const Settings& settings, const Articles& from) : settings_(settings), from_(from) {}

    int run() {
        {
            const auto ledger = open_ledger();
            if (!ledger) return refuse(ledger.error(), Exit::failed);
            const auto claimed = (*ledger)->claim(settings_.identity());
            if (!claimed) return refuse(claimed.error(), Exit::configuration);
        }
        for (auto now = begin(); now != nullptr;) {
            now->work->finish();
            const double progress = now->read.progress;
            auto next = now->read.more ? begin() : nullptr;
            tell(*now);
            now = std::move(next);
            if (finish(Exit::done) != Exit::done) return Exit::failed;  // nobody reads on
            progress_.show([&] { return fmt::format("{:.0f} %  {} articles", progress * 100, articles_); });
        }
        progress_.clear();
        if (status_ == Exit::done) print(summary());
        return status_;
    }

private:
    struct Compared {
        const RawArticle* raw = nullptr;
        const Entry* kept = nullptr;
        std::string title;
        std::vector<Difference> differences;
    };
    struct Begun {  // the pieces of work refer to it
        store::Batch read;
        std::unordered_map<std::string, Entry> kept;
        std::vector<Compared> rows;
        std::optional<Parallel> work;
    };

    // Anew for each batch: without a daemon the ledger is read without locks, and one may start meanwhile.
    [[nodiscard]] Result<std::unique_ptr<ledger::Ledger>> open_ledger() const {
        return ledger::open_ledger(settings_.ledger_url, settings_.folder, ledger::Access::read_only);
    }

    // The next batch, its comparison under way; null: it failed, and that is said.
    std::unique_ptr<Begun> begin() {
        auto begun = std::make_unique<Begun>();
        auto read = from_.store->read(cursor_, rows_in_a_batch);
        if (!read) return fail(read.error(), Exit::store_unreachable);
        begun->read = std::move(*read);
        cursor_ = begun->read.next;
        const auto guids = guids_of(begun->read.rows, from_.rules);
        const auto ledger = open_ledger();
        if (!ledger) return fail(ledger.error(), Exit::failed);
        auto kept = (*ledger)->kept(guids);
        if (!kept) return fail(kept.error(), Exit::failed);
        begun->kept = std::move(*kept);
        for (std::size_t i = 0; i < guids.size(); ++i) {
            const RawArticle& raw = begun->read.rows[i];
            // What changes while we look comes outside of the slice: it is the daemon's.
            const bool in_scan =
                begun->read.scanned && raw.position >= begun->read.scan_low && raw.position <= begun->read.scan_high;
            if (!in_scan) continue;
            ++articles_;
            const auto found = begun->kept.find(guids[i]);
            if (found == begun->kept.end()) {
                ++new_;
                continue;
            }
            auto& row = begun->rows.emplace_back();
            row.raw = &raw;
            row.kept = &found->second;
        }
        begun->work.emplace(begun->rows.size(), available_threads(),
                            [this, &rows = begun->rows](std::size_t i) { compare(rows[i]); });
        return begun;
    }

    std::unique_ptr<Begun> fail(const Error& error, int status) {
        progress_.clear();
        status_ = refuse(error, status);
        return nullptr;
    }

    void compare(Compared& row) const {
        auto fresh =
            ledger::as_kept(prepare(*row.raw, from_.rules, row.kept->first_seen, SystemClock().now_s()).article);
        // A count in the row's own column grows by itself.
        if (row.raw->views) fresh.views = row.kept->article.views;
        row.differences = differences(row.kept->article, fresh, from_.rules.site.zone);
        row.title = std::move(fresh.title);
    }

    void tell(const Begun& begun) {
        std::string out;
        for (const auto& row : begun.rows) {
            if (row.differences.empty()) continue;
            ++changed_;
            out += fmt::format("{} {}\n", row.raw->key, quote(row.title));
            for (const auto& difference : row.differences) {
                ++by_field_[difference.field];
                out += line(difference);
            }
        }
        if (out.empty()) return;
        progress_.clear();
        print(out);
    }

    [[nodiscard]] std::string summary() const {
        std::string counts;
        for (const auto field : compared_fields()) {
            const auto found = by_field_.find(field);
            if (found == by_field_.end()) continue;
            counts += fmt::format("{}{} {}", counts.empty() ? ": " : ", ", field, found->second);
        }
        return fmt::format("{} of {} articles would change{}{}\n", changed_, articles_, counts,
                           new_ > 0 ? fmt::format("; {} would be new", new_) : "");
    }

    const Settings& settings_;
    const Articles& from_;
    store::Cursor cursor_;  // empty at first: a scan of everything
    Progress progress_;
    std::int64_t articles_ = 0, new_ = 0, changed_ = 0;
    std::map<std::string_view, std::int64_t> by_field_;
    int status_ = Exit::done;
};

}  // namespace

int run_renormalise(const Settings& settings, bool dry_run) {
    if (!dry_run) return renormalise(settings);
    const auto from = open_articles(settings, store::Access::read_only);
    if (!from) return refuse(from.error(), Exit::store_unreachable);
    return DryRun(settings, *from).run();
}

}  // namespace syndicated::app
