#include "ledger/subscriptions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace syndicated::ledger {

namespace {

void write_request(Connection& connection, const SubscriptionRequest& request) {
    connection
        .query(
            "INSERT OR REPLACE INTO subscription_request (id, mode, topic, callback, callback_key, secret, "
            "verify_token, reason, lease, delta, revision, came) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(request.id, static_cast<int>(request.mode), request.topic, request.callback, request.callback_key,
              request.secret, request.verify_token, request.reason, std::int64_t{request.lease.count()}, request.delta,
              static_cast<std::int64_t>(request.revision), request.came)
        .run();
}

void write_subscription(Connection& connection, const Subscription& s) {
    connection
        .query(
            "INSERT OR REPLACE INTO subscription (id, topic, callback, callback_key, secret, lease_end, delta, paused, "
            "delivered, attempts, next_try, failing, last_answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(s.id, s.topic, s.callback, s.callback_key, s.secret, s.lease_end, s.delta, s.paused,
              static_cast<std::int64_t>(s.progress.delivered), s.progress.attempts, s.progress.next_try,
              s.progress.failing, s.progress.last_answer)
        .run();
}

void write_renewal(Connection& connection, const Subscription& s) {
    connection.query("UPDATE subscription SET callback = ?, secret = ?, lease_end = ?, delta = ? WHERE id = ?")
        .bind(s.callback, s.secret, s.lease_end, s.delta, s.id)
        .run();
}

void write_progress(Connection& connection, std::int64_t id, const Progress& p) {
    connection
        .query(
            "UPDATE subscription SET delivered = ?, attempts = ?, next_try = ?, failing = ?, last_answer = ? "
            "WHERE id = ?")
        .bind(static_cast<std::int64_t>(p.delivered), p.attempts, p.next_try, p.failing, p.last_answer, id)
        .run();
}

void write_some(Connection& connection, const HubChanges& changes) {
    for (const auto& request : changes.requests) write_request(connection, request);
    for (const auto id : changes.done_requests) {
        connection.query("DELETE FROM subscription_request WHERE id = ?").bind(id).run();
    }
    for (const auto& subscription : changes.subscriptions) write_subscription(connection, subscription);
    for (const auto& subscription : changes.renewals) write_renewal(connection, subscription);
    for (const auto id : changes.ended) connection.query("DELETE FROM subscription WHERE id = ?").bind(id).run();
    for (const auto& [id, progress] : changes.progress) write_progress(connection, id, progress);
}

void edit(Connection& connection, const char* sql, std::int64_t id, std::optional<bool> paused) {
    Transaction transaction(connection, Transaction::Kind::write);
    Query query = connection.query(sql);
    paused ? query.bind(*paused, id) : query.bind(id);
    if (query.run() == 0) throw Failure({Errc::not_found, fmt::format("there is no subscription {}", id)});
    connection
        .query(
            "INSERT INTO meta (name, value) VALUES ('subscription_edits', 1) "
            "ON CONFLICT (name) DO UPDATE SET value = value + 1")
        .run();
    transaction.commit();
}

}  // namespace

std::vector<Subscription> read_subscriptions(Connection& connection) {
    Query query = connection.query(
        "SELECT id, topic, callback, callback_key, secret, lease_end, delta, paused, delivered, attempts, next_try, "
        "failing, last_answer FROM subscription ORDER BY id");
    std::vector<Subscription> out;
    while (query.step()) {
        Subscription s;
        s.id = query.number(0);
        s.topic = query.text(1);
        s.callback = query.text(2);
        s.callback_key = query.text(3);
        s.secret = query.text(4);
        s.lease_end = query.instant(5);
        s.delta = query.flag(6);
        s.paused = query.flag(7);
        s.progress.delivered = static_cast<Revision>(query.number(8));
        s.progress.attempts = static_cast<int>(query.number(9));
        s.progress.next_try = query.instant(10);
        s.progress.failing = query.instant(11);
        s.progress.last_answer = query.text(12);
        out.push_back(std::move(s));
    }
    return out;
}

std::vector<SubscriptionRequest> read_subscription_requests(Connection& connection) {
    Query query = connection.query(
        "SELECT id, mode, topic, callback, callback_key, secret, verify_token, reason, lease, delta, revision, came "
        "FROM subscription_request ORDER BY id");
    std::vector<SubscriptionRequest> out;
    while (query.step()) {
        SubscriptionRequest request;
        request.id = query.number(0);
        request.mode = static_cast<SubscriptionRequest::Mode>(query.number(1));
        request.topic = query.text(2);
        request.callback = query.text(3);
        request.callback_key = query.text(4);
        request.secret = query.text(5);
        request.verify_token = query.text(6);
        request.reason = query.text(7);
        request.lease = std::chrono::seconds(query.number(8));
        request.delta = query.flag(9);
        request.revision = static_cast<Revision>(query.number(10));
        request.came = query.instant(11);
        out.push_back(std::move(request));
    }
    return out;
}

void write_hub_changes(Connection& connection, std::span<const HubChanges> changes) {
    const bool promises =
        std::any_of(changes.begin(), changes.end(), [](const HubChanges& some) { return some.promises(); });
    connection.run(promises ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    Transaction transaction(connection, Transaction::Kind::write);
    for (const HubChanges& some : changes) write_some(connection, some);
    transaction.commit();
}

void remove_subscription(Connection& connection, std::int64_t id) {
    edit(connection, "DELETE FROM subscription WHERE id = ?", id, std::nullopt);
}

void pause_subscription(Connection& connection, std::int64_t id, bool paused) {
    edit(connection, "UPDATE subscription SET paused = ? WHERE id = ?", id, paused);
}

std::int64_t read_subscription_edits(Connection& connection) {
    Query query = connection.query("SELECT value FROM meta WHERE name = 'subscription_edits'");
    return query.step() ? query.number(0) : 0;
}

}  // namespace syndicated::ledger
