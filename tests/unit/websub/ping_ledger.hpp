// A ledger of pings alone, kept in memory, that can be made to fail. A PingDisk outlives the ledgers opened on it, as a
// file would. Any thread.
#pragma once

#include "syndicated/ledger/ledger.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace syndicated::testing {

struct PingDisk {
    mutable std::mutex mutex;  // guards pings and announcements
    std::map<std::pair<std::string, std::string>, Ping> pings;
    std::map<std::pair<std::string, std::int64_t>, std::string> announcements;  // (service, seq) -> address
    std::atomic<std::int64_t> commits{0}, counts{0};  // `counts`: how often what waits was counted
    std::atomic<bool> fail_reads{false}, fail_writes{false};

    [[nodiscard]] Ping find(const std::string& hub, const std::string& topic) const {
        const std::lock_guard lock(mutex);
        const auto found = pings.find({hub, topic});
        return found == pings.end() ? Ping{} : found->second;
    }
    void announce(const std::string& service, std::int64_t seq, std::string url) {
        const std::lock_guard lock(mutex);
        announcements[{service, seq}] = std::move(url);
        ++commits;
    }
    [[nodiscard]] int told_count(const std::string& hub) const {
        const std::lock_guard lock(mutex);
        return static_cast<int>(std::count_if(pings.begin(), pings.end(), [&](const auto& entry) {
            return entry.second.hub == hub && entry.second.told > 0;
        }));
    }
};

class PingLedger final : public ledger::Ledger {
public:
    explicit PingLedger(std::shared_ptr<PingDisk> disk) : disk_(std::move(disk)) {}

    Result<std::vector<Ping>> pings() override {
        if (disk_->fail_reads) return Error{Errc::unavailable, "the disk is away"};
        const std::lock_guard lock(disk_->mutex);
        std::vector<Ping> all;
        for (const auto& [key, ping] : disk_->pings) all.push_back(ping);
        return all;
    }
    Result<void> record(const Ping& ping) override {
        if (disk_->fail_writes) return Error{Errc::unavailable, "the disk is full"};
        const std::lock_guard lock(disk_->mutex);
        disk_->pings[{ping.hub, ping.topic}] = ping;
        return {};
    }
    Result<ledger::Backlog> backlog(std::string_view service, std::int64_t after) override {
        ++disk_->counts;
        const auto rows = announcements(service, after, ledger::most_announcements);
        if (!rows) return rows.error();
        return ledger::Backlog{static_cast<std::int64_t>(rows->size()), rows->empty() ? 0 : rows->back().seq};
    }
    Result<std::vector<ledger::Announcement>> announcements(std::string_view service, std::int64_t after,
                                                            std::int64_t most) override {
        if (disk_->fail_reads) return Error{Errc::unavailable, "the disk is away"};
        const std::lock_guard lock(disk_->mutex);
        std::vector<ledger::Announcement> out;
        for (const auto& [key, url] : disk_->announcements) {
            if (key.first != service || key.second <= after || std::ssize(out) == most) continue;
            out.push_back({key.second, url});
        }
        return out;
    }

    Result<std::int64_t> version() override {
        if (disk_->fail_reads) return Error{Errc::unavailable, "the disk is away"};
        return disk_->commits.load();
    }

    // What push never asks for.
    Result<void> claim(const ledger::Identity&) override { return none(); }
    Result<ledger::Committed> configure(const ledger::Configuration&, sys_seconds) override { return none(); }
    Result<std::unordered_map<std::string, ledger::Known>> known(std::span<const std::string>) override {
        return none();
    }
    Result<ledger::Committed> commit(const ledger::Batch&, sys_seconds) override { return none(); }
    Result<ledger::Committed> release_due(sys_seconds) override { return none(); }
    Result<std::optional<sys_seconds>> next_due() override { return none(); }
    Result<std::string> cursor(std::string_view) override { return none(); }
    Result<bool> first_read_done() override { return none(); }
    Result<std::vector<ledger::FeedHead>> feeds() override { return none(); }
    Result<Feed> feed(std::string_view) override { return none(); }
    Result<Feed> archive(std::string_view, std::string_view) override { return none(); }
    Result<Feed> select(const ledger::Selection&) override { return none(); }
    Result<bool> index_some(std::int64_t) override { return none(); }
    Result<void> write_back() override { return none(); }
    Result<void> count_views(const ledger::ViewCounts&, std::chrono::seconds, sys_seconds) override { return none(); }
    Result<bool> forget_views(sys_seconds, std::int64_t) override { return none(); }
    Result<Feed> hot(std::string_view, std::int64_t) override { return none(); }
    Result<bool> has_ranks() override { return none(); }
    Result<std::vector<Entry>> entries(std::span<const std::int64_t>) override { return none(); }
    Result<std::unordered_map<std::string, Entry>> kept(std::span<const std::string>) override { return none(); }
    Result<ledger::ArticleAnswer> article(std::string_view) override { return none(); }
    Result<std::vector<ledger::SourceCount>> sources(std::int64_t) override { return none(); }
    Result<bool> outdated(std::string_view, const Digest&) override { return none(); }
    Result<std::vector<ledger::FormerSlug>> former_slugs() override { return none(); }
    Result<std::vector<std::string>> gone_slugs() override { return none(); }
    Result<std::int64_t> entry_count() override { return none(); }
    Result<ledger::Named> named(std::string_view) override { return none(); }
    Result<std::optional<Category>> category(std::string_view) override { return none(); }
    Result<std::vector<Subscription>> subscriptions() override { return none(); }
    Result<std::vector<SubscriptionRequest>> subscription_requests() override { return none(); }
    Result<void> record(std::span<const ledger::HubChanges>) override { return none(); }
    Result<void> remove_subscription(std::int64_t) override { return none(); }
    Result<void> pause_subscription(std::int64_t, bool) override { return none(); }
    Result<std::int64_t> subscription_edits() override { return none(); }
    Result<void> begin_rebuild(const ledger::Identity&) override { return none(); }
    Result<ledger::Committed> finish_rebuild(sys_seconds) override { return none(); }

private:
    static Error none() { return {Errc::internal, "a ledger of pings alone"}; }
    std::shared_ptr<PingDisk> disk_;
};

}  // namespace syndicated::testing
