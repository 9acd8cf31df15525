// What the built-in hub keeps beside the owner.
#include "support/ledger_builders.hpp"
#include "support/temp_dir.hpp"
#include "unit/ledger/probe.hpp"

#include <catch2/catch.hpp>

namespace syndicated::ledger {

using namespace testing;

namespace {

Subscription a_subscription(std::int64_t id, const std::string& callback) {
    Subscription out;
    out.id = id;
    out.topic = "https://example.cn/feeds/all.rss";
    out.callback = callback;
    out.callback_key = callback;
    out.secret = std::string("s\0ecret", 7);
    out.lease_end = at(90);
    out.delta = true;
    out.progress.delivered = 7;
    out.progress.attempts = 2;
    out.progress.next_try = at(9);
    out.progress.failing = at(1);
    out.progress.last_answer = "timed out after 10 s";
    return out;
}

SubscriptionRequest a_request(std::int64_t id, const std::string& callback) {
    SubscriptionRequest out;
    out.id = id;
    out.mode = SubscriptionRequest::Mode::unsubscribe;
    out.topic = "https://example.cn/feeds/all.rss";
    out.callback = callback;
    out.callback_key = callback;
    out.secret = "s";
    out.verify_token = "t";
    out.lease = std::chrono::hours(1);
    out.delta = true;
    out.revision = 3;
    out.came = at(5);
    return out;
}

}  // namespace

TEST_CASE("subscriptions and requests are kept as they are, by the hub's connection") {
    TempDir dir;
    const auto one = a_subscription(1, "https://one.example/?a=%7E");
    auto two = a_subscription(2, "https://two.example/");
    const auto request = a_request(1, "https://one.example/");
    {
        const auto owner = ledger_in(dir.path());
        const auto hub = ledger_in(dir.path(), Access::push);
        HubChanges changes;
        changes.requests = {request};
        changes.subscriptions = {one, two};
        hub->record({&changes, 1}).value();
    }
    const auto hub = ledger_in(dir.path(), Access::push);
    CHECK(hub->subscriptions().value() == std::vector{one, two});
    CHECK(hub->subscription_requests().value() == std::vector{request});

    two.progress.delivered = 8;
    two.progress.attempts = 0;
    two.progress.next_try = two.progress.failing = {};
    two.progress.last_answer = "204";
    HubChanges changes;
    changes.done_requests = {request.id};
    changes.ended = {one.id};
    changes.progress = {{two.id, two.progress}, {99, two.progress}};
    hub->record({&changes, 1}).value();
    CHECK(hub->subscriptions().value() == std::vector{two});
    CHECK(hub->subscription_requests().value().empty());
}

TEST_CASE("a later request for the same topic and callback takes the earlier one's place") {
    TempDir dir;
    const auto owner = ledger_in(dir.path());
    const auto hub = ledger_in(dir.path(), Access::push);
    HubChanges changes;
    changes.requests = {a_request(1, "https://one.example/"), a_request(2, "https://one.example/")};
    hub->record({&changes, 1}).value();
    CHECK(hub->subscription_requests().value() == std::vector{a_request(2, "https://one.example/")});
}

TEST_CASE("the operator's edits are counted, and what is not there is not found") {
    TempDir dir;
    const auto owner = ledger_in(dir.path());
    const auto hub = ledger_in(dir.path(), Access::push);
    HubChanges changes;
    changes.subscriptions = {a_subscription(1, "https://one.example/"), a_subscription(2, "https://two.example/")};
    hub->record({&changes, 1}).value();
    CHECK(hub->subscription_edits().value() == 0);
    const auto operator_ = ledger_in(dir.path(), Access::push);
    operator_->remove_subscription(1).value();
    operator_->pause_subscription(2, true).value();
    CHECK(hub->subscription_edits().value() == 2);
    REQUIRE(hub->subscriptions().value().size() == 1);
    CHECK(hub->subscriptions().value()[0].paused);
    CHECK(operator_->remove_subscription(1).error().code == Errc::not_found);
    CHECK(operator_->pause_subscription(1, true).error().code == Errc::not_found);
    CHECK(hub->subscription_edits().value() == 2);
}

TEST_CASE("a renewal keeps what the operator and deliveries made of a subscription, and brings none back") {
    TempDir dir;
    const auto owner = ledger_in(dir.path());
    HubChanges changes;
    auto one = a_subscription(1, "https://one.example/");
    changes.subscriptions = {one};
    owner->record({&changes, 1}).value();
    owner->pause_subscription(1, true).value();
    auto renewed = one;
    renewed.callback = "https://one.example/%7e";
    renewed.secret = "other";
    renewed.lease_end = at(900);
    renewed.delta = false;
    renewed.paused = false;
    renewed.progress = {};
    HubChanges renewal;
    renewal.renewals = {renewed, a_subscription(2, "https://two.example/")};
    CHECK(renewal.promises());
    owner->record({&renewal, 1}).value();
    renewed.paused = true;
    renewed.progress = one.progress;
    CHECK(owner->subscriptions().value() == std::vector{renewed});
}

TEST_CASE("a rebuild keeps what the hub has") {
    TempDir dir;
    const auto owner = ledger_in(dir.path());
    owner->configure(a_configuration(), noon).value();
    HubChanges changes;
    changes.subscriptions = {a_subscription(1, "https://one.example/")};
    changes.requests = {a_request(4, "https://one.example/")};
    owner->record({&changes, 1}).value();
    owner->begin_rebuild({}).value();
    owner->finish_rebuild(noon).value();
    CHECK(owner->subscriptions().value() == changes.subscriptions);
    CHECK(owner->subscription_requests().value() == changes.requests);
}

}  // namespace syndicated::ledger
