// The daemon's own memory: entries with their normalised bodies, the category tree, revisions and digests, tombstones,
// the store's cursor, what hubs were told. A Ledger is one connection: it belongs to one thread; the work thread's is
// the only one that writes articles, push's writes pings alone, the hub's subscriptions. Facts: docs/store.md.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/base/result.hpp"
#include "syndicated/ledger/hub_changes.hpp"
#include "syndicated/model/feed.hpp"
#include "syndicated/model/ping.hpp"
#include "syndicated/model/site.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace syndicated::ledger {

// What decides identities: recorded once, another one is refused until `rebuild --new-guids`.
struct Identity {
    std::string site_id, store_name, guid_template;
};

struct FeedLimits {  // what a live feed holds: docs/store.md
    std::int64_t entries = 50;
    std::chrono::seconds window = std::chrono::hours(6);
    std::int64_t max_bytes = 1024 * 1024;
    bool tombstones = false;                                       // whether feeds say what was withdrawn from them
    std::chrono::seconds tombstones_keep = std::chrono::days(30);  // how long, counted back from the feed's last change
};

// A row of the store's category table.
struct CategoryTableRow {
    std::string name, parent, slug, about;
    int position = 0;

    friend bool operator==(const CategoryTableRow&, const CategoryTableRow&) = default;
};

// A search engine that is told of articles' addresses when they enter the feeds.
struct Announced {
    std::string service;   // its name
    bool changes = false;  // whether it is told again of an article that changed

    friend bool operator==(const Announced&, const Announced&) = default;
};

// All that shapes feeds beside the articles. `documents` is a digest over every setting that reaches the bytes and
// over the renderer's version: another one moves Last-Modified of every feed, and raises no revision.
struct Configuration {
    Site site;
    FeedLimits limits;
    // nullopt: the store does not answer; the table is as it was when last configured.
    std::optional<std::vector<CategoryTableRow>> category_table;
    Digest documents;
    bool featured = true;  // whether flagged entries have a feed, once there was one
    std::vector<Announced> announced;
    std::function<std::string(std::string_view name)> propose_slug;  // pinyin
};

// What is known of a guid before its article is normalised. A row may be passed over (Batch::unchanged) only when raw,
// fingerprint, store, key and position all agree: a row that was replaced keeps its guid under another key.
struct Known {
    sys_seconds first_seen{};
    Digest raw;          // over the raw row as it was last read; zero: no entry of it now, normalise it
    Digest fingerprint;  // rules' version, settings, category names and parents that made the entry; zero likewise
    std::string store, key;
    std::int64_t position = 0;

    friend bool operator==(const Known&, const Known&) = default;
};

// What a ledger keeps of an article: all but what no document shows, which is the body as plain text, the list of its
// pictures, and the body of one that is withheld.
[[nodiscard]] Article as_kept(Article article);

struct Item {
    Article article;
    Digest raw;                          // see Known
    sys_seconds added{};                 // of the row: seeds first-seen
    std::optional<sys_seconds> changed;  // of the row: seeds last-changed
};

// One step of reading, normalised. Written in one transaction together with the cursor.
struct Batch {
    std::string store;
    std::vector<Item> items;
    std::vector<std::string> unchanged;        // guids that were read and skipped because Known says so
    std::vector<std::string> gone;             // keys
    bool scanned = false;                      // entries with a position in [scan_low, scan_high] and not in items or
    std::int64_t scan_low = 0, scan_high = 0;  // unchanged are withdrawn
    Digest fingerprint;
    std::string cursor;       // kept; empty: forgotten
    std::string cursor_name;  // under this name; empty: the store's
    bool first_read_done = false;
};

// How often articles were looked at, as the rows of a store say that have a position in [low, high].
struct ViewCounts {
    struct Row {
        std::int64_t position = 0, views = 0;
    };
    std::string store;
    std::int64_t low = 0, high = 0;
    std::vector<Row> rows;
};

// What a transaction changed.
struct Committed {
    std::vector<std::string> feeds;  // slugs whose shown entries, title or tree place changed, new feeds among them
    std::vector<std::string> removed_feeds;
    std::int64_t written = 0, withdrawn = 0;
};

struct FeedHead {
    Category category;
    Revision revision = 0;
    Digest digest, content;
    sys_seconds last_modified{};
    std::uint64_t sequence = 0;  // see Feed
    std::int64_t entries = 0;    // in the whole category
    std::string newest_title;    // of the newest entry; empty: none
    sys_seconds newest_published{};
};

// What a word in the address of a feed stands for.
struct Named {
    enum class Kind : std::uint8_t { nothing, feed, former, gone };
    Kind kind = Kind::nothing;
    std::string slug;      // of the feed, unless there is none any more
    bool by_name = false;  // it is no slug, but what a category is called, or was before
};

// A former address: old slug -> slug now.
struct FormerSlug {
    std::string old_slug, slug;
};

struct SourceCount {
    std::string name;          // as articles give it
    std::int64_t entries = 0;  // in `all`
};

// Which entries of a feed are asked for: those that match all that is not empty.
struct Selection {
    std::string slug = "all";
    std::string words;           // parted by blanks; title or body hold each as it stands here. At most 200 characters
    std::string source, author;  // whole names, whatever their width and case
    std::optional<sys_seconds> since;  // published then or later
    std::int64_t limit = 50;           // 1 to 1000
};

// An address that a service is to be told of.
struct Announcement {
    std::int64_t seq = 0;  // grows, and is never given twice
    std::string url;

    friend bool operator==(const Announcement&, const Announcement&) = default;
};

// What waits for a service.
struct Backlog {
    std::int64_t count = 0, newest = 0;  // newest: the highest seq; 0: nothing waits

    friend bool operator==(const Backlog&, const Backlog&) = default;
};

inline constexpr std::int64_t most_announcements = 100'000;  // of a service; of more the oldest are forgotten

// What an article's own page shows.
struct ArticleAnswer {
    std::optional<Entry> entry;
    bool withdrawn = false;  // it was public once; then there is no entry
};

class Ledger {
public:
    Ledger() = default;
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;
    virtual ~Ledger() = default;

    // --- settings -----------------------------------------------------------------------------------------------
    // Records the identity the first time; conflict: another one is in use (one line, says `rebuild --new-guids`).
    virtual Result<void> claim(const Identity& identity) = 0;
    // At start, at a reload and when the category table changed: slugs, titles, tree and limits as they are now.
    // A digest that differs only because of it is stored without raising the revision. Every process that writes
    // articles calls it once before the first commit() or release_due().
    virtual Result<Committed> configure(const Configuration& configuration, sys_seconds now) = 0;

    // --- work thread: writing -----------------------------------------------------------------------------------
    virtual Result<std::unordered_map<std::string, Known>> known(std::span<const std::string> guids) = 0;
    virtual Result<Committed> commit(const Batch& batch, sys_seconds now) = 0;
    // Entries whose publishing time has come.
    virtual Result<Committed> release_due(sys_seconds now) = 0;
    // Puts at most `most` entries that wait for it into the index of select(), the newest first, in a transaction of
    // its own; true: more wait. 100 of 1,500 characters take some 20 ms.
    virtual Result<bool> index_some(std::int64_t most) = 0;
    // Begins to bring what was committed from the log to its place, if that has come to 4 MB; a thread of the ledger's
    // does it, beside further commits. Where nobody calls this a commit does it now and then.
    virtual Result<void> write_back() = 0;
    // What entries gained since their rows were counted last adds to their ranks in hot(); of an entry met for the
    // first time that is all, if it was published within `window`, else nothing. No feed changes.
    virtual Result<void> count_views(const ViewCounts& counts, std::chrono::seconds window, sys_seconds now) = 0;
    // Takes what was gained before that instant off the ranks, at most `most` gains; true: there is more.
    virtual Result<bool> forget_views(sys_seconds before, std::int64_t most) = 0;
    virtual Result<std::optional<sys_seconds>> next_due() = 0;
    virtual Result<std::string> cursor(std::string_view name) = 0;  // empty: none is kept
    virtual Result<bool> first_read_done() = 0;

    // --- reading ------------------------------------------------------------------------------------------------
    // `all` first, then `featured` if there is one, then the tree in order, children after parents.
    virtual Result<std::vector<FeedHead>> feeds() = 0;
    virtual Result<Feed> feed(std::string_view slug) = 0;  // not_found
    // What a feed held before its live entries, by calendar ranges of `published` in the site's time zone. Keys:
    // 2025-03, a day of it 2025-03-10, an hour of that 2025-03-10T04; links lead to the longest range that holds at
    // most 500 entries of the feed, or to 500 entries of an hour: 2025-03-10T04p2, from the oldest on. The live feed's
    // entries are in none. `digest` is over all that the archive shows, `previous_archive` is the next older one's key;
    // there is no revision and no Last-Modified. A range that no link leads to shows at most 20,000 entries.
    // Of a range in which is nothing, `previous_archive` alone: where the walk goes on for who has an old link to it.
    // invalid_input: no key; not_found: no such feed, or nothing in the range and nothing before or nothing behind it.
    virtual Result<Feed> archive(std::string_view slug, std::string_view key) = 0;
    // The newest entries of a feed that match, at most as many bytes of them as a live feed holds. No revision, no
    // Last-Modified; `digest` is over the entries. Of the index's newest 20,000 matches those in the feed are found; an
    // entry is in the index once index_some() took it. invalid_input: more than 200 characters; not_found: no such
    // feed.
    virtual Result<Feed> select(const Selection& selection) = 0;
    // The entries of a feed that gained the most views, most first, then the newest; at most as many bytes of them as a
    // live feed holds. Of the 20,000 that gained the most in all feeds those in this one are found. No revision, no
    // Last-Modified. not_found: no such feed.
    virtual Result<Feed> hot(std::string_view slug, std::int64_t limit) = 0;
    virtual Result<bool> has_ranks() = 0;  // whether any entry gained views
    // In the order of the ids; not_found: one of them was withdrawn meanwhile. Their articles are as_kept().
    virtual Result<std::vector<Entry>> entries(std::span<const std::int64_t> ids) = 0;
    // The entries of these guids, in feeds or not; guids without one are left out.
    virtual Result<std::unordered_map<std::string, Entry>> kept(std::span<const std::string> guids) = 0;
    // By article_id_of(guid). not_found: nobody's, or of an article that was never public.
    virtual Result<ArticleAnswer> article(std::string_view id) = 0;
    // Those with at least so many entries, most entries first, then by name; at most 10,000.
    virtual Result<std::vector<SourceCount>> sources(std::int64_t at_least) = 0;
    // Whether entries of a store were made with other rules, settings or category names or parents than the
    // fingerprint's.
    virtual Result<bool> outdated(std::string_view store, const Digest& fingerprint) = 0;
    // The newest 1,000, none that is in use again or leads nowhere.
    virtual Result<std::vector<FormerSlug>> former_slugs() = 0;
    // Slugs of feeds that were removed, the newest 1,000: neither in use nor leading anywhere now.
    virtual Result<std::vector<std::string>> gone_slugs() = 0;
    virtual Result<std::int64_t> entry_count() = 0;  // those in `all`: neither held nor withheld
    // A slug, else a slug of former times that leads somewhere, else a category's name, else a slug of a feed that was
    // removed, else the name of a category that was renamed or removed.
    virtual Result<Named> named(std::string_view word) = 0;
    // By its name alone, as its feed shows it; nullopt: no feed is a category's of this name.
    virtual Result<std::optional<Category>> category(std::string_view name) = 0;
    // Another number after every commit by another connection.
    virtual Result<std::int64_t> version() = 0;

    // --- push thread --------------------------------------------------------------------------------------------
    virtual Result<std::vector<Ping>> pings() = 0;
    virtual Result<void> record(const Ping& ping) = 0;
    // Written by commit() and release_due() once the first read is done, for the services of the Configuration: the
    // addresses of articles that were in no feed before, or whose row changed and gave other content. Those up to
    // what record() says that the service was told are forgotten.
    virtual Result<Backlog> backlog(std::string_view service, std::int64_t after) = 0;
    virtual Result<std::vector<Announcement>> announcements(std::string_view service, std::int64_t after,
                                                            std::int64_t most) = 0;  // the oldest first

    // --- the built-in hub ---------------------------------------------------------------------------------------
    virtual Result<std::vector<Subscription>> subscriptions() = 0;  // in the order of the ids
    virtual Result<std::vector<SubscriptionRequest>> subscription_requests() = 0;
    // All or nothing, in their order. On the disk before it returns if one of them is a promise.
    virtual Result<void> record(std::span<const HubChanges> changes) = 0;
    // By the operator, beside the hub, which looks at edits() for it. not_found: there is no such subscription.
    virtual Result<void> remove_subscription(std::int64_t id) = 0;
    virtual Result<void> pause_subscription(std::int64_t id, bool paused) = 0;
    virtual Result<std::int64_t> subscription_edits() = 0;  // how many there were, ever

    // --- rebuild ------------------------------------------------------------------------------------------------
    // Between begin and finish, commit() fills new derived tables beside the old; finish compares, raises revisions
    // only where a digest differs, writes tombstones for what is gone and swaps in one transaction. Closing the
    // ledger without finish leaves the old tables as they were.
    virtual Result<void> begin_rebuild(const Identity& identity) = 0;
    virtual Result<Committed> finish_rebuild(sys_seconds now) = 0;
};

enum class Access : std::uint8_t {
    owner,      // the daemon, `build`, `rebuild`: holds the lock for its lifetime, migrates, creates
    push,       // a second connection beside the owner's
    read_only,  // `feeds`, `check`
};

// url: "sqlite:PATH", relative to `folder`. conflict: another process holds the ledger (one line).
[[nodiscard]] Result<std::unique_ptr<Ledger>> open_ledger(std::string_view url, const std::filesystem::path& folder,
                                                          Access access);

}  // namespace syndicated::ledger
