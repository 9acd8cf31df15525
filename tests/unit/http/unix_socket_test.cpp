#include "syndicated/http/server.hpp"

#include "support/temp_dir.hpp"
#include "unit/http/client.hpp"
#include "unit/http/served_site.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace syndicated;
using namespace syndicated::http;
using namespace syndicated::http::testing;
using syndicated::testing::TempDir;

namespace {

namespace fs = std::filesystem;

Error refusal_of(const std::vector<std::string>& listen) {
    publish::Publication publication;
    const SystemClock clock;
    Options options;
    options.listen = listen;
    return Server::start(options, publication, {}, clock).error();
}

// A socket file that nobody listens on, as a killed process leaves it.
void leave_socket(const fs::path& path) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    path.native().copy(name.sun_path, sizeof name.sun_path - 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    REQUIRE(::bind(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0);
    ::close(fd);
    REQUIRE(fs::is_socket(path));
}

}  // namespace

TEST_CASE("a Unix socket serves, for user and group, and its file goes at stop") {
    const TempDir folder;
    const fs::path path = folder.path() / "http.sock";
    const mode_t before = ::umask(0077);
    ServedSite site({}, 2, "unix:" + path.string());
    ::umask(before);
    CHECK(site.address() == "unix:" + path.string());
    CHECK((fs::status(path).permissions() & fs::perms::all) == fs::perms(0660));
    Client client(site.address());
    CHECK(client.ask(get_small).body == "small");
    CHECK(client.ask(get_small).body == "small");
    site.put_big();
    CHECK(client.ask(get_big).body.size() == big_bytes);
    site.server().stop();
    CHECK_FALSE(fs::exists(path));
}

TEST_CASE("the connections of a Unix socket count as nobody's, but count") {
    const TempDir folder;
    Limits limits;
    limits.connections_per_client = 1;
    limits.connections = 4;
    ServedSite site(limits, 1, "unix:" + (folder.path() / "http.sock").string());
    std::vector<Client> clients;
    for (int i = 0; i < 4; ++i) {
        clients.emplace_back(site.address());
        REQUIRE(clients.back().ask(get_small).status == 200);
    }
    CHECK(Client(site.address()).at_end());
    clients.clear();
    CHECK(site.advance_until([&site] { return Client(site.address()).ask(get_small).status == 200; }));
}

TEST_CASE("a socket file that a dead process left is replaced") {
    const TempDir folder;
    const fs::path path = folder.path() / "http.sock";
    leave_socket(path);
    ServedSite site({}, 1, "unix:" + path.string());
    CHECK(Client(site.address()).ask(get_small).status == 200);
}

TEST_CASE("a socket that is listened on is refused, and goes on serving") {
    const TempDir folder;
    ServedSite site({}, 1, "unix:" + (folder.path() / "http.sock").string());
    const Error error = refusal_of({site.address()});
    CHECK(error.code == Errc::unavailable);
    CHECK(error.detail == "cannot listen on \"" + site.address() +
                              "\": another program listens there already; stop it, or choose another file in [http] "
                              "listen");
    CHECK(Client(site.address()).ask(get_small).status == 200);
}

TEST_CASE("paths that cannot be listened on are named, and files that are no sockets stay") {
    const TempDir folder;
    const fs::path file = folder.path() / "file";
    std::ofstream(file) << "kept";
    struct Row {
        std::string path;
        Errc code;
        std::string reason;
    };
    const std::vector<Row> rows{
        {"", Errc::invalid_input, "expected a path of 1 to 107 bytes"},
        {"/" + std::string(107, 'a'), Errc::invalid_input, "expected a path of 1 to 107 bytes"},
        {file.string(), Errc::unavailable, "there is a file that is no socket"},
        {folder.path().string(), Errc::unavailable, "there is a file that is no socket"},
        {(folder.path() / "none" / "s").string(), Errc::unavailable, "its folder does not exist"},
        {(file / "s").string(), Errc::unavailable, "its folder does not exist"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.path);
        const Error error = refusal_of({"unix:" + row.path});
        CHECK(error.code == row.code);
        CHECK(error.detail.find("cannot listen on \"unix:") == 0);
        CHECK(error.detail.find("\": " + row.reason) != std::string::npos);
    }
    CHECK(fs::file_size(file) == 4);
}

TEST_CASE("a server that cannot have all its addresses leaves no socket file") {
    const TempDir folder;
    const fs::path path = folder.path() / "http.sock";
    CHECK(refusal_of({"127.0.0.1:0", "unix:" + path.string(), "192.0.2.1:0"}).code == Errc::unavailable);
    CHECK_FALSE(fs::exists(path));
}
