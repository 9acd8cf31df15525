#include "http/reactor.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace syndicated::http;
using namespace std::chrono_literals;

TEST_CASE("timers come in their order, a cancelled one never") {
    Reactor reactor;
    std::string calls;
    reactor.after(20ms, [&] {
        calls += 'c';
        reactor.stop();
    });
    reactor.after(2ms, [&] { calls += 'a'; });
    const auto cancelled = reactor.after(5ms, [&] { calls += '!'; });
    reactor.after(3ms, [&] {
        calls += 'b';
        reactor.cancel(cancelled);
    });
    reactor.run([] {});
    CHECK(calls == "abc");
}
