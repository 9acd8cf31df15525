// Where a hub out there may send our POST by redirecting it, and where not.
#include "unit/websub/bench.hpp"
#include "unit/websub/pretended_net.hpp"

using namespace syndicated;
using namespace syndicated::testing;

namespace {

constexpr const char* public_hub = PretendedNet::host_out_there;

}  // namespace

TEST_CASE("a public hub can't send our POST to an inner address by redirecting it") {
    const PretendedNet net;
    FakeHub hub, inner;
    const std::string port = hub.url("").substr(hub.url("").rfind(':'));
    Bench bench;
    const std::string name = std::string("http://") + public_hub + port + "/";
    bench.options.hubs = {name};
    SECTION("at once") {
        hub.set_answer({.status = 307, .headers = {{"Location", inner.url()}}});
    }
    SECTION("by way of another public address") {
        hub.set_handler([&](const HubRequest& request) {
            HubAnswer answer;
            answer.status = 308;
            answer.headers = {{"Location", request.target == "/" ? name + "next" : inner.url()}};
            return answer;
        });
    }
    SECTION("over a connection that another hub left open") {
        bench.options.hubs.push_back(inner.url());
        hub.set_answer({.status = 307, .headers = {{"Location", inner.url("/stolen")}}, .delay = 300ms});
    }
    const auto allowed = bench.options.hubs.size() - 1;
    bench.publish(topic_a, 1);
    bench.start();
    bench.pass(500ms);
    REQUIRE(eventually([&] { return bench.disk->find(name, topic_a).attempts == 1; }));
    CHECK(bench.disk->find(name, topic_a).last_answer ==
          "a redirect from a public address to a private one is not followed");
    CHECK(inner.request_count() == allowed);
}

TEST_CASE("an inner hub that redirects to a public address gives that no way back inside") {
    const PretendedNet net;
    FakeHub hub, relay, inner;
    const std::string port = hub.url("").substr(hub.url("").rfind(':'));
    relay.set_answer({.status = 307, .headers = {{"Location", std::string("http://") + public_hub + port + "/"}}});
    hub.set_answer({.status = 307, .headers = {{"Location", inner.url()}}});
    Bench bench;
    bench.options.hubs = {relay.url()};
    bench.publish(topic_a, 1);
    bench.start();
    bench.pass(500ms);
    REQUIRE(eventually([&] { return bench.disk->find(relay.url(), topic_a).attempts == 1; }));
    CHECK(hub.request_count() == 1);
    CHECK(inner.request_count() == 0);
}

TEST_CASE("a public hub may redirect to a public address") {
    const PretendedNet net;
    FakeHub hub;
    const std::string port = hub.url("").substr(hub.url("").rfind(':'));
    const std::string name = std::string("http://") + public_hub + port + "/";
    hub.set_handler([&](const HubRequest& request) {
        HubAnswer answer;
        if (request.target == "/") {
            answer.status = 307;
            answer.headers = {{"Location", "/there"}};
        }
        return answer;
    });
    Bench bench;
    bench.options.hubs = {name};
    bench.publish(topic_a, 1);
    bench.start();
    bench.pass(500ms);
    CHECK(bench.recorded(name, topic_a, 1));
    CHECK(hub.request_count() == 2);
}
