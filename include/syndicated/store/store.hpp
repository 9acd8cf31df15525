// An article store: whoever owns it, syndicated watches and reads it, and writes what is imported. One thread owns a
// Store (the work thread); open another for another thread. Facts and figures: docs/store.md.
#pragma once

#include "syndicated/base/result.hpp"
#include "syndicated/model/article.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::store {

struct CategoryRow {
    std::string name, parent, slug, about;  // empty: NULL
    int position = 0;

    friend bool operator==(const CategoryRow&, const CategoryRow&) = default;
};

// Where a reader stands, as text that only the store understands; the ledger keeps it. Empty: nothing read yet.
using Cursor = std::string;

// One step of reading. Rows carry all columns (html to 16 MiB, any other to 1 MiB; `added` 0: not known); `gone` are
// keys that no longer exist. A step of a scan covers every position in [scan_low, scan_high]: an entry there that is
// not among the rows is gone too.
struct Batch {
    std::vector<RawArticle> rows;
    std::vector<std::string> gone;
    bool categories_changed = false;
    bool scanned = false;
    std::int64_t scan_low = 0, scan_high = 0;
    Cursor next;
    bool more = false;             // call read() again at once
    bool first_read_done = false;  // the first scan is complete
    double progress = 1.0;         // of the scan under way, 0 to 1
};

// The column `views` of rows with a position in [low, the one asked for]: those that have something there, as it stands
// (to 100 characters), positions falling. `more`: there are rows below `low`.
struct ViewSlice {
    struct Row {
        std::int64_t position = 0;
        std::string views;
    };
    std::vector<Row> rows;
    std::int64_t low = 0;
    bool more = false;
};

struct Written {
    std::int64_t inserted = 0, updated = 0, unchanged = 0;
};

class Store {
public:
    Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    virtual ~Store() = default;

    [[nodiscard]] virtual const std::string& name() const = 0;
    // Of the native store's syn_meta; made with the schema.
    [[nodiscard]] virtual Result<std::string> uuid() = 0;

    // Changes since the cursor first, then a slice of the scan when one is under way; at most `limit` rows. A cursor
    // of another file, or that the log no longer holds, starts a scan anew, with a batch that has no rows and says
    // categories_changed. An empty batch with more == false: nothing to do.
    [[nodiscard]] virtual Result<Batch> read(const Cursor& cursor, std::int64_t limit) = 0;
    // The cursor with a full scan to come (the audit at start and every hour, a change of the rules).
    [[nodiscard]] virtual Result<Cursor> restart_scan(const Cursor& cursor) = 0;

    [[nodiscard]] virtual Result<RawArticle> find(std::string_view key) = 0;  // not_found
    [[nodiscard]] virtual Result<std::vector<CategoryRow>> categories() = 0;
    [[nodiscard]] virtual Result<std::int64_t> count() = 0;
    // At most `limit` rows are looked at, from position `high` downwards.
    [[nodiscard]] virtual Result<ViewSlice> views(std::int64_t high, std::int64_t limit) = 0;

    // Upserts by guid in one transaction; a row equal to what is stored is not touched. On an error nothing of it is
    // written. invalid_input: read-only store, or a rule of the operator's own (a trigger, a constraint) refuses a row.
    [[nodiscard]] virtual Result<Written> write(std::span<const RawArticle> articles) = 0;

    // --- noticing -----------------------------------------------------------------------------------------------
    // Poll it for reading; -1: there is none, rely on ask_again_in(). Ask for it before each poll: it is another one
    // after the folder was replaced.
    [[nodiscard]] virtual int fd() const = 0;
    // Whether a commit may have happened since the last call that returned true. Cheap; call it when fd() is readable
    // and when ask_again_in() has passed. An error is told at each call while it lasts (log it once); the first call
    // that finds the store answering again returns true.
    [[nodiscard]] virtual Result<bool> changed() = 0;
    [[nodiscard]] virtual std::chrono::microseconds ask_again_in() const = 0;
};

enum class Access : std::uint8_t {
    create,     // make file and schema when missing; the folder must be there
    existing,   // not_found when there is no such store
    read_only,  // for `check` and `explain ID`: changes nothing
};

// What text means whose bytes are no UTF-8: GBK of an old CMS, surrogates out of MySQL. `declared`: a charset's name
// that the row has or the rest of it turned out to be in; a hint, may be empty or wrong. Called by the thread that owns
// the Store.
struct Decoded {
    std::string text;              // valid UTF-8
    std::string charset;           // WHATWG name in lower case
    std::int64_t undecodable = 0;  // bytes replaced
};
using Decoder = std::function<Decoded(std::string_view bytes, std::string_view declared)>;
// Each malformed byte becomes U+FFFD.
[[nodiscard]] Decoded replace_malformed(std::string_view bytes, std::string_view declared);

// url: "sqlite:PATH"; a relative PATH is relative to `folder`. invalid_input: unknown kind; unavailable, corrupt,
// not_found: one line with the path, the reason and what to do.
[[nodiscard]] Result<std::unique_ptr<Store>> open_store(std::string_view url, std::string_view name,
                                                        const std::filesystem::path& folder, Access access,
                                                        Decoder decode = replace_malformed);

}  // namespace syndicated::store
