#include "app/reader.hpp"

#include "app/parallel.hpp"
#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace syndicated::app {

namespace {

// Over all columns but those whose change is no change of the article (docs/store.md).
Digest raw_digest(const RawArticle& raw) {
    Digester d;
    d.add(raw.store).add(raw.key).add(raw.html).add(name_of(raw.form));
    for (const auto* field : {&raw.guid, &raw.url, &raw.title, &raw.category, &raw.source, &raw.author, &raw.published,
                              &raw.updated, &raw.summary, &raw.image, &raw.lang}) {
        d.add(static_cast<std::int64_t>(field->has_value())).add(field->value_or(""));
    }
    d.add(static_cast<std::int64_t>(raw.featured)).add(static_cast<std::int64_t>(raw.is_public));
    for (const auto& category : raw.more_categories) d.add(category);
    return d.finish();
}

void report(const Article& article, const RawArticle& raw) {
    count(Counter::articles_normalised);
    if (article.withheld == Withheld::none || article.withheld == Withheld::not_public) return;
    count(Counter::articles_rejected);
    log::warning(
        "normalise",
        fmt::format("article {} of store {} is in no feed: {} (syndicated explain {} says more)", raw.key, raw.store,
                    article.withheld == Withheld::empty ? "it has neither title nor body"
                                                        : "no well-formed entry can be made of it",
                    raw.key));
}

// What readers of feeds miss of it: one line, as only who suspects an article asks explain about it.
std::string losses_in(const std::vector<Finding>& findings) {
    std::string out;
    for (const Finding& finding : findings) {
        const bool replaced = finding.rule == "bytes_replaced";
        if (!replaced && finding.rule != "limit") continue;
        out += fmt::format("{}{}{}", out.empty() ? "" : "; ", finding.raw,
                           replaced ? " were replaced, as they fit no encoding" : "");
    }
    return out;
}

void report_losses(const std::string& losses, const RawArticle& raw) {
    if (losses.empty()) return;
    log::warning("normalise", fmt::format("article {} of store {} is not whole: {} (syndicated explain {} says more)",
                                          raw.key, raw.store, losses, raw.key));
}

void report_taken(std::string_view guid, const RawArticle& raw, std::string_view other) {
    count(Counter::articles_rejected);
    log::warning("normalise", fmt::format("article {} of store {} is in no feed: article {} has the same guid {}; give "
                                          "one of them another",
                                          raw.key, raw.store, other, quote(guid)));
}

// Under which the ledger keeps how far a pass over every row is.
std::string name_of_pass(const store::Store& store) {
    return store.name() + " renormalise";
}

// Before the cursor of a pass: the rules that it goes on with.
std::string mark_of(const Rules& rules) {
    return rules.fingerprint.hex() + " ";
}

}  // namespace

// The pieces of work refer to it: it stays where it is until they are done.
struct Reader::Begun {
    Rules rules;
    store::Batch read;
    sys_seconds now{};
    std::vector<std::string> guids;  // of its rows
    std::unordered_map<std::string, ledger::Known> known;
    std::vector<std::string> unchanged;
    std::unordered_map<std::string_view, std::string> owners;  // of the guids, the keys of the first rows with them
    std::vector<std::pair<std::size_t, std::string>> taken;    // rows whose guids others have, and the keys of those
    std::vector<std::size_t> to_make;                          // its other rows
    std::vector<ledger::Item> items;
    std::vector<std::string> losses;  // of the items
    std::optional<Parallel> work;     // last: it ends before what it works on
};

Reader::Reader(store::Store& store, ledger::Ledger& ledger, const Clock& clock, int threads, Pass pass)
    : store_(store), ledger_(ledger), clock_(clock), threads_(threads), pass_(pass) {}

Reader::~Reader() = default;

Result<Step> Reader::step(const Rules& rules) {
    ledger_failed_ = false;
    if (!cursor_loaded_) {
        const auto loaded = pass_ == Pass::changes ? load_cursor() : resume(rules);
        if (!loaded) return loaded.error();
    }
    // What was committed since a batch was read ahead may have been noticed already: only another read will find it.
    const bool read_earlier = (ahead_ != nullptr || waiting_) && pass_ == Pass::changes;
    const bool was_told = waiting_.has_value();
    auto begun = was_told ? begin(rules, *std::exchange(waiting_, std::nullopt)) : next(rules);
    if (!begun) return begun.error();
    store::Batch& read = (*begun)->read;
    Step step;
    step.more = read.more || read_earlier;
    if (read.categories_changed && !was_told && pass_ == Pass::changes) {
        (*begun)->work.reset();
        waiting_ = std::move(read);
        step.categories_changed = step.more = true;
        return step;
    }
    step.scanning = read.scanned;
    step.progress = read.progress;
    step.rows = static_cast<std::int64_t>(read.rows.size());
    if (read.next == cursor_) return step;  // nothing happened
    if (!(*begun)->work) start(**begun);
    begin_ahead(rules, read);
    (*begun)->work->finish();
    if (ahead_) start(*ahead_);
    const auto batch = to_commit(**begun);
    auto committed = ledger_.commit(batch, clock_.now_s());
    if (!committed) {
        ahead_.reset();
        return of_ledger(committed.error());
    }
    cursor_ = std::move(read.next);
    step.committed = std::move(*committed);
    return step;
}

void Reader::forget_ahead() {
    ahead_.reset();
    waiting_.reset();
}

Result<void> Reader::restart_scan() {
    forget_ahead();
    if (!cursor_loaded_) {
        if (const auto loaded = load_cursor(); !loaded) return loaded.error();
    }
    auto cursor = store_.restart_scan(cursor_);
    if (!cursor) return cursor.error();
    cursor_ = std::move(*cursor);
    return boost::system::in_place_value;
}

Result<void> Reader::load_cursor() {
    auto cursor = ledger_.cursor(store_.name());
    if (!cursor) return of_ledger(cursor.error());
    cursor_ = std::move(*cursor);
    cursor_loaded_ = true;
    return boost::system::in_place_value;
}

// An empty cursor is a scan from the newest row on. One that other rules left behind counts for nothing.
Result<void> Reader::resume(const Rules& rules) {
    auto cursor = ledger_.cursor(name_of_pass(store_));
    if (!cursor) return of_ledger(cursor.error());
    const auto mark = mark_of(rules);
    resumed_ = cursor->starts_with(mark);
    if (resumed_) cursor_ = cursor->substr(mark.size());
    cursor_loaded_ = true;
    return boost::system::in_place_value;
}

// The batch that was begun ahead, else a new one.
Result<std::unique_ptr<Reader::Begun>> Reader::next(const Rules& rules) {
    auto ahead = std::move(ahead_);
    if (ahead && ahead->rules.fingerprint == rules.fingerprint) {
        // What was committed meanwhile may be about the same articles: then it is begun again.
        auto known = ledger_.known(ahead->guids);
        if (!known) return of_ledger(known.error());
        if (*known == ahead->known) return ahead;
        ahead->work.reset();
        return begin(rules, std::move(ahead->read));
    }
    ahead.reset();
    auto read = store_.read(cursor_, rows_in_a_batch);
    if (!read) return read.error();
    count(Counter::store_rows_read, static_cast<std::int64_t>(read->rows.size()));
    return begin(rules, std::move(*read));
}

Result<std::unique_ptr<Reader::Begun>> Reader::begin(const Rules& rules, store::Batch read) {
    auto out = std::make_unique<Begun>();
    Begun& begun = *out;
    begun.rules = rules;
    const sys_seconds now = begun.now = clock_.now_s();
    begun.read = std::move(read);
    begun.guids = guids_of(begun.read.rows, rules);
    auto known = ledger_.known(begun.guids);
    if (!known) return of_ledger(known.error());
    begun.known = std::move(*known);
    for (std::size_t i = 0; i < begun.guids.size(); ++i) {
        const RawArticle& raw = begun.read.rows[i];
        auto other = other_with(begun, i);
        if (!other) return other.error();
        if (!other->empty()) {
            begun.taken.push_back({i, *std::move(other)});
            continue;
        }
        const auto digest = raw_digest(raw);
        const auto found = begun.known.find(begun.guids[i]);
        if (pass_ == Pass::changes && found != begun.known.end() && found->second.raw == digest &&
            found->second.position == raw.position && found->second.fingerprint == rules.fingerprint) {
            begun.unchanged.push_back(begun.guids[i]);
            continue;
        }
        begun.to_make.push_back(i);
        auto& item = begun.items.emplace_back();
        item.raw = digest;
        item.added = raw.added == sys_seconds{} ? now : std::min(raw.added, now);
        if (raw.changed) item.changed = std::min(*raw.changed, now);
    }
    return out;
}

// The key of another row that has the row's guid: the one that it is known by, while that still bears it, else one
// before in the batch. Empty: there is none. Without this the two would take the entry from each other at each scan.
Result<std::string> Reader::other_with(Begun& begun, std::size_t row) const {
    const RawArticle& raw = begun.read.rows[row];
    const std::string& guid = begun.guids[row];
    const auto found = begun.known.find(guid);
    if (found != begun.known.end() && found->second.store == raw.store && found->second.key != raw.key) {
        auto other = store_.find(found->second.key);
        if (!other && other.error().code != Errc::not_found) return other.error();
        if (other && guids_of({*other}, begun.rules).front() == guid) return found->second.key;
    }
    const auto [owner, is_first] = begun.owners.try_emplace(guid, raw.key);
    return is_first ? std::string() : owner->second;
}

// Helpers normalise it from now on.
void Reader::start(Begun& begun) const {
    begun.losses.resize(begun.items.size());
    begun.work.emplace(begun.to_make.size(), threads_, [&begun](std::size_t i) {
        const std::size_t row = begun.to_make[i];
        const RawArticle& raw = begun.read.rows[row];
        const auto found = begun.known.find(begun.guids[row]);
        const auto first_seen = found == begun.known.end() ? begun.items[i].added : found->second.first_seen;
        auto outcome = prepare(raw, begun.rules, first_seen, begun.now);
        begun.items[i].article = std::move(outcome.article);
        begun.losses[i] = losses_in(outcome.findings);
    });
}

// An error is left for the step that needs the batch.
void Reader::begin_ahead(const Rules& rules, const store::Batch& now) {
    const bool looks_again = now.first_read_done && now.scanned;
    if (!now.more || looks_again || now.categories_changed || threads_ < 2) return;
    auto read = store_.read(now.next, rows_in_a_batch);
    if (!read) return;
    count(Counter::store_rows_read, static_cast<std::int64_t>(read->rows.size()));
    if (auto begun = begin(rules, std::move(*read))) ahead_ = std::move(*begun);
}

ledger::Batch Reader::to_commit(Begun& begun) const {
    for (std::size_t i = 0; i < begun.items.size(); ++i) {
        const RawArticle& raw = begun.read.rows[begun.to_make[i]];
        report(begun.items[i].article, raw);
        report_losses(begun.losses[i], raw);
    }
    const store::Batch& read = begun.read;
    ledger::Batch out;
    out.store = store_.name();
    out.items = std::move(begun.items);
    out.unchanged = std::move(begun.unchanged);
    out.gone = read.gone;
    for (const auto& [row, other] : begun.taken) {
        report_taken(begun.guids[row], read.rows[row], other);
        out.gone.push_back(read.rows[row].key);  // what it was published as before it had this guid
    }
    out.scanned = read.scanned;
    out.scan_low = read.scan_low;
    out.scan_high = read.scan_high;
    out.fingerprint = begun.rules.fingerprint;
    out.cursor = read.next;
    if (pass_ == Pass::every_row) {
        out.cursor_name = name_of_pass(store_);
        out.cursor = read.more ? mark_of(begun.rules) + read.next : "";
    }
    out.first_read_done = read.first_read_done;
    return out;
}

Error Reader::of_ledger(Error error) {
    ledger_failed_ = true;
    return error;
}

}  // namespace syndicated::app
