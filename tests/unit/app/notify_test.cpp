#include "app/notify.hpp"

#include "support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <cstddef>
#include <cstring>
#include <ctime>
#include <map>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace syndicated;
using namespace syndicated::app;

namespace {

// The service manager's end.
class Manager {
public:
    explicit Manager(std::string name) {  // a path, or "@" and an abstract name
        if (name[0] == '@') name[0] = '\0';
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.data(), name.size());
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        REQUIRE(::bind(fd_, reinterpret_cast<const sockaddr*>(&address), size) == 0);
    }
    ~Manager() { ::close(fd_); }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;

    // The next datagram; empty: there is none.
    [[nodiscard]] std::string next() const {
        char buffer[4096];
        const auto got = ::recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
        return got < 0 ? std::string() : std::string(buffer, static_cast<std::size_t>(got));
    }

private:
    int fd_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
};

using Variables = std::map<std::string, std::string>;

Notify::Environment environment(const Variables& variables) {
    return [&variables](const char* name) -> const char* {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
    };
}

std::int64_t monotonic_us() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1000000 + now.tv_nsec / 1000;
}

}  // namespace

TEST_CASE("the service manager hears of start, state, reload, watchdog and stop") {
    const testing::TempDir folder;
    const std::string names[] = {(folder.path() / "notify").string(),
                                 "@syndicated-notify-test-" + std::to_string(::getpid())};
    for (const std::string& name : names) {
        CAPTURE(name);
        const Manager manager(name);
        const Variables variables{{"NOTIFY_SOCKET", name}};
        const Notify notify(environment(variables));
        notify.ready("12 feeds");
        CHECK(manager.next() == "READY=1\nSTATUS=12 feeds");
        notify.status("a title\nREADY=1\r\nwith lines");
        CHECK(manager.next() == "STATUS=a title READY=1  with lines");
        notify.watchdog();
        CHECK(manager.next() == "WATCHDOG=1");
        notify.stopping();
        CHECK(manager.next() == "STOPPING=1");

        const auto before = monotonic_us();
        notify.reloading();
        const auto after = monotonic_us();
        const std::string message = manager.next();
        const std::string head = "RELOADING=1\nMONOTONIC_USEC=";
        REQUIRE(message.substr(0, head.size()) == head);
        const auto instant = std::stoll(message.substr(head.size()));
        CHECK(instant >= before);
        CHECK(instant <= after);
        CHECK(manager.next().empty());
    }
}

TEST_CASE("without a service manager, or with one that is gone, nothing happens") {
    const testing::TempDir folder;
    const Variables rows[] = {{},
                              {{"NOTIFY_SOCKET", ""}},
                              {{"NOTIFY_SOCKET", "relative"}},
                              {{"NOTIFY_SOCKET", "/" + std::string(200, 'x')}},
                              {{"NOTIFY_SOCKET", (folder.path() / "nobody").string()}}};
    for (const Variables& variables : rows) {
        const Notify notify(environment(variables));
        notify.ready("");
        notify.status("");
        notify.reloading();
        notify.watchdog();
        notify.stopping();
        CHECK_FALSE(notify.watchdog_interval());
    }
}

TEST_CASE("the watchdog's interval is the manager's, if it is meant for this process") {
    const std::string me = std::to_string(::getpid());
    const struct {
        Variables variables;
        std::optional<std::chrono::microseconds> expected;
    } rows[] = {{{}, std::nullopt},
                {{{"WATCHDOG_USEC", "30000000"}}, std::chrono::seconds(30)},
                {{{"WATCHDOG_USEC", "30000000"}, {"WATCHDOG_PID", me}}, std::chrono::seconds(30)},
                {{{"WATCHDOG_USEC", "30000000"}, {"WATCHDOG_PID", "1"}}, std::nullopt},
                {{{"WATCHDOG_USEC", "0"}}, std::nullopt},
                {{{"WATCHDOG_USEC", "-5"}}, std::nullopt},
                {{{"WATCHDOG_USEC", "30s"}}, std::nullopt},
                {{{"WATCHDOG_USEC", ""}}, std::nullopt}};
    for (auto row : rows) {
        row.variables["NOTIFY_SOCKET"] = "/nowhere";
        CAPTURE(row.variables);
        CHECK(Notify(environment(row.variables)).watchdog_interval() == row.expected);
    }
}
