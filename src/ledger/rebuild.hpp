// A rebuild: a second database beside the ledger (PATH.rebuild) takes own values over and is filled by commits; at the
// end its derived tables replace the ledger's in one transaction of the ledger. Whatever happens before leaves the
// ledger as it was, and the file is removed at the next start.
#pragma once

#include "ledger/writer.hpp"

#include <filesystem>
#include <memory>

namespace syndicated::ledger {

class Rebuild {
public:
    Rebuild(Connection& ledger, const Identity& identity);
    ~Rebuild();
    Rebuild(const Rebuild&) = delete;
    Rebuild& operator=(const Rebuild&) = delete;

    [[nodiscard]] Writer& writer() { return *writer_; }
    [[nodiscard]] Connection& connection() { return *fresh_; }
    // Nothing may be asked of writer() and connection() afterwards.
    Committed finish(Writer& ledger, sys_seconds now);

    static void remove_leftovers(const std::filesystem::path& ledger);

private:
    [[nodiscard]] Committed swap(sys_seconds now);

    Connection& ledger_;
    Identity identity_;
    std::filesystem::path path_;
    std::unique_ptr<Connection> fresh_;
    std::unique_ptr<Writer> writer_;
};

// The recorded identity, if there is one.
[[nodiscard]] std::optional<Identity> read_identity(Connection& connection);
void write_identity(Connection& connection, const Identity& identity);

}  // namespace syndicated::ledger
