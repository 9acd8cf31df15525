#include "app/publishing.hpp"

#include <algorithm>
#include <utility>

namespace syndicated::app {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// While more comes, many feeds are held back for a moment: they are likely to change again. Making them takes a small
// part of the time at most.
constexpr std::size_t few_feeds = 32;
constexpr milliseconds least_hold{3000};
constexpr milliseconds longest_hold{10'000};
constexpr int hold_for_each_publishing = 4;

}  // namespace

Publishing::Publishing(publish::Publication& publication, const Clock& clock, std::function<void()> coded,
                       std::function<void()> swapped)
    : clock_(clock), swapped_(std::move(swapped)), publisher_(publication, std::move(coded)) {}

Result<void> Publishing::open(ledger::Ledger& ledger, const Settings& settings, bool complete) {
    pending_ = {};
    republish_all_ = false;
    return publish_all(ledger, settings, complete);
}

void Publishing::note(const ledger::Committed& committed) {
    for (const auto& slug : committed.feeds) pending_[slug] = Pending::changed;
    for (const auto& slug : committed.removed_feeds) pending_[slug] = Pending::removed;
}

Result<void> Publishing::publish(ledger::Ledger& ledger, const Settings& settings, bool complete, bool more_comes) {
    if (pending_.empty() && !republish_all_ && !completed_now_) return boost::system::in_place_value;
    const auto begun = clock_.steady();
    if (pending_since_ == steady_clock::time_point{}) pending_since_ = begun;
    if (more_comes && may_wait(begun)) return boost::system::in_place_value;
    auto done =
        republish_all_ ? publish_all(ledger, settings, complete) : publisher_.publish(ledger, changes(), complete);
    pending_since_ = {};
    took_ = clock_.steady() - begun;
    if (!done) return done;
    pending_ = {};
    republish_all_ = completed_now_ = false;
    uncoded_ = unwarmed_ = true;
    return done;
}

bool Publishing::may_wait(steady_clock::time_point now) const {
    const auto hold = std::clamp<steady_clock::duration>(hold_for_each_publishing * took_, least_hold, longest_hold);
    return pending_.size() > few_feeds && !republish_all_ && now - pending_since_ < hold;
}

Result<void> Publishing::publish_all(ledger::Ledger& ledger, const Settings& settings, bool complete) {
    const auto memory_bytes = settings.memory_bytes - settings.on_demand_bytes();
    return publisher_.publish_all(ledger, settings.serving(), memory_bytes, complete);
}

ledger::Committed Publishing::changes() const {
    ledger::Committed out;
    for (const auto& [slug, what] : pending_) {
        (what == Pending::changed ? out.feeds : out.removed_feeds).push_back(slug);
    }
    return out;
}

void Publishing::code() {
    if (!uncoded_) return;
    uncoded_ = publisher_.compress();
    swapped_();  // hubs can be told of what is done, however much waits behind it
}

Result<void> Publishing::warm(ledger::Ledger& ledger, const GiveWay& give_way) {
    if (!can_warm()) return boost::system::in_place_value;
    const auto more = publisher_.warm(ledger, give_way);
    unwarmed_ = more.has_value() && *more;
    if (!more) return more.error();
    uncoded_ = publisher_.compress();  // its coder calls when the next one may come
    return boost::system::in_place_value;
}

}  // namespace syndicated::app
