// Writes articles into one database: the ledger's, or the one that a rebuild fills beside it.
#pragma once

#include "ledger/catalogue.hpp"
#include "ledger/feeds.hpp"
#include "ledger/rows.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>

namespace syndicated::ledger {

class Writer {
public:
    explicit Writer(Connection& connection) : connection_(connection), catalogue_(connection), states_(connection) {}

    Committed configure(const Configuration& configuration, sys_seconds now);
    Committed commit(const Batch& batch, sys_seconds now);
    Committed release_due(sys_seconds now);
    // One transaction that replaces what lies under this writer; then every feed is looked at as after a commit.
    Committed replace(const std::function<Committed()>& swap, sys_seconds now);
    void forget_articles();
    // Empty until configure() was called.
    [[nodiscard]] const std::optional<Configuration>& configuration() const { return configuration_; }

private:
    using Step = std::function<void(Committed&)>;
    enum class Why : std::uint8_t { entries, new_settings, new_documents, rebuilt };  // feeds are looked at

    Committed write(sys_seconds now, const Step& step);
    void require_configuration() const;
    void begin_announcing();
    void end_announcing();
    // Before it stands anew.
    void announce(const Remembered& memory, const std::string& url);
    // Before its row goes or is written anew.
    void park(const Remembered& memory);
    void take(const Item& item, const Digest& fingerprint, sys_seconds now, Committed& out);
    void remember_return(Remembered& memory, sys_seconds published, sys_seconds now);
    void stand(const Remembered& memory, const Entry& entry, State state, const Digest& fingerprint, sys_seconds now,
               Committed& out);
    void rewrite(const Member& member, const Standing& old, sys_seconds now);
    [[nodiscard]] bool unindex(std::int64_t id, bool was_visible, const Entry& entry, State state);
    [[nodiscard]] bool keeps(const Entry& entry, std::int64_t id);
    void withdraw(const Remembered& memory, sys_seconds now, Committed& out);
    void withdraw_missing(const Batch& batch, sys_seconds now, Committed& out);
    void bury(const Remembered& memory, sys_seconds now);
    void exhume(const std::string& guid);
    void settle(const Configuration& configuration, Why why, Cause cause, sys_seconds now, Committed& out);

    Connection& connection_;
    Catalogue catalogue_;
    FeedStates states_;
    std::optional<Configuration> configuration_;
    bool in_step_ = false;  // memory is what the database holds
    // Guids; no document told of it yet. Rows that exchange their keys withdraw each other's entries for a moment.
    std::unordered_set<std::string> buried_in_commit_;
    bool announcing_ = false;                  // this step tells search engines of articles
    std::int64_t room_for_announcements_ = 0;  // so many more before their number is looked at
};

}  // namespace syndicated::ledger
