#include "app/inbox_reader.hpp"

#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace syndicated::app {

namespace {

constexpr std::size_t files_at_once = 100;        // then the store is looked at again
constexpr std::size_t articles_in_a_batch = 500;  // one transaction
constexpr std::chrono::minutes sweep_every{10};

// Writes what it is given in batches; remembers why it stopped.
class BatchWriter {
public:
    BatchWriter(store::Store& store, FileResult& result) : store_(store), result_(result) {}

    Result<void> add(RawArticle&& article) {
        batch_.push_back(std::move(article));
        return batch_.size() < articles_in_a_batch ? Result<void>{boost::system::in_place_value} : flush();
    }
    Result<void> flush() {
        if (batch_.empty()) return boost::system::in_place_value;
        const auto written = store_.write(batch_);
        if (!written) {
            result_.store_error = written.error();
            return written.error();
        }
        batch_.clear();
        result_.written.inserted += written->inserted;
        result_.written.updated += written->updated;
        result_.written.unchanged += written->unchanged;
        return boost::system::in_place_value;
    }

private:
    store::Store& store_;
    FileResult& result_;
    std::vector<RawArticle> batch_;
};

std::string why_text(const FileResult& result) {
    if (result.file_error) return result.file_error->detail;
    std::string text =
        fmt::format("{} article(s) were taken, {} were not:\n", result.report.articles, result.report.problem_count);
    for (const auto& problem : result.report.problems) text.append(problem).append("\n");
    return text;
}

}  // namespace

FileResult store_file(const std::filesystem::path& file, std::string_view name, store::Store& store,
                      const intake::ProgressSink& progress) {
    FileResult result;
    BatchWriter writer(store, result);
    const auto sink = [&writer](RawArticle&& article) { return writer.add(std::move(article)); };
    auto report = intake::read_file(file, name, intake::Limits{}, sink, progress);
    if (report) {
        result.report = std::move(*report);
        (void)writer.flush();  // its error is in result
    } else if (!result.store_error) {
        result.file_error = report.error();
    }
    return result;
}

InboxReader::InboxReader(intake::Inbox inbox, std::chrono::seconds keep, const Clock& clock)
    : inbox_(std::move(inbox)), keep_(keep), clock_(clock) {}

Result<void> InboxReader::take(store::Store& store) {
    auto ready = inbox_.ready();
    for (auto& file : ready) {
        if (std::find(waiting_.begin(), waiting_.end(), file) == waiting_.end()) waiting_.push_back(std::move(file));
    }
    std::size_t taken = 0;
    Result<void> done{boost::system::in_place_value};
    while (done && taken < std::min(files_at_once, waiting_.size())) {
        done = take_one(waiting_[taken], store);
        if (done) ++taken;
    }
    waiting_.erase(waiting_.begin(), std::next(waiting_.begin(), static_cast<std::ptrdiff_t>(taken)));
    if (clock_.steady() >= next_sweep_) {
        inbox_.sweep(keep_, clock_.now());
        next_sweep_ = clock_.steady() + sweep_every;
    }
    return done;
}

Result<void> InboxReader::take_one(const std::filesystem::path& file, store::Store& store) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return boost::system::in_place_value;  // moved away meanwhile
    const auto name = inbox_.name_of(file);
    const auto result = store_file(file, name, store);
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
