// The ledger in SQLite: every call as one or more transactions of one connection, failures as Results.
#pragma once

#include "ledger/connection.hpp"
#include "ledger/lock.hpp"
#include "ledger/rebuild.hpp"
#include "ledger/write_back.hpp"
#include "ledger/writer.hpp"
#include "syndicated/ledger/ledger.hpp"

#include <memory>
#include <optional>

namespace syndicated::ledger {

class SqliteLedger final : public Ledger {
public:
    // Owner: with the lock; others without. Throws what Connection and schema throw.
    SqliteLedger(const std::filesystem::path& path, Access access, std::optional<Lock> lock);

    Result<void> claim(const Identity& identity) override;
    Result<Committed> configure(const Configuration& configuration, sys_seconds now) override;
    Result<std::unordered_map<std::string, Known>> known(std::span<const std::string> guids) override;
    Result<Committed> commit(const Batch& batch, sys_seconds now) override;
    Result<Committed> release_due(sys_seconds now) override;
    Result<bool> index_some(std::int64_t most) override;
    Result<void> write_back() override;
    Result<void> count_views(const ViewCounts& counts, std::chrono::seconds window, sys_seconds now) override;
    Result<bool> forget_views(sys_seconds before, std::int64_t most) override;
    Result<Feed> hot(std::string_view slug, std::int64_t limit) override;
    Result<bool> has_ranks() override;
    Result<std::optional<sys_seconds>> next_due() override;
    Result<std::string> cursor(std::string_view name) override;
    Result<bool> first_read_done() override;
    Result<std::vector<FeedHead>> feeds() override;
    Result<Feed> feed(std::string_view slug) override;
    Result<Feed> archive(std::string_view slug, std::string_view key) override;
    Result<Feed> select(const Selection& selection) override;
    Result<std::vector<Entry>> entries(std::span<const std::int64_t> ids) override;
    Result<std::unordered_map<std::string, Entry>> kept(std::span<const std::string> guids) override;
    Result<ArticleAnswer> article(std::string_view id) override;
    Result<std::vector<SourceCount>> sources(std::int64_t at_least) override;
    Result<bool> outdated(std::string_view store, const Digest& fingerprint) override;
    Result<std::vector<FormerSlug>> former_slugs() override;
    Result<std::vector<std::string>> gone_slugs() override;
    Result<std::int64_t> entry_count() override;
    Result<Named> named(std::string_view word) override;
    Result<std::optional<Category>> category(std::string_view name) override;
    Result<std::int64_t> version() override;
    Result<std::vector<Ping>> pings() override;
    Result<void> record(const Ping& ping) override;
    Result<Backlog> backlog(std::string_view service, std::int64_t after) override;
    Result<std::vector<Announcement>> announcements(std::string_view service, std::int64_t after,
                                                    std::int64_t most) override;
    Result<std::vector<Subscription>> subscriptions() override;
    Result<std::vector<SubscriptionRequest>> subscription_requests() override;
    Result<void> record(std::span<const HubChanges> changes) override;
    Result<void> remove_subscription(std::int64_t id) override;
    Result<void> pause_subscription(std::int64_t id, bool paused) override;
    Result<std::int64_t> subscription_edits() override;
    Result<void> begin_rebuild(const Identity& identity) override;
    Result<Committed> finish_rebuild(sys_seconds now) override;

private:
    template <class Call>
    auto guarded(Call&& call) -> Result<decltype(call())>;
    void require_owner() const;
    [[nodiscard]] Writer& filled() { return rebuild_ ? rebuild_->writer() : writer_; }
    [[nodiscard]] Connection& filled_connection() { return rebuild_ ? rebuild_->connection() : connection_; }

    std::optional<Lock> lock_;  // let go of last
    Access access_;
    Connection connection_;
    Writer writer_;
    WriteBack write_back_;
    sys_seconds configured_at_{};
    std::unique_ptr<Rebuild> rebuild_;
};

}  // namespace syndicated::ledger
