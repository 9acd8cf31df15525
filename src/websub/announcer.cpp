#include "websub/announcer.hpp"

#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace syndicated::websub {

namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds look_every{60};  // an article that is in no live feed wakes nobody
constexpr std::chrono::seconds pause_after_failure{2};
constexpr std::int64_t most_of_a_reply = 1024 * 1024;  // an engine may repeat the addresses that it does not take
constexpr std::size_t slowest_upload = 32 * 1024;      // bytes a second

bool is_same(std::string_view service, const Services& a, const Services& b) {
    return service == indexnow_name ? a.indexnow == b.indexnow : a.baidu == b.baidu;
}

// A ping's, for a request that is larger.
Options options_for(const Post& post, const Options& options) {
    Options out = options;
    out.timeout += std::chrono::seconds(post.body.size() / slowest_upload);
    out.reply_bytes = std::max(out.reply_bytes, most_of_a_reply);
    return out;
}

}  // namespace

void Announcer::configure(const Options& options) {
    std::vector<Line> lines;
    for (auto& service : make_services(options.services)) {
        const auto known = std::find_if(lines_.begin(), lines_.end(), [&](const Line& line) {
            return line.service && std::string_view(line.service->name()) == service->name();
        });
        if (known != lines_.end() && is_same(service->name(), options.services, options_.services)) {
            lines.push_back(std::move(*known));
            continue;
        }
        Line& line = lines.emplace_back();
        line.room = service->most_urls();
        line.anew = configured_;
        line.service = std::move(service);
    }
    lines_ = std::move(lines);
    options_ = options;
    configured_ = true;
    if (lines_.empty()) set_gauge(Counter::announcements_waiting, 0);
}

PingState& Announcer::state_of(const Line& line) {
    PingState& state = outbox_.lane(line.service->name())[articles_topic];
    state.ping.hub = line.service->name();
    state.ping.topic = articles_topic;
    return state;
}

void Announcer::work(CURLM* multi) {
    if (lines_.empty() || !outbox_.load()) return;
    const auto now = clock_.steady();
    if (look_at_ && now >= *look_at_) {
        look_at_ = now + look_every;
        look();
    }
    plan();
    while (send_at_ && *send_at_ <= clock_.steady()) {
        for (Line& line : lines_) send(line, multi);
        plan();
    }
}

void Announcer::look() {
    std::int64_t waiting = 0;
    for (Line& line : lines_) {
        if (!look(line)) return;
        waiting += line.waiting;
    }
    set_gauge(Counter::announcements_waiting, waiting);
    if (std::exchange(ledger_fails_, false)) log::info("websub", "the ledger gives announcements again");
}

// A start gives those another chance that refused, as new settings do to all: the operator may have mended it.
bool Announcer::look(Line& line) {
    PingState& state = state_of(line);
    if (!std::exchange(line.looked, true) && (line.anew || state.ping.given_up)) forgive(state);
    const auto version = outbox_.ledger().version();
    if (!version) {
        postpone(version.error());
        return false;
    }
    const std::pair seen(*version, state.ping.told);
    if (line.seen == seen) return true;  // counting what waits takes long when that is much
    const auto backlog = outbox_.ledger().backlog(line.service->name(), static_cast<std::int64_t>(state.ping.told));
    if (!backlog) {
        postpone(backlog.error());
        return false;
    }
    line.seen = seen;
    line.waiting = backlog->count;
    if (backlog->newest > 0) {
        note(line.burst, static_cast<Revision>(backlog->newest), true, clock_.steady(), debounce());
    }
    const bool full = backlog->count >= ledger::most_announcements;
    if (full && !std::exchange(line.said_full, true)) {
        log::error("websub", fmt::format("{} has not been told of {} articles: from now on the oldest are forgotten",
                                         line.service->name(), backlog->count));
    }
    line.said_full = full;
    return true;
}

void Announcer::plan() {
    send_at_.reset();
    if (ledger_fails_) return;
    const Instants now{clock_.steady(), clock_.now()};
    for (const Line& line : lines_) {
        if (line.transfer) continue;
        const auto wait = announce_in(state_of(line), line.burst, debounce(), now);
        if (wait) send_at_ = std::min(send_at_.value_or(now.steady + *wait), now.steady + *wait);
    }
}

// The next of what waits for the service, if it may be told now.
void Announcer::send(Line& line, CURLM* multi) {
    PingState& state = state_of(line);
    const auto wait = announce_in(state, line.burst, debounce(), {clock_.steady(), clock_.now()});
    if (line.transfer || !wait || *wait > milliseconds(0)) return;
    const auto most = static_cast<std::int64_t>(std::clamp(line.room, std::size_t{1}, line.service->most_urls()));
    const auto rows =
        outbox_.ledger().announcements(line.service->name(), static_cast<std::int64_t>(state.ping.told), most);
    if (!rows) return postpone(rows.error());
    if (rows->empty()) {  // forgotten meanwhile
        line.burst = {};
        return;
    }
    line.batch = {static_cast<Revision>(rows->back().seq), line.burst.revision};
    const auto urls = urls_of(line, *rows);
    line.sent = urls.size();
    if (urls.empty()) {
        state.ping.told = line.batch.last;
        return outbox_.record(state);
    }
    Post post = line.service->post(urls);
    const Options options = options_for(post, options_);
    line.transfer = std::make_unique<Transfer>(multi, std::move(post), options);
    if (!line.transfer->start()) finish(line, line.transfer->answer(CURLE_OK), {});
}

std::vector<std::string> Announcer::urls_of(Line& line, const std::vector<ledger::Announcement>& rows) const {
    std::vector<std::string> out;
    for (const auto& row : rows) {
        if (line.service->takes(row.url)) {
            out.push_back(row.url);
        } else if (!std::exchange(line.said_foreign, true)) {
            log::warning("websub", fmt::format("{} is not told of {} and what else is outside of its site: check [{}]",
                                               line.service->name(), quote(row.url, 200), line.service->name()));
        }
    }
    return out;
}

void Announcer::over(CURL* handle, CURLcode code) {
    const auto line = std::find_if(lines_.begin(), lines_.end(), [handle](const Line& one) {
        return one.transfer && one.transfer->handle() == handle;
    });
    if (line == lines_.end() || line->transfer->goes_on()) return;
    finish(*line, line->transfer->answer(code), line->transfer->reply());
}

void Announcer::finish(Line& line, Answer answer, std::string_view body) {
    const Heard heard = line.service->hear(std::move(answer), body, line.sent, clock_.now());
    line.transfer.reset();  // and with it `body`
    line.room = heard.room.value_or(room_after(heard.answer.status, line.sent, line.room, line.service->most_urls()));
    if (!heard.remark.empty()) log::warning("websub", fmt::format("{}: {}", line.service->name(), heard.remark));
    std::uniform_real_distribution<double> jitter(-1.0, 1.0);
    PingState& state = state_of(line);
    const Next next =
        after_announcing(state.ping, line.batch, heard.answer, heard.pause, clock_.now(), jitter(random_));
    state.ping = next.ping;
    state.retry_at = clock_.steady() + next.delay;
    outbox_.record(state);
    report(line, next);
    look_soon();
}

void Announcer::report(Line& line, const Next& next) {
    const char* name = line.service->name();
    const bool accepted = next.verdict == Verdict::accepted;
    count(accepted ? Counter::announced : Counter::announcements_failed, static_cast<std::int64_t>(line.sent));
    switch (next.verdict) {
        case Verdict::accepted:
            if (std::exchange(line.failing, false)) log::info("websub", fmt::format("{} takes addresses again", name));
            return;
        case Verdict::again:
            line.failing = true;
            log::warning("websub", fmt::format("{} was not told of {} addresses: {}; attempt {}, the next in {:.1f} s",
                                               name, line.sent, next.ping.last_answer, next.ping.attempts,
                                               static_cast<double>(next.delay.count()) / 1000.0));
            return;
        case Verdict::given_up:
            line.failing = true;
            log::error("websub", fmt::format("{} refuses {} addresses: {}; given up after {} attempts: check [{}] and "
                                             "reload, else it is tried with new articles, in an hour at the soonest",

                                             name, line.sent, next.ping.last_answer, next.ping.attempts, name));
            return;
    }
}

// One line when it begins, none for every further try.
void Announcer::postpone(const Error& error) {
    if (!std::exchange(ledger_fails_, true)) {
        log::error("websub", fmt::format("announcements can't be read, will try again: {}", error.detail));
    }
    look_at_ = clock_.steady() + pause_after_failure;
}

std::optional<SteadyTime> Announcer::next_work() const {
    if (lines_.empty() || !outbox_.is_loaded()) return std::nullopt;
    if (!look_at_ || !send_at_) return look_at_ ? look_at_ : send_at_;
    return std::min(*look_at_, *send_at_);
}

}  // namespace syndicated::websub
