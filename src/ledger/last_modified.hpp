// Last-Modified of a feed: which second a change gets. The rule is in docs/store.md; RFC 9110, 8.8.2.
#pragma once

#include "syndicated/base/clock.hpp"

#include <optional>
#include <string>
#include <unordered_set>

namespace syndicated::ledger {

// The later of the previous value and the commit's second; a second more when that would repeat a value which clients
// may hold for other bytes. Pure.
[[nodiscard]] sys_seconds next_last_modified(std::optional<sys_seconds> previous, sys_seconds now,
                                             bool previous_was_sent);

// Which values a header may have carried already. The header is left out while its second is not past, so a value that
// is not past was never sent, unless the clock stood later once: in an earlier process, or before it stepped back.
class SentHeaders {
public:
    // With every instant that a writing call is given, before may_have_sent().
    void see(sys_seconds now);
    // Of a value that is not past. `slug` names the feed.
    [[nodiscard]] bool may_have_sent(const std::string& slug) const { return !unsent_.contains(slug); }
    // The feed got a new value at the instant last seen.
    void wrote(const std::string& slug) { unsent_.insert(slug); }

private:
    sys_seconds highest_{};
    std::unordered_set<std::string> unsent_;  // got their value since the start or the last step back
};

}  // namespace syndicated::ledger
