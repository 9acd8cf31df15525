#include "syndicated/websub/pusher.hpp"

#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"
#include "syndicated/base/signals.hpp"
#include "syndicated/base/text.hpp"
#include "websub/announcer.hpp"
#include "websub/curl.hpp"
#include "websub/due.hpp"
#include "websub/form.hpp"
#include "websub/outbox.hpp"
#include "websub/retry.hpp"
#include "websub/transfer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <mutex>
#include <random>
#include <set>
#include <thread>
#include <unordered_map>

namespace syndicated::websub {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds body_grace{1000};     // for the rest of an answer whose status is known
constexpr milliseconds longest_wait{60000};  // in one poll
constexpr milliseconds retry_step{250};      // repeated attempts that are due within it share one look at all topics

std::chrono::nanoseconds ceil_to(std::chrono::nanoseconds step, std::chrono::nanoseconds span) {
    return (span + step - std::chrono::nanoseconds(1)) / step * step;
}

}  // namespace

class Pusher::Impl {
public:
    Impl(Options options, const publish::Publication& publication, std::unique_ptr<ledger::Ledger> ledger,
         const Clock& clock)
        : publication_(publication),
          clock_(clock),
          multi_(make_multi()),
          outbox_(std::move(ledger), clock),
          announcer_(outbox_, clock),
          new_options_(std::move(options)) {
        thread_ = std::thread([this] { run(); });
    }

    ~Impl() {
        stopping_ = true;
        curl_multi_wakeup(multi_.get());
        thread_.join();
    }

    void wake() {
        woken_ = true;
        curl_multi_wakeup(multi_.get());
    }

    void reconfigure(Options options) {
        {
            const std::lock_guard lock(mutex_);
            new_options_ = std::move(options);
        }
        wake();
    }

private:
    // What one hub is to be told.
    struct Line {
        int in_flight = 0;
        std::vector<std::string> ready;  // topics, the most urgent last; of the last plan
        std::int64_t untold = 0;         // topics that it does not know the newest revision of
    };
    struct Sent {
        std::string hub, topic;
        Revision revision = 0;
        std::unique_ptr<Transfer> transfer;
    };

    void run();
    void take_options();
    void look_at_snapshot();
    void plan();
    void plan_again_at(SteadyTime at) { replan_at_ = replan_at_ ? std::min(*replan_at_, at) : at; }
    void send_ready();
    void send(const std::string& hub, const std::string& topic);
    void collect();
    void cut_off();
    void over(CURL* handle, CURLcode code);
    void finish(const Sent& sent, const Answer& answer);
    void look_again(const std::string& hub, const PingState& state, Revision told_before);
    void set_due_gauge();
    void report(const Next& next);
    void poll();

    const publish::Publication& publication_;
    const Clock& clock_;
    MultiHandle multi_;

    // Push thread only:
    Options options_;
    Outbox outbox_;
    Announcer announcer_;  // its requests end before multi_
    std::shared_ptr<const publish::Snapshot> snapshot_;
    Topics topics_;
    std::unordered_map<CURL*, Sent> sent_;         // destroyed before multi_
    std::unordered_map<std::string, Line> lines_;  // by hub
    std::set<std::string> failing_;                // hubs whose last answer was none or a passing one
    bool replan_ = true;
    bool has_room_ = true;  // a connection came free, and another ping may leave
    std::optional<SteadyTime> replan_at_;
    std::minstd_rand random_{std::random_device{}()};

    std::mutex mutex_;  // guards new_options_
    std::optional<Options> new_options_;
    std::atomic<bool> woken_{true};
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

void Pusher::Impl::run() {
    block_signals();
    while (!stopping_) {
        if (woken_.exchange(false)) {
            take_options();
            look_at_snapshot();
            announcer_.look_soon();
            replan_ = true;
        }
        outbox_.save();
        if (replan_ || (replan_at_ && clock_.steady() >= *replan_at_)) plan();
        send_ready();
        announcer_.work(multi_.get());
        int running = 0;
        curl_multi_perform(multi_.get(), &running);
        collect();
        cut_off();
        if (!replan_ && !has_room_) poll();
    }
    sent_.clear();
    announcer_.give_up();
    outbox_.save(true);
}

void Pusher::Impl::take_options() {
    std::optional<Options> taken;
    {
        const std::lock_guard lock(mutex_);
        taken.swap(new_options_);
    }
    if (!taken) return;
    announcer_.configure(*taken);
    options_ = std::move(*taken);
    std::vector<std::string> hubs;
    for (std::string& hub : options_.hubs) {
        if (std::find(hubs.begin(), hubs.end(), hub) == hubs.end()) hubs.push_back(std::move(hub));
    }
    options_.hubs = std::move(hubs);
}

void Pusher::Impl::look_at_snapshot() {
    if (options_.hubs.empty()) {
        snapshot_.reset();
        topics_.clear();
        set_due_gauge();
        return;
    }
    const SteadyTime now = clock_.steady();
    const auto before = snapshot_ ? snapshot_ : std::make_shared<const publish::Snapshot>();
    snapshot_ = publication_.current();
    const Debounce debounce{options_.debounce, options_.debounce_max};
    std::vector<const publish::Resource*> shown;
    snapshot_->for_each_change(*before, [&](const publish::Resource* was, const publish::Resource* is) {
        const bool same_topic = was != nullptr && is != nullptr && was->head.topic == is->head.topic;
        if (was != nullptr && !same_topic) topics_.erase(was->head.topic);
        if (is != nullptr && !is->head.topic.empty() && is->head.revision != 0) shown.push_back(is);
    });
    for (const publish::Resource* resource : shown) {
        const publish::Head& head = resource->head;
        note(topics_[head.topic], head.revision, resource->body.complete, now, debounce);
    }
}

// The one look at all topics: what may leave now, in its order, and when to look again.
void Pusher::Impl::plan() {
    replan_ = false;
    for (auto& [hub, line] : lines_) line.ready.clear();
    const bool known = outbox_.load();
    replan_at_ = outbox_.next_work();
    if (!snapshot_ || !known) return;
    const Debounce debounce{options_.debounce, options_.debounce_max};
    const Instants now{clock_.steady(), clock_.now()};
    for (const std::string& hub : options_.hubs) {
        Plan plan = plan_lane(topics_, outbox_.lane(hub), debounce, now, snapshot_->complete() ? topics_.size() : 0);
        Line& line = lines_[hub];
        line.untold = plan.untold;
        line.ready.assign(std::make_move_iterator(plan.topics.rbegin()), std::make_move_iterator(plan.topics.rend()));
        if (plan.wait) plan_again_at(now.steady + *plan.wait);
    }
    set_due_gauge();
}

void Pusher::Impl::set_due_gauge() {
    std::int64_t untold = 0;
    for (const std::string& hub : options_.hubs) untold += lines_[hub].untold;
    set_gauge(Counter::pings_due, untold);
}

// As far as each hub's connections go.
void Pusher::Impl::send_ready() {
    has_room_ = false;
    for (const std::string& hub : options_.hubs) {
        Line& line = lines_[hub];
        while (line.in_flight < options_.parallel_per_hub && !line.ready.empty()) {
            const std::string topic = std::move(line.ready.back());
            line.ready.pop_back();
            send(hub, topic);
        }
    }
}

void Pusher::Impl::send(const std::string& hub, const std::string& topic) {
    PingState& state = outbox_.lane(hub)[topic];
    state.ping.hub = hub;
    state.ping.topic = topic;
    state.in_flight = true;
    ++lines_[hub].in_flight;
    Post post{hub, form_media_type, publish_form(topic)};
    Sent sent{hub, topic, topics_.at(topic).revision,
              std::make_unique<Transfer>(multi_.get(), std::move(post), options_)};
    if (!sent.transfer->start()) return finish(sent, sent.transfer->answer(CURLE_OK));
    sent_.emplace(sent.transfer->handle(), std::move(sent));
}

void Pusher::Impl::collect() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
        const CURLcode code = message->data.result;
        over(message->easy_handle, code);
    }
}

// Answers whose status is known and whose body goes on and on.
void Pusher::Impl::cut_off() {
    const auto limit = std::chrono::steady_clock::now() - body_grace;
    std::vector<CURL*> late;
    for (const auto& [handle, sent] : sent_) {
        const auto at = sent.transfer->answered_at();
        if (at && *at <= limit) late.push_back(handle);
    }
    for (CURL* handle : late) over(handle, CURLE_OK);
}

void Pusher::Impl::over(CURL* handle, CURLcode code) {
    const auto found = sent_.find(handle);
    if (found == sent_.end()) return announcer_.over(handle, code);
    if (found->second.transfer->goes_on()) return;
    finish(found->second, found->second.transfer->answer(code));
    sent_.erase(found);
}

void Pusher::Impl::finish(const Sent& sent, const Answer& answer) {
    --lines_[sent.hub].in_flight;
    has_room_ = true;
    PingState& state = outbox_.lane(sent.hub)[sent.topic];
    state.in_flight = false;
    std::uniform_real_distribution<double> jitter(-1.0, 1.0);
    const Next next = next_state(state.ping, sent.revision, answer, clock_.now(), jitter(random_));
    const Revision told_before = state.ping.told;
    state.ping = next.ping;
    state.retry_at.reset();
    if (next.verdict == Verdict::again) {
        state.retry_at = SteadyTime(ceil_to(retry_step, (clock_.steady() + next.delay).time_since_epoch()));
    }
    report(next);
    outbox_.record(state);
    look_again(sent.hub, state, told_before);
}

// After an answer: this topic alone has changed, so that the plan for the others stays good.
void Pusher::Impl::look_again(const std::string& hub, const PingState& state, Revision told_before) {
    const auto topic = topics_.find(state.ping.topic);
    if (topic == topics_.end()) return;
    const Revision wanted = topic->second.revision;
    if (told_before < wanted && state.ping.told >= wanted) {
        --lines_[hub].untold;
        set_due_gauge();
    }
    const Debounce debounce{options_.debounce, options_.debounce_max};
    const Instants now{clock_.steady(), clock_.now()};
    if (const auto wait = wait_of(topic->second, state, debounce, now)) plan_again_at(now.steady + *wait);
}

void Pusher::Impl::report(const Next& next) {
    const Ping& ping = next.ping;
    const std::string hub = quote(ping.hub, 200);
    count(next.verdict == Verdict::accepted ? Counter::pings_sent : Counter::pings_failed);
    switch (next.verdict) {
        case Verdict::accepted:
            if (failing_.erase(ping.hub) > 0) log::info("websub", "hub " + hub + " takes pings again");
            return;
        case Verdict::again:
            failing_.insert(ping.hub);
            log::warning("websub", fmt::format("hub {} was not told of {}: {}; attempt {}, the next in {:.1f} s", hub,
                                               quote(ping.topic, 200), ping.last_answer, ping.attempts,
                                               static_cast<double>(next.delay.count()) / 1000.0));
            return;
        case Verdict::given_up:
            log::error("websub",
                       fmt::format("hub {} refuses {}: {}; given up after {} attempts, until the feed changes "
                                   "again: check [websub] hubs and what the hub requires",
                                   hub, quote(ping.topic, 200), ping.last_answer, ping.attempts));
            return;
    }
}

void Pusher::Impl::poll() {
    milliseconds wait = longest_wait;
    const auto sooner = [&wait](SteadyTime at, SteadyTime now) {
        wait = std::clamp(std::chrono::ceil<milliseconds>(at - now), milliseconds(0), wait);
    };
    if (replan_at_) sooner(*replan_at_, clock_.steady());
    if (const auto at = outbox_.next_work()) sooner(*at, clock_.steady());
    if (const auto at = announcer_.next_work()) sooner(*at, clock_.steady());
    for (const auto& [handle, sent] : sent_) {
        const auto at = sent.transfer->answered_at();
        if (at) sooner(*at + body_grace, std::chrono::steady_clock::now());
    }
    if (curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(wait.count()), nullptr) == CURLM_OK) return;
    std::this_thread::sleep_for(milliseconds(100));  // out of memory: no busy loop
}

Pusher::Pusher(Options options, const publish::Publication& publication, std::unique_ptr<ledger::Ledger> ledger,
               const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), publication, std::move(ledger), clock)) {}

Pusher::~Pusher() = default;

void Pusher::wake() {
    impl_->wake();
}

void Pusher::reconfigure(Options options) {
    impl_->reconfigure(std::move(options));
}

}  // namespace syndicated::websub
