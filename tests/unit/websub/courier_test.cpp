// What becomes of connections: a delivery's is used again, a question's is closed.
#include "websub/courier.hpp"

#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace syndicated;
using namespace syndicated::websub;
using namespace std::chrono_literals;

namespace {

// The other side: answers when it is told to, and leaves its connection open.
class Peer {
public:
    Peer() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in here{};
        here.sin_family = AF_INET;
        here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof here;
        auto* address = reinterpret_cast<sockaddr*>(&here);
        if (::bind(listener_, address, size) != 0 || ::listen(listener_, 8) != 0) throw std::runtime_error("listen");
        ::getsockname(listener_, address, &size);
        url_ = fmt::format("http://127.0.0.1:{}/callback", ntohs(here.sin_port));
    }
    ~Peer() {
        if (connection_ >= 0) ::close(connection_);
        ::close(listener_);
    }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] bool gets_connection() {
        if (!is_readable(listener_, 10s)) return false;
        connection_ = ::accept(listener_, nullptr, nullptr);
        return connection_ >= 0;
    }
    // `end`: what its last bytes are.
    [[nodiscard]] bool gets_request(const std::string& end) const {
        std::string seen;
        std::array<char, 4096> some{};
        while (seen.size() < end.size() || seen.substr(seen.size() - end.size()) != end) {
            const ssize_t got = is_readable(connection_, 10s) ? ::recv(connection_, some.data(), some.size(), 0) : 0;
            if (got <= 0) return false;
            seen.append(some.data(), static_cast<std::size_t>(got));
        }
        return true;
    }
    void answer() const {
        const std::string bytes = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        REQUIRE(::send(connection_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
    }
    [[nodiscard]] bool is_closed(std::chrono::milliseconds most) const {
        char byte = 0;
        return is_readable(connection_, most) && ::recv(connection_, &byte, 1, 0) == 0;
    }

private:
    static bool is_readable(int fd, std::chrono::milliseconds most) {
        pollfd ready{fd, POLLIN, 0};
        return ::poll(&ready, 1, static_cast<int>(most.count())) == 1;
    }
    int listener_, connection_ = -1;
    std::string url_;
};

Reply wait_for(Courier& courier, const std::optional<Reply>& reply) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!reply && std::chrono::steady_clock::now() < end) {
        courier.wait(100ms);
        courier.collect();
    }
    return reply.value();
}

CourierOptions options() {
    CourierOptions out;
    out.allowed = {parse_network("127.0.0.1").value()};
    return out;
}

}  // namespace

TEST_CASE("the courier uses a delivery's connection for the next") {
    Peer peer;
    Courier courier(options());
    const auto parcel = std::make_shared<const Parcel>(std::make_shared<const std::string>("feed"),
                                                       std::vector<std::string>{"Content-Type: text/plain", "Expect:"});
    for (int i = 0; i < 2; ++i) {
        std::optional<Reply> reply;
        courier.post(peer.url(), parcel, "X-Hub-Signature: sha256=0", [&](Reply is) { reply = std::move(is); });
        if (i == 0) REQUIRE(peer.gets_connection());
        REQUIRE(peer.gets_request("feed"));
        peer.answer();
        CHECK(wait_for(courier, reply).answer.status == 200);
    }
    CHECK_FALSE(peer.is_closed(100ms));
}

TEST_CASE("the courier closes the connection of a question") {
    Peer peer;
    Courier courier(options());
    std::optional<Reply> reply;
    courier.get(peer.url(), 10, [&](Reply is) { reply = std::move(is); });
    REQUIRE(peer.gets_connection());
    REQUIRE(peer.gets_request("\r\n\r\n"));
    peer.answer();
    CHECK(wait_for(courier, reply).body == "ok");
    CHECK(peer.is_closed(5s));
}

TEST_CASE("a courier that is taken away gives up what is on its way") {
    Peer peer;
    bool called = false;
    {
        Courier courier(options());
        courier.get(peer.url(), 10, [&](const Reply&) { called = true; });
        REQUIRE(peer.gets_connection());
        REQUIRE(peer.gets_request("\r\n\r\n"));
    }
    CHECK(peer.is_closed(5s));
    CHECK_FALSE(called);
}
