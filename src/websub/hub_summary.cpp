// What the hub's thread tells others of how it stands: an immutable summary, made anew when something changed.
#include "websub/hub_impl.hpp"
#include "websub/summarise.hpp"

#include <algorithm>
#include <utility>

namespace syndicated::websub {

namespace {

constexpr std::chrono::steady_clock::duration at_most_every = std::chrono::seconds(1);
constexpr int rests_for = 100;                      // times as long as it took
constexpr std::chrono::seconds at_least_every{30};  // leases end without a word

}  // namespace

void Hub::Impl::sum_up() {
    const SteadyTime now = clock_.steady();
    if (now < sum_up_at_) return;
    if (!subscribers_.take_change() && now < sum_up_again_at_) return;
    auto made = std::make_shared<const HubSummary>(summarise(subscribers_, clock_.now_s()));
    const SteadyTime done = clock_.steady();
    sum_up_at_ = done + std::max(at_most_every, rests_for * (done - now));
    sum_up_again_at_ = done + at_least_every;
    const std::lock_guard lock(summary_mutex_);
    summary_.swap(made);
}

std::shared_ptr<const HubSummary> Hub::Impl::summary() const {
    const std::lock_guard lock(summary_mutex_);
    return summary_;
}

std::shared_ptr<const HubSummary> Hub::summary() const {
    return impl_->summary();
}

}  // namespace syndicated::websub
