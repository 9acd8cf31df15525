#include "app/inbox_reader.hpp"

#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace syndicated::app {

namespace {

constexpr std::size_t files_at_once = 100;        // then the store is looked at again
constexpr std::size_t articles_in_a_batch = 500;  // one transaction
constexpr std::chrono::minutes sweep_every{10};
constexpr std::chrono::milliseconds between_tries{200};

constexpr std::size_t kept_problems = 20;

// No feed would show it. Reading an article costs as much as putting it in order, so one that brings both a title and a
// text is taken as it is.
bool is_empty(const RawArticle& article, const Rules& rules) {
    const bool has_both = !trim(article.title.value_or("")).empty() && !trim(article.html).empty();
    return !has_both && normalise::normalise(article, rules.context({})).article.withheld == Withheld::empty;
}

// Writes what it is given in batches; remembers why it stopped.
class BatchWriter {
public:
    BatchWriter(store::Store& store, const Rules& rules, FileResult& result, std::chrono::seconds patience)
        : store_(store), rules_(rules), result_(result), patience_(patience) {}

    Result<void> add(RawArticle&& article) {
        if (is_empty(article, rules_)) {
            problem(article, "neither a title nor a text nor a picture is in it");
            return boost::system::in_place_value;
        }
        batch_.push_back(std::move(article));
        return batch_.size() < articles_in_a_batch ? Result<void>{boost::system::in_place_value} : flush();
    }
    Result<void> flush() {
        auto written = write(batch_);
        if (!written && written.error().code == Errc::invalid_input) written = write_one_by_one();
        batch_.clear();
        if (!written) result_.store_error = written.error();
        return written;
    }

private:
    Result<void> write(std::span<const RawArticle> articles) {
        if (articles.empty()) return boost::system::in_place_value;
        const auto end = std::chrono::steady_clock::now() + patience_;
        auto written = store_.write(articles);
        while (!written && written.error().code == Errc::unavailable && std::chrono::steady_clock::now() < end) {
            std::this_thread::sleep_for(between_tries);
            written = store_.write(articles);
        }
        if (!written) return written.error();
        result_.written.inserted += written->inserted;
        result_.written.updated += written->updated;
        result_.written.unchanged += written->unchanged;
        return boost::system::in_place_value;
    }
    // The store refuses one of them: the others must not suffer for it.
    Result<void> write_one_by_one() {
        for (const auto& article : batch_) {
            auto written = write({&article, 1});
            if (written) continue;
            if (written.error().code != Errc::invalid_input) return written;
            problem(article, written.error().detail);
        }
        return boost::system::in_place_value;
    }
    void problem(const RawArticle& article, std::string_view why) {
        auto& problems = result_.report.problems;
        if (++result_.report.problem_count > static_cast<std::int64_t>(kept_problems)) return;
        problems.push_back(fmt::format("article {}: {}", quote(article.guid.value_or("")), why));
    }

    store::Store& store_;
    const Rules& rules_;
    FileResult& result_;
    std::chrono::seconds patience_;
    std::vector<RawArticle> batch_;
};

}  // namespace

std::string why_text(const FileResult& result) {
    if (result.file_error) return result.file_error->detail;
    const intake::FileReport& report = result.report;
    if (report.articles == 0 && report.problem_count == 1) return report.problems[0];
    std::string text = fmt::format("{} article(s) were taken; {} problem(s):\n", report.articles, report.problem_count);
    for (const auto& problem : report.problems) text.append(problem).append("\n");
    return text;
}

FileResult store_file(const std::filesystem::path& file, std::string_view name, store::Store& store, const Rules& rules,
                      std::chrono::seconds patience, const intake::ProgressSink& progress) {
    FileResult result;
    BatchWriter writer(store, rules, result, patience);
    const auto sink = [&writer](RawArticle&& article) { return writer.add(std::move(article)); };
    auto report = intake::read_file(file, name, intake::Limits{}, sink, progress);
    if (report) {
        (void)writer.flush();  // its error is in result
        result.report.articles = report->articles - result.report.problem_count;
        result.report.problem_count += report->problem_count;
        auto& problems = result.report.problems;
        problems.insert(problems.end(), report->problems.begin(), report->problems.end());
    } else if (!result.store_error) {
        result.file_error = report.error();
    }
    return result;
}

InboxReader::InboxReader(intake::Inbox inbox, std::chrono::seconds keep, const Clock& clock)
    : inbox_(std::move(inbox)), keep_(keep), clock_(clock) {}

Result<void> InboxReader::take(store::Store& store, const Rules& rules) {
    auto ready = inbox_.ready();
    for (auto& file : ready) {
        if (known_.insert(file).second) waiting_.push_back(std::move(file));
    }
    Result<void> done{boost::system::in_place_value};
    for (std::size_t taken = 0; taken < files_at_once && !waiting_.empty(); ++taken) {
        done = take_one(waiting_.front(), store, rules);
        if (!done) break;
        known_.erase(waiting_.front());
        waiting_.pop_front();
    }
    if (clock_.steady() >= next_sweep_) {
        inbox_.sweep(keep_, clock_.now());
        next_sweep_ = clock_.steady() + sweep_every;
    }
    return done;
}

Result<void> InboxReader::take_one(const std::filesystem::path& file, store::Store& store, const Rules& rules) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return boost::system::in_place_value;  // moved away meanwhile
    const auto name = inbox_.name_of(file);
    const auto result = store_file(file, name, store, rules, std::chrono::seconds(0));
    if (result.store_error) return *result.store_error;
    const bool failed = result.file_error || result.report.problem_count > 0;
    count(failed ? Counter::inbox_files_failed : Counter::inbox_files_done);
    const auto moved = failed ? inbox_.failed(file, why_text(result)) : inbox_.done(file);
    if (failed) {
        log::warning("intake", fmt::format("inbox file {}: {}; see inbox/failed", quote(name),
                                           result.file_error ? result.file_error->detail : result.report.problems[0]));
    } else {
        log::info("intake", fmt::format("inbox file {}: {} new, {} changed, {} unchanged", quote(name),
                                        result.written.inserted, result.written.updated, result.written.unchanged));
    }
    if (!moved) log::error("intake", moved.error().detail);
    return boost::system::in_place_value;
}

}  // namespace syndicated::app
