// The ledger's tables, as a list of migrations.
#pragma once

#include "ledger/connection.hpp"

namespace syndicated::ledger {

// Brings the database up to the newest migration, each in a transaction of its own. A file of another program or of a
// newer version is left alone (Failure: invalid_input).
void migrate(Connection& connection);
// For connections that change no schema: conflict when the owner has to migrate first.
void require_newest(Connection& connection);

}  // namespace syndicated::ledger
