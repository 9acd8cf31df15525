#include "app/pipeline.hpp"

#include "app/parallel.hpp"
#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include <poll.h>

namespace syndicated::app {

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::chrono::hours audit_every{1};
constexpr std::chrono::seconds try_again_after{1};
// Work that nobody waits for has its turn when no article came for a while, and now and then however many come.
constexpr milliseconds quiet_for{200};
constexpr milliseconds background_at_latest{1000};
constexpr microseconds shortest_wait{100};
constexpr milliseconds longest_wait{1000};
constexpr std::int64_t indexed_at_once = 8;  // some 2 ms: a commit of the store waits no longer

}  // namespace

Pipeline::Pipeline(Settings settings, publish::Publication& publication, const Clock& clock,
                   std::function<void()> swapped)
    : settings_(std::move(settings)),
      clock_(clock),
      publishing_(
          publication, clock, [this] { wake_.notify(); }, std::move(swapped)) {}

Pipeline::~Pipeline() {
    stop();
}

Result<void> Pipeline::open() {
    auto ledger = ledger::open_ledger(settings_.ledger_url, settings_.folder, ledger::Access::owner);
    if (!ledger) return ledger.error();
    ledger_ = std::move(*ledger);
    if (const auto claimed = ledger_->claim(settings_.identity()); !claimed) {
        return Error{Errc::invalid_input, claimed.error().detail};
    }
    const auto complete = ledger_->first_read_done();
    if (!complete) return complete.error();
    complete_ = *complete;
    ensure_store();
    if (!store_answers_) {
        if (const auto done = configure(); !done) return done.error();
    }
    set_gauge(Counter::filling, complete_ ? 0 : 1);
    return publishing_.open(*ledger_, settings_, complete_);
}

void Pipeline::start() {
    thread_ = std::thread([this] { run(); });
}

void Pipeline::stop() {
    stopping_.store(true);
    wake_.notify();
    if (thread_.joinable()) thread_.join();
}

void Pipeline::reload(Settings settings) {
    {
        const std::lock_guard lock(reload_mutex_);
        reload_ = std::move(settings);
    }
    wake_.notify();
}

steady_clock::duration Pipeline::silent_for() const {
    return steady_clock::now().time_since_epoch() - steady_clock::duration(last_round_.load());
}

void Pipeline::run() {
    while (!stopping_.load()) {
        last_round_.store(steady_clock::now().time_since_epoch().count());
        round();
    }
}

void Pipeline::round() {
    take_reload();
    ensure_store();
    take_files();
    read_store();
    release_due();
    publish();
    work_in_background();
    if (!busy_) wait();
}

// --- settings ---------------------------------------------------------------------------------------------------

void Pipeline::take_reload() {
    std::optional<Settings> settings;
    {
        const std::lock_guard lock(reload_mutex_);
        settings.swap(reload_);
    }
    if (!settings) return;
    if (const auto done = apply(*settings); !done) leave_store(done.error());  // configured anew when it answers again
}

Result<void> Pipeline::apply(const Settings& settings) {
    const bool other_inbox = settings.store.inbox != settings_.store.inbox;
    settings_ = settings;
    if (other_inbox) inbox_.reset();
    publishing_.note_settings();
    return configure();
}

// Category tree, titles and limits as settings and category table say now; the rules that follow from them.
Result<void> Pipeline::configure() {
    const std::chrono::seconds never{0};
    views_.configure(settings_.hot_entries > 0 ? settings_.hot_every : never, settings_.hot_window);
    std::optional<std::vector<store::CategoryRow>> table;
    if (store_answers_) {
        auto rows = read_category_table(*store_);
        if (!rows) return rows.error();
        auto uuid = store_->uuid();
        if (!uuid) return uuid.error();
        auto rules = make_rules(settings_, std::move(*uuid), *rows);
        other_rules_ = other_rules_ || rules.fingerprint != rules_.fingerprint;
        rules_ = std::move(rules);
        table = std::move(*rows);
    }
    auto changed = ledger_->configure(make_configuration(settings_, table), clock_.now_s());
    if (!changed) return changed.error();
    note(*changed);
    if (store_answers_) look_for_outdated();
    if (!other_rules_ || !renormalising_) return boost::system::in_place_value;
    busy_ = true;  // no commit of the store need come first
    next_audit_ = clock_.steady() + audit_every;
    auto begun = reader_->restart_scan();
    other_rules_ = begun.has_error();  // what failed is done when this is done again
    return begun;
}

// --- the store --------------------------------------------------------------------------------------------------

void Pipeline::ensure_store() {
    const auto now = clock_.steady();
    if (now < next_store_try_) return;
    if (store_ == nullptr) {
        // One that was read before and is not there now is a disk that is not mounted or a slip of somebody's hand.
        const auto access = complete_ ? store::Access::existing : store::Access::create;
        auto store = open_store(settings_, access);
        if (!store) return leave_store(store.error());
        store_ = std::move(*store);
        reader_ = std::make_unique<Reader>(*store_, *ledger_, clock_, available_threads());
    }
    if (!std::exchange(store_answers_, true)) {  // it may be another than before
        if (const auto done = configure(); !done) return leave_store(done.error());
        if (!store_failed_) set_gauge(Counter::store_up, 1);
        busy_ = true;  // a scan that was cut off goes on where it was
    }
    if (complete_ && !busy_ && now >= next_audit_) {
        if (const auto done = reader_->restart_scan(); !done) return leave_store(done.error());
        next_audit_ = now + audit_every;
        busy_ = true;
    }
    if (inbox_ == nullptr && !settings_.store.inbox.empty() && now >= next_inbox_try_) {
        next_inbox_try_ = now + try_again_after;
        auto inbox = intake::Inbox::open(settings_.inbox_folder());
        if (!inbox) return fail("inbox", inbox.error());
        inbox_ = std::make_unique<InboxReader>(std::move(*inbox), settings_.store.inbox_keep, clock_);
    }
}

// The store failed: it is asked again later, and until then what we have is served. It stays open, for it alone knows
// what a file was that is gone or was replaced; one that was there once is never made anew.
void Pipeline::leave_store(const Error& why) {
    fail("article store", why);
    set_gauge(Counter::store_up, 0);
    count(Counter::store_errors);
    if (reader_ != nullptr) reader_->forget_ahead();
    busy_ = store_answers_ = false;
    store_failed_ = true;
    next_store_try_ = clock_.steady() + try_again_after;
}

void Pipeline::take_files() {
    if (inbox_ == nullptr || !store_answers_ || clock_.steady() < next_inbox_try_) return;
    if (const auto done = inbox_->take(*store_, rules_); !done) {
        fail("inbox", done.error());
        next_inbox_try_ = clock_.steady() + try_again_after;
    }
}

void Pipeline::read_store() {
    if (!store_answers_) return;
    const auto changed = store_->changed();
    if (!changed) return leave_store(changed.error());
    if (*changed) views_.note_change();
    if (!*changed && !busy_) return;
    auto step = reader_->step(rules_);
    while (step && step->categories_changed) {  // nothing is published before what was committed with them
        if (const auto done = configure(); !done) return leave_store(done.error());
        step = reader_->step(rules_);
    }
    if (!step) return leave_store(step.error());
    busy_ = step->more;
    set_gauge(Counter::store_up, 1);
    set_gauge(Counter::scan_progress, static_cast<std::int64_t>(step->progress * 100));
    if (std::exchange(store_failed_, false)) {
        log::info("app", "the article store answers again");
        last_error_.clear();
    }
    note(step->committed);
    if (renormalising_) look_for_outdated();
    if (complete_) return;
    const auto complete = ledger_->first_read_done();
    if (!complete) return fail("ledger", complete.error());
    complete_ = *complete;
    if (complete_) {
        next_audit_ = clock_.steady() + audit_every;
        set_gauge(Counter::filling, 0);
        publishing_.note_complete();
        log::info("app", "the first read of the article store is complete");
    }
}

// The scan that configure() or the audit began makes them anew, the newest first.
void Pipeline::look_for_outdated() {
    const auto outdated = ledger_->outdated(store_->name(), rules_.fingerprint);
    if (!outdated) return fail("ledger", outdated.error());
    if (*outdated == renormalising_) return;
    renormalising_ = *outdated;
    set_gauge(Counter::renormalising, renormalising_ ? 1 : 0);
    log::info("app", renormalising_ ? "rules or settings changed: every article is put in order again"
                                    : "every article is in order by the rules as they are now");
}

void Pipeline::release_due() {
    if (clock_.steady() < next_release_try_) return;
    const auto failed = [this](const Error& error) {
        next_release_try_ = clock_.steady() + try_again_after;
        fail("ledger", error);
    };
    const auto due = ledger_->next_due();
    if (!due) return failed(due.error());
    if (!*due || **due > clock_.now_s()) return;
    auto released = ledger_->release_due(clock_.now_s());
    if (!released) return failed(released.error());
    note(*released);
}

void Pipeline::note(const ledger::Committed& committed) {
    if (committed.written > 0) {
        unindexed_ = true;
        last_news_ = clock_.steady();
    }
    count(Counter::revisions, static_cast<std::int64_t>(committed.feeds.size()));
    publishing_.note(committed);
}

// --- documents --------------------------------------------------------------------------------------------------

void Pipeline::publish() {
    const auto done = publishing_.publish(*ledger_, settings_, complete_, busy_);
    if (!done) fail("publishing", done.error());
    // In a first read all documents change again and again, and nobody is told of them.
    if (complete_ || !busy_) publishing_.code();
}

// --- what nobody waits for ----------------------------------------------------------------------------------------

steady_clock::time_point Pipeline::background_from() const {
    return std::min(last_news_ + quiet_for, last_background_ + background_at_latest);
}

// A little of it at a time: a commit of the store waits no longer.
void Pipeline::work_in_background() {
    const auto now = clock_.steady();
    if (busy_ || now < background_from()) return;
    last_background_ = now;
    make_tables();
    warm();
    index_some();
    write_back();
    sweep_views();
}

// The store may have been written, or a commit that was seen coming may be there now.
bool Pipeline::has_news() const {
    if (!store_answers_) return false;
    if (store_->ask_again_in() <= microseconds{0}) return true;
    pollfd store{store_->fd(), POLLIN, 0};
    return ::poll(&store, 1, 0) > 0;
}

// ICU makes its table of how Han is read for the first slug: some 100 ms, which the first article of a new category
// would wait.
void Pipeline::make_tables() {
    if (!std::exchange(tables_made_, true)) (void)normalise::propose_slug("新闻");
}

void Pipeline::warm() {
    const auto done = publishing_.warm(*ledger_, [this] { return has_news(); });
    if (!done) fail("publishing", done.error());
}

void Pipeline::index_some() {
    if (!unindexed_) return;
    const auto more = ledger_->index_some(indexed_at_once);
    unindexed_ = more.has_value() && *more;  // what failed is tried again after the next change
    if (!more) fail("the index of words", more.error());
}

void Pipeline::write_back() {
    if (const auto done = ledger_->write_back(); !done) fail("ledger", done.error());
}

void Pipeline::sweep_views() {
    if (!complete_ || !store_answers_) return;
    const auto done = views_.step(*store_, *ledger_, clock_, [this] { return has_news(); });
    if (!done) fail("the count of views", done.error());
}

// --- waiting ----------------------------------------------------------------------------------------------------

void Pipeline::wait() {
    const bool background = publishing_.can_warm() || unindexed_;
    if (background && clock_.steady() >= background_from()) return;
    if (inbox_ != nullptr && store_answers_ && inbox_->has_waiting() && clock_.steady() >= next_inbox_try_) return;
    microseconds timeout = longest_wait;
    const auto until = [&](steady_clock::time_point then) {
        timeout = std::min(timeout, std::chrono::ceil<microseconds>(then - clock_.steady()));
    };
    if (background) until(background_from());
    std::array<pollfd, 3> fds{};
    nfds_t count = 0;
    const auto add = [&](int fd) {
        if (fd >= 0) fds[count++] = {fd, POLLIN, 0};
    };
    add(wake_.fd());
    if (store_answers_) {
        add(store_->fd());
        timeout = std::min(timeout, store_->ask_again_in());
    }
    if (const auto next = views_.next(); next && complete_ && store_answers_) {
        until(std::max(*next, background_from()));
    }
    if (inbox_ != nullptr && store_answers_) {
        add(inbox_->fd());
        if (const auto again = inbox_->ask_again_in()) timeout = std::min<microseconds>(timeout, *again);
    }
    if (const auto due = ledger_->next_due(); due && *due) {
        const auto pause = std::chrono::ceil<milliseconds>(next_release_try_ - clock_.steady());
        const auto wait = std::max(pause, std::chrono::ceil<milliseconds>(**due - clock_.now()));
        timeout = std::min<microseconds>(timeout, wait);
    }
    const auto nanoseconds = std::chrono::nanoseconds(std::max(timeout, shortest_wait)).count();
    const timespec wait{nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
    ::ppoll(fds.data(), count, &wait, nullptr);
    wake_.drain();
}

void Pipeline::fail(std::string_view what, const Error& error) {
    auto line = fmt::format("{}: {}", what, error.detail);
    if (line == last_error_) return;
    log::error("app", line);
    last_error_ = std::move(line);
}

}  // namespace syndicated::app
