// Every ping's state: in memory, and in the ledger so that a crash loses none. Push thread only; its only writer.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/ledger/ledger.hpp"
#include "websub/due.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace syndicated::websub {

class Outbox {
public:
    Outbox(std::unique_ptr<ledger::Ledger> ledger, const Clock& clock) : ledger_(std::move(ledger)), clock_(clock) {}

    // Reads the ledger's pings. false: it can't be read now, call again at next_work(); until then nobody knows what
    // the hubs were told.
    [[nodiscard]] bool load();
    [[nodiscard]] bool is_loaded() const { return loaded_; }
    // A hub's pings; those of hubs that left the settings stay, in case they come back.
    [[nodiscard]] Lane& lane(const std::string& hub) { return lanes_[hub]; }
    // Writes the state down. What the ledger does not take is kept and written by save().
    void record(PingState& state);
    // Writes what is unwritten, if it is time to try again (or `at_once`).
    void save(bool at_once = false);
    // For what else push reads.
    [[nodiscard]] ledger::Ledger& ledger() { return *ledger_; }
    // When load() or save() has something to try again.
    [[nodiscard]] std::optional<SteadyTime> next_work() const { return try_at_; }

private:
    [[nodiscard]] bool write(PingState& state);
    void postpone(const Error& error, const char* what);
    void recovered();

    std::unique_ptr<ledger::Ledger> ledger_;
    const Clock& clock_;
    std::map<std::string, Lane> lanes_;
    bool loaded_ = false;
    std::optional<SteadyTime> try_at_;  // set while the ledger fails
};

}  // namespace syndicated::websub
