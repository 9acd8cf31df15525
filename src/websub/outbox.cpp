#include "websub/outbox.hpp"

#include "syndicated/base/log.hpp"

#include <fmt/format.h>

namespace syndicated::websub {

namespace {
constexpr std::chrono::seconds pause_after_failure{2};
}

bool Outbox::load() {
    if (loaded_) return true;
    if (try_at_ && clock_.steady() < *try_at_) return false;
    auto pings = ledger_->pings();
    if (!pings) {
        postpone(pings.error(), "what hubs were told can't be read");
        return false;
    }
    for (Ping& ping : *pings) {
        PingState& state = lanes_[ping.hub][ping.topic];
        state.ping = std::move(ping);
    }
    loaded_ = true;
    recovered();
    return true;
}

bool Outbox::write(PingState& state) {
    const auto done = ledger_->record(state.ping);
    state.unsaved = !done;
    if (!done) postpone(done.error(), "what a hub was told can't be written down");
    return !state.unsaved;
}

void Outbox::record(PingState& state) {
    state.unsaved = true;
    if (!try_at_) (void)write(state);
}

void Outbox::save(bool at_once) {
    if (!loaded_ || !try_at_ || (!at_once && clock_.steady() < *try_at_)) return;
    for (auto& [hub, lane] : lanes_) {
        for (auto& [topic, state] : lane) {
            if (state.unsaved && !write(state)) return;
        }
    }
    recovered();
}

// One line when it begins, none for every further try.
void Outbox::postpone(const Error& error, const char* what) {
    if (!try_at_) log::error("websub", fmt::format("{}, will try again: {}", what, error.detail));
    try_at_ = clock_.steady() + pause_after_failure;
}

void Outbox::recovered() {
    if (try_at_) log::info("websub", "the ledger answers again");
    try_at_.reset();
}

}  // namespace syndicated::websub
