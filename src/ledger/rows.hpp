// Rows of entry, body and guid_memory. Works within the caller's transaction.
#pragma once

#include "ledger/connection.hpp"
#include "syndicated/ledger/ledger.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::ledger {

enum class State : std::uint8_t { visible = 0, held = 1, withheld = 2 };  // as stored

// What a commit needs of the row that stands for a guid now.
struct Standing {
    State state = State::withheld;
    Digest digest, content;
    sys_seconds published{}, updated{};
    std::int64_t bytes = 0;
    std::string main;  // the main category, or empty
    std::string source;
    std::vector<std::string> categories;
    bool featured = false;
};

// A row of guid_memory with the entry's, if there is one.
struct Remembered {
    std::int64_t id = 0;
    std::string guid, store, key;
    sys_seconds first_seen{}, last_changed{};
    Digest raw, content;
    std::optional<sys_seconds> returned;  // after it was withdrawn
    std::optional<Standing> entry;
};

[[nodiscard]] std::optional<Remembered> remembered_guid(Connection& connection, const std::string& guid);
[[nodiscard]] std::optional<Remembered> remembered_id(Connection& connection, std::int64_t id);  // with an entry
// Entries under a key; more than one only while a key changes hands.
[[nodiscard]] std::vector<std::int64_t> ids_under(Connection& connection, const std::string& store,
                                                  const std::string& key);
// Writes id when it is 0; a row that is the same already is not touched.
void write_memory(Connection& connection, Remembered& memory);

[[nodiscard]] std::int64_t bytes_of(const Article& article);  // what max_bytes counts: no format changes it
void write_row(Connection& connection, std::int64_t id, const Entry& entry, State state, const Digest& fingerprint);
void write_fingerprint(Connection& connection, std::int64_t id, const Digest& fingerprint);
void write_body(Connection& connection, std::int64_t id, const std::string& html);
[[nodiscard]] bool is_first_read_done(Connection& connection);
void erase_entry(Connection& connection, std::int64_t id);
[[nodiscard]] std::optional<Entry> read_entry(Connection& connection, std::int64_t id);

}  // namespace syndicated::ledger
