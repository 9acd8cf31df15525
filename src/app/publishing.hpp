// When documents are made of what changed in the ledger: at once, but for many feeds that are likely to change again in
// a moment. Then their compressed forms, then the bodies for which there is room. The work thread owns it.
#pragma once

#include "app/give_way.hpp"
#include "app/publisher.hpp"
#include "app/settings.hpp"
#include "syndicated/base/clock.hpp"
#include "syndicated/base/result.hpp"
#include "syndicated/ledger/ledger.hpp"
#include "syndicated/publish/publication.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <string>

namespace syndicated::app {

class Publishing {
public:
    // `coded` is called on another thread when code() has something to do. `swapped` is called when documents
    // were swapped in, with their compressed forms or before.
    Publishing(publish::Publication& publication, const Clock& clock, std::function<void()> coded,
               std::function<void()> swapped);

    // What the ledger holds. It waits for nothing.
    [[nodiscard]] Result<void> open(ledger::Ledger& ledger, const Settings& settings, bool complete);

    void note(const ledger::Committed& committed);
    void note_settings() { republish_all_ = true; }
    void note_complete() { completed_now_ = true; }  // no Snapshot says so yet

    // `more_comes`: the ledger is still being written. `complete`: the first read is behind us.
    [[nodiscard]] Result<void> publish(ledger::Ledger& ledger, const Settings& settings, bool complete,
                                       bool more_comes);
    void code();
    // The body of one more feed, with all its forms, or a part of it: as Publisher::warm().
    [[nodiscard]] Result<void> warm(ledger::Ledger& ledger, const GiveWay& give_way);
    [[nodiscard]] bool can_warm() const { return unwarmed_ && !uncoded_; }

private:
    enum class Pending { changed, removed };

    [[nodiscard]] Result<void> publish_all(ledger::Ledger& ledger, const Settings& settings, bool complete);
    [[nodiscard]] bool may_wait(std::chrono::steady_clock::time_point now) const;
    [[nodiscard]] ledger::Committed changes() const;

    const Clock& clock_;
    std::function<void()> swapped_;
    Publisher publisher_;
    std::map<std::string, Pending> pending_;  // slugs of feeds, not published yet
    bool republish_all_ = false, completed_now_ = false;
    bool uncoded_ = true;   // documents may have no compressed forms yet
    bool unwarmed_ = true;  // feeds may have heads alone, with room for more
    std::chrono::steady_clock::time_point pending_since_{};
    std::chrono::steady_clock::duration took_{};  // the last time
};

}  // namespace syndicated::app
