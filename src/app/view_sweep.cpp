#include "app/view_sweep.hpp"

#include "syndicated/normalise/fields.hpp"

#include <algorithm>
#include <utility>

namespace syndicated::app {

namespace {

// A million rows take some four minutes. So many at once take a millisecond or two, even where they are read from a
// disk: a commit of the store waits no longer.
constexpr std::int64_t rows_in_a_slice = 208, rows_at_once = 16;
static_assert(rows_in_a_slice % rows_at_once == 0);
constexpr std::chrono::milliseconds between_slices{50};

}  // namespace

void ViewSweep::configure(std::chrono::seconds every, std::chrono::seconds window) {
    if (every != every_) next_ = {};
    every_ = every;
    window_ = window;
}

std::optional<ViewSweep::Instant> ViewSweep::next() const {
    return every_.count() == 0 ? std::nullopt : std::optional(next_);
}

Result<void> ViewSweep::step(store::Store& store, ledger::Ledger& ledger, const Clock& clock, const GiveWay& give_way) {
    const auto now = clock.steady();
    if (every_.count() == 0 || now < next_) return boost::system::in_place_value;
    if (!std::exchange(under_way_, true)) {
        begun_ = now;
        if (std::exchange(changed_, false)) position_ = newest;
    }
    const auto more = work(store, ledger, clock.now_s(), give_way);
    under_way_ = more.has_value() && *more;
    next_ = under_way_ ? now + between_slices : std::max(begun_ + every_, now + between_slices);
    if (more) return boost::system::in_place_value;
    position_.reset();
    changed_ = true;
    return more.error();
}

// What is too old goes first. True: there is more to do.
Result<bool> ViewSweep::work(store::Store& store, ledger::Ledger& ledger, sys_seconds now, const GiveWay& give_way) {
    auto more = ledger.forget_views(now - window_, rows_in_a_slice);
    if (!more || *more || !position_) return more;
    for (std::int64_t rows = 0; rows < rows_in_a_slice; rows += rows_at_once) {
        more = read_some(store, ledger, now);
        if (!more || !*more || give_way()) break;
    }
    return more;
}

Result<bool> ViewSweep::read_some(store::Store& store, ledger::Ledger& ledger, sys_seconds now) {
    const auto read = store.views(*position_, rows_at_once);
    if (!read) return read.error();
    ledger::ViewCounts counts;
    counts.store = store.name();
    counts.low = read->low;
    counts.high = *position_;
    for (const auto& row : read->rows) {
        const auto views = normalise::read_views(row.views, {});
        if (views.value) counts.rows.push_back({row.position, *views.value});
    }
    if (const auto done = ledger.count_views(counts, window_, now); !done) return done.error();
    position_ = read->more ? std::optional(read->low - 1) : std::nullopt;
    return read->more;
}

}  // namespace syndicated::app
