// What push keeps beside the owner.
#include "support/ledger_builders.hpp"
#include "support/temp_dir.hpp"
#include "unit/ledger/probe.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

namespace syndicated::ledger {

using namespace testing;

TEST_CASE("what hubs were told is kept, one row for hub and topic") {
    TempDir dir;
    Ping ping;
    ping.hub = "https://hub.example/";
    ping.topic = "https://example.cn/feeds/all.rss";
    ping.told = 3;
    ping.tried = 4;
    ping.attempts = 2;
    ping.next_try = at(9);
    ping.given_up = true;
    ping.last_answer = "timed out after 10 s";
    Ping second = ping;
    second.topic = "https://example.cn/feeds/all.atom";
    {
        const auto ledger = ledger_in(dir.path());
        ledger->record(ping).value();
        ledger->record(second).value();
        ping.told = 4;
        ping.attempts = 0;
        ledger->record(ping).value();
    }
    CHECK(ledger_in(dir.path(), Access::push)->pings().value() == std::vector<Ping>{second, ping});
}

TEST_CASE("the owner and push write at once, each on its own connection") {
    TempDir dir;
    const auto owner = ledger_in(dir.path());
    owner->configure(a_configuration(), noon).value();
    std::atomic<bool> stop{false};
    std::atomic<int> recorded{0}, failed{0};
    std::thread push([&] {
        const auto ledger = ledger_in(dir.path(), Access::push);
        Ping ping;
        ping.hub = "https://hub.example/";
        ping.topic = "https://example.cn/feeds/all.rss";
        while (!stop) {
            const auto feed = ledger->feed("all");
            if (!feed) {
                ++failed;
                break;
            }
            ping.told = feed->revision;
            ++(ledger->record(ping) ? recorded : failed);
        }
    });
    for (int n = 0; n < 30; ++n) CHECK(owner->commit(a_batch({an_item(n).in({"a"})}), at(n)).has_value());
    while (recorded == 0 && failed == 0) std::this_thread::yield();
    stop = true;
    push.join();
    CHECK(failed == 0);
    CHECK(owner->pings().value().size() == 1);
}

}  // namespace syndicated::ledger
