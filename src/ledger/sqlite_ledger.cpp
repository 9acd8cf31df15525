#include "ledger/sqlite_ledger.hpp"

#include "ledger/announcements.hpp"
#include "ledger/archive.hpp"
#include "ledger/article_page.hpp"
#include "ledger/pings.hpp"
#include "ledger/rows.hpp"
#include "ledger/schema.hpp"
#include "ledger/search_index.hpp"
#include "ledger/selection.hpp"
#include "ledger/sources.hpp"
#include "ledger/subscriptions.hpp"
#include "ledger/tombstones.hpp"
#include "ledger/views.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <type_traits>
#include <utility>

namespace syndicated::ledger {

namespace {

// The owner's commits reach the disk in their order, but not each at once (an fsync costs 7 to 20 ms on a common disk,
// the rest of a commit 0.4 ms, and readers wait for it). A power failure takes back the newest of them whole: entries,
// cursor, revisions and what hubs were told before them together, so the store is read again from the older cursor and
// gives the same revisions. What a hub was told is on the disk at once, and with it every commit before it.
// Checkpoints write the WAL back to the database, 5 us a page of 4 KiB and more where pages lie far apart, and then
// wait for the disk. push does them beside its own commits, write_back() beside the owner's, a commit when the WAL gets
// long all the same: at what 10,000 articles in 1,000 categories make of it, so that a burst is out before it is
// written back. After each the next commit waits for the WAL's new header to reach the disk; that is seldom enough, and
// a WAL of a few MiB stays in memory. Its file is cut to 16 MiB afterwards.
constexpr const char* owner_pragmas =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 16777216";
constexpr int most_wal_pages = 40'000, worth_writing_back = 1000;
constexpr const char* push_pragmas =
    "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 16777216";

Connection::Mode mode_of(Access access) {
    switch (access) {
        case Access::owner: return Connection::Mode::create;
        case Access::push: return Connection::Mode::existing;
        case Access::read_only: return Connection::Mode::read_only;
    }
    return Connection::Mode::read_only;
}

std::string difference(std::string_view what, const std::string& recorded, const std::string& now) {
    if (recorded == now) return {};
    return fmt::format("{} was {} and is now {}; ", what, quote(recorded), quote(now));
}

Known read_known(const Query& query) {
    Known out;
    out.first_seen = query.instant(0);
    if (query.is_null(5)) return out;
    out.raw = query.digest(1);
    out.store = query.text(2);
    out.key = query.text(3);
    out.position = query.number(4);
    out.fingerprint = query.digest(5);
    return out;
}

}  // namespace

SqliteLedger::SqliteLedger(const std::filesystem::path& path, Access access, std::optional<Lock> lock)
    : lock_(std::move(lock)),
      access_(access),
      connection_(path, mode_of(access)),
      writer_(connection_),
      write_back_(path) {
    if (access_ == Access::owner) {
        migrate(connection_);
        connection_.run(owner_pragmas);
        connection_.write_back_from(most_wal_pages);
        require_search_version(connection_);
    } else {
        require_newest(connection_);
        if (access_ == Access::push) connection_.run(push_pragmas);
    }
}

template <class Call>
auto SqliteLedger::guarded(Call&& call) -> Result<decltype(call())> {
    try {
        if constexpr (std::is_void_v<decltype(call())>) {
            call();
            return {};
        } else {
            return call();
        }
    } catch (const Failure& failure) {
        return failure.error();
    } catch (const SQLite::Exception& failure) {
        return error_of(failure, connection_.path());
    }
}

void SqliteLedger::require_owner() const {
    if (access_ == Access::owner) return;
    throw Failure({Errc::internal, ledger_at(connection_.path()) + " was opened without the right to write articles"});
}

Result<void> SqliteLedger::claim(const Identity& identity) {
    return guarded([&] {
        const auto recorded = read_identity(connection_);
        if (!recorded) {
            if (access_ != Access::owner) return;
            Transaction transaction(connection_, Transaction::Kind::write);
            write_identity(connection_, identity);
            transaction.commit();
            return;
        }
        const std::string differences = difference("[site] id", recorded->site_id, identity.site_id) +
                                        difference("[store] name", recorded->store_name, identity.store_name) +
                                        difference("[store] guid", recorded->guid_template, identity.guid_template);
        if (differences.empty()) return;
        throw Failure({Errc::conflict, fmt::format("{}: {}every guid would change: put the setting back, or run "
                                                   "`syndicated rebuild --new-guids`",
                                                   ledger_at(connection_.path()), differences)});
    });
}

Result<Committed> SqliteLedger::configure(const Configuration& configuration, sys_seconds now) {
    return guarded([&] {
        require_owner();
        Committed out = writer_.configure(configuration, now);
        configured_at_ = now;
        if (rebuild_) (void)rebuild_->writer().configure(configuration, now);
        return out;
    });
}

Result<std::unordered_map<std::string, Known>> SqliteLedger::known(std::span<const std::string> guids) {
    return guarded([&] {
        std::unordered_map<std::string, Known> out;
        for (const auto& guid : guids) {
            Query query = filled_connection().query(
                "SELECT m.first_seen, m.raw, m.store, m.key, e.position, e.fingerprint "
                "FROM guid_memory m LEFT JOIN entry e ON e.id = m.id WHERE m.guid = ?");
            query.bind(guid);
            if (query.step()) out[guid] = read_known(query);
        }
        return out;
    });
}

Result<Committed> SqliteLedger::commit(const Batch& batch, sys_seconds now) {
    return guarded([&] {
        require_owner();
        return filled().commit(batch, now);
    });
}

Result<Committed> SqliteLedger::release_due(sys_seconds now) {
    return guarded([&] {
        require_owner();
        return filled().release_due(now);
    });
}

Result<bool> SqliteLedger::index_some(std::int64_t most) {
    return guarded([&] {
        require_owner();
        Transaction transaction(connection_, Transaction::Kind::write);
        const bool more = ledger::index_some(connection_, most);
        transaction.commit();
        return more;
    });
}

Result<void> SqliteLedger::write_back() {
    return guarded([&] {
        require_owner();
        if (connection_.wal_pages() < worth_writing_back || !write_back_.begin()) return;
        connection_.note_written_back();
    });
}

Result<void> SqliteLedger::count_views(const ViewCounts& counts, std::chrono::seconds window, sys_seconds now) {
    return guarded([&] {
        require_owner();
        ledger::count_views(connection_, counts, window, now);
    });
}

Result<bool> SqliteLedger::forget_views(sys_seconds before, std::int64_t most) {
    return guarded([&] {
        require_owner();
        return ledger::forget_views(connection_, before, most);
    });
}

Result<Feed> SqliteLedger::hot(std::string_view slug, std::int64_t limit) {
    return guarded([&] { return read_hot(connection_, slug, limit); });
}

Result<bool> SqliteLedger::has_ranks() {
    return guarded([&] { return ledger::has_ranks(connection_); });
}

Result<std::optional<sys_seconds>> SqliteLedger::next_due() {
    return guarded([&] {
        Query query = filled_connection().query("SELECT min(published) FROM entry WHERE state = 1");
        std::optional<sys_seconds> out;
        if (query.step() && !query.is_null(0)) out = query.instant(0);
        return out;
    });
}

Result<std::string> SqliteLedger::cursor(std::string_view name) {
    return guarded([&] {
        Query query = filled_connection().query("SELECT cursor FROM store_cursor WHERE store = ?");
        query.bind(name);
        return query.step() ? query.text(0) : std::string();
    });
}

Result<bool> SqliteLedger::first_read_done() {
    return guarded([&] { return is_first_read_done(filled_connection()); });
}

Result<std::vector<FeedHead>> SqliteLedger::feeds() {
    return guarded([&] { return read_feeds(connection_); });
}

Result<Feed> SqliteLedger::feed(std::string_view slug) {
    return guarded([&] { return read_feed(connection_, slug); });
}

Result<Feed> SqliteLedger::archive(std::string_view slug, std::string_view key) {
    return guarded([&] { return read_archive(connection_, slug, key); });
}

Result<Feed> SqliteLedger::select(const Selection& selection) {
    return guarded([&] { return read_selection(connection_, selection); });
}

Result<std::vector<Entry>> SqliteLedger::entries(std::span<const std::int64_t> ids) {
    return guarded([&] {
        Transaction transaction(connection_, Transaction::Kind::read);
        std::vector<Entry> out;
        out.reserve(ids.size());
        for (const auto id : ids) {
            auto entry = read_entry(connection_, id);
            if (!entry) throw Failure({Errc::not_found, fmt::format("entry {} was withdrawn", id)});
            out.push_back(*std::move(entry));
        }
        return out;
    });
}

Result<std::unordered_map<std::string, Entry>> SqliteLedger::kept(std::span<const std::string> guids) {
    return guarded([&] {
        Transaction transaction(connection_, Transaction::Kind::read);
        std::unordered_map<std::string, Entry> out;
        for (const auto& guid : guids) {
            const auto memory = remembered_guid(connection_, guid);
            auto entry = memory ? read_entry(connection_, memory->id) : std::nullopt;
            if (entry) out.insert_or_assign(guid, *std::move(entry));
        }
        return out;
    });
}

Result<ArticleAnswer> SqliteLedger::article(std::string_view id) {
    return guarded([&] { return read_article_of(connection_, id); });
}

Result<std::vector<SourceCount>> SqliteLedger::sources(std::int64_t at_least) {
    return guarded([&] { return read_sources(connection_, at_least); });
}

Result<bool> SqliteLedger::outdated(std::string_view store, const Digest& fingerprint) {
    return guarded([&] {
        // Two looks into the index; `<>` would go through all of it.
        Query query = connection_.query(
            "SELECT EXISTS (SELECT 1 FROM entry WHERE store = ?1 AND fingerprint < ?2) "
            "OR EXISTS (SELECT 1 FROM entry WHERE store = ?1 AND fingerprint > ?2)");
        query.bind(store, fingerprint);
        return query.step() && query.flag(0);
    });
}

Result<std::vector<FormerSlug>> SqliteLedger::former_slugs() {
    return guarded([&] { return read_former_slugs(connection_); });
}

Result<std::vector<std::string>> SqliteLedger::gone_slugs() {
    return guarded([&] { return read_gone_slugs(connection_); });
}

Result<std::int64_t> SqliteLedger::entry_count() {
    return guarded([&] {
        Query query = connection_.query("SELECT entries FROM feed WHERE id = 0");
        return query.step() ? query.number(0) : std::int64_t{0};
    });
}

Result<Named> SqliteLedger::named(std::string_view word) {
    return guarded([&] { return find_named(connection_, std::string(word)); });
}

Result<std::optional<Category>> SqliteLedger::category(std::string_view name) {
    return guarded([&] { return find_category(connection_, name); });
}

Result<std::int64_t> SqliteLedger::version() {
    return guarded([&] {
        Query query = connection_.query("PRAGMA data_version");
        return query.step() ? query.number(0) : std::int64_t{0};
    });
}

Result<std::vector<Ping>> SqliteLedger::pings() {
    return guarded([&] { return read_pings(connection_); });
}

Result<void> SqliteLedger::record(const Ping& ping) {
    return guarded([&] { write_ping(connection_, ping); });
}

Result<Backlog> SqliteLedger::backlog(std::string_view service, std::int64_t after) {
    return guarded([&] { return read_backlog(connection_, service, after); });
}

Result<std::vector<Announcement>> SqliteLedger::announcements(std::string_view service, std::int64_t after,
                                                              std::int64_t most) {
    return guarded([&] { return read_announcements(connection_, service, after, most); });
}

Result<std::vector<Subscription>> SqliteLedger::subscriptions() {
    return guarded([&] { return read_subscriptions(connection_); });
}

Result<std::vector<SubscriptionRequest>> SqliteLedger::subscription_requests() {
    return guarded([&] { return read_subscription_requests(connection_); });
}

Result<void> SqliteLedger::record(std::span<const HubChanges> changes) {
    return guarded([&] { write_hub_changes(connection_, changes); });
}

Result<void> SqliteLedger::remove_subscription(std::int64_t id) {
    return guarded([&] { ledger::remove_subscription(connection_, id); });
}

Result<void> SqliteLedger::pause_subscription(std::int64_t id, bool paused) {
    return guarded([&] { ledger::pause_subscription(connection_, id, paused); });
}

Result<std::int64_t> SqliteLedger::subscription_edits() {
    return guarded([&] { return read_subscription_edits(connection_); });
}

Result<void> SqliteLedger::begin_rebuild(const Identity& identity) {
    return guarded([&] {
        require_owner();
        rebuild_.reset();
        auto rebuild = std::make_unique<Rebuild>(connection_, identity);
        const auto& configuration = writer_.configuration();
        if (configuration) (void)rebuild->writer().configure(*configuration, configured_at_);
        rebuild_ = std::move(rebuild);
    });
}

Result<Committed> SqliteLedger::finish_rebuild(sys_seconds now) {
    return guarded([&] {
        require_owner();
        const auto rebuild = std::exchange(rebuild_, nullptr);
        if (!rebuild) throw Failure({Errc::internal, "finish_rebuild() was called without begin_rebuild()"});
        Committed out = rebuild->finish(writer_, now);
        connection_.checkpoint();  // to the disk, and the long WAL is cut
        return out;
    });
}

}  // namespace syndicated::ledger
