// A hub on the open Internet, played on loopback: connections to public_hub end at the FakeHub of the same port, and
// libcurl is told that they did not.
#include "unit/websub/bench.hpp"

#include <atomic>
#include <cstring>

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <sys/socket.h>

using namespace syndicated;
using namespace syndicated::testing;

namespace {

constexpr const char* public_hub = "8.8.8.8";
std::atomic<in_port_t> pretended_port{0};  // network order

}  // namespace

// Both take the place of the C library's in this program.
extern "C" int connect(int fd, const sockaddr* address, socklen_t size) {
    static const auto next = reinterpret_cast<int (*)(int, const sockaddr*, socklen_t)>(dlsym(RTLD_NEXT, "connect"));
    sockaddr_in v4{};
    if (address->sa_family == AF_INET && size >= sizeof v4) {
        std::memcpy(&v4, address, sizeof v4);
        if (v4.sin_addr.s_addr == inet_addr(public_hub)) {
            pretended_port = v4.sin_port;
            v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            return next(fd, reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
        }
    }
    return next(fd, address, size);
}

extern "C" int getpeername(int fd, sockaddr* address, socklen_t* size) noexcept {
    static const auto next = reinterpret_cast<int (*)(int, sockaddr*, socklen_t*)>(dlsym(RTLD_NEXT, "getpeername"));
    const int result = next(fd, address, size);
    sockaddr_in v4{};
    if (result == 0 && address->sa_family == AF_INET && *size >= sizeof v4) {
        std::memcpy(&v4, address, sizeof v4);
        if (pretended_port != 0 && v4.sin_port == pretended_port) v4.sin_addr.s_addr = inet_addr(public_hub);
        std::memcpy(address, &v4, sizeof v4);
    }
    return result;
}

TEST_CASE("a public hub can't send our POST to an inner address by redirecting it") {
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
    pretended_port = 0;
}

TEST_CASE("an inner hub that redirects to a public address gives that no way back inside") {
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
    pretended_port = 0;
}

TEST_CASE("a public hub may redirect to a public address") {
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
    pretended_port = 0;
}
