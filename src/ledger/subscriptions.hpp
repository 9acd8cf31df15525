// Whom the built-in hub tells: own tables, which a rebuild does not touch.
#pragma once

#include "ledger/connection.hpp"
#include "syndicated/ledger/hub_changes.hpp"
#include "syndicated/model/subscription.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace syndicated::ledger {

[[nodiscard]] std::vector<Subscription> read_subscriptions(Connection& connection);
[[nodiscard]] std::vector<SubscriptionRequest> read_subscription_requests(Connection& connection);
// In a transaction of its own.
void write_hub_changes(Connection& connection, std::span<const HubChanges> changes);

// The operator's, each in a transaction of its own that counts as an edit.
void remove_subscription(Connection& connection, std::int64_t id);
void pause_subscription(Connection& connection, std::int64_t id, bool paused);
[[nodiscard]] std::int64_t read_subscription_edits(Connection& connection);

}  // namespace syndicated::ledger
