#include "app/commands.hpp"
#include "app/rules.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/intake/intake.hpp"
#include "syndicated/store/store.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace syndicated::app {

namespace {

namespace fs = std::filesystem;

constexpr int answer_within_ms = 3000;

struct AddressList {
    addrinfo* first = nullptr;
    AddressList() = default;
    ~AddressList() {
        if (first != nullptr) ::freeaddrinfo(first);
    }
    AddressList(const AddressList&) = delete;
    AddressList& operator=(const AddressList&) = delete;
};

struct HostPort {
    std::string host, port;
};

HostPort split(std::string_view address, std::string_view default_port) {
    const auto colon = address.rfind(':');
    const bool has_port = colon != std::string_view::npos && address.find(']', colon) == std::string_view::npos;
    auto host = has_port ? address.substr(0, colon) : address;
    if (host.size() > 1 && host.front() == '[') host = host.substr(1, host.size() - 2);
    return {std::string(host), std::string(has_port ? address.substr(colon + 1) : default_port)};
}

// nullopt: a socket's file could be made now.
std::optional<std::string> unix_problem(const fs::path& path) {
    if (::access(path.parent_path().c_str(), W_OK | X_OK) != 0) return errno_message(errno);
    std::error_code error;
    const auto type = fs::symlink_status(path, error).type();
    if (type == fs::file_type::not_found) return std::nullopt;
    if (type != fs::file_type::socket) return "there is a file that is no socket";
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    if (path.native().size() >= sizeof name.sun_path) return "the path is too long";
    path.native().copy(name.sun_path, path.native().size());
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const bool taken = fd >= 0 && ::connect(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0;
    if (fd >= 0) ::close(fd);
    if (taken) return "something listens there (is the daemon running already?)";
    return std::nullopt;
}

// What is wrong with an address to listen on; nullopt: it could be bound now.
std::optional<std::string> listen_problem(const std::string& address) {
    constexpr std::string_view unix_prefix = "unix:";
    if (address.starts_with(unix_prefix)) return unix_problem(address.substr(unix_prefix.size()));
    const auto [host, port] = split(address, "80");
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    AddressList found;
    if (const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found.first); error != 0) {
        return ::gai_strerror(error);
    }
    const int fd = ::socket(found.first->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const bool bound = fd >= 0 && ::bind(fd, found.first->ai_addr, found.first->ai_addrlen) == 0;
    const int error = errno;
    if (fd >= 0) ::close(fd);
    if (bound) return std::nullopt;
    return errno_message(error) + (error == EADDRINUSE ? " (is the daemon running already?)" : "");
}

// Whether something accepts connections where a hub should be.
std::optional<std::string> hub_problem(const std::string& url) {
    const bool tls = url.rfind("https://", 0) == 0;
    const auto rest = std::string_view(url).substr(tls ? 8 : 7);
    const auto [host, port] = split(rest.substr(0, rest.find_first_of("/?")), tls ? "443" : "80");
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    AddressList found;
    if (const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found.first); error != 0) {
        return ::gai_strerror(error);
    }
    const int fd = ::socket(found.first->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return errno_message(errno);
    int error = ::connect(fd, found.first->ai_addr, found.first->ai_addrlen) == 0 ? 0 : errno;
    if (error == EINPROGRESS) {
        pollfd waiting{fd, POLLOUT, 0};
        socklen_t size = sizeof error;
        if (::poll(&waiting, 1, answer_within_ms) != 1) {
            error = ETIMEDOUT;
        } else if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) {
            error = errno;
        }
    }
    ::close(fd);
    if (error == 0) return std::nullopt;
    return errno_message(error);
}

void warn(std::string_view what) {
    complain(fmt::format("warning: {}", what));
}

void check_folders(const Settings& settings) {
    std::error_code error;
    if (!fs::is_directory(settings.folder, error)) {
        warn(fmt::format("the state directory {} does not exist; make it, writable for the daemon",
                         settings.folder.string()));
    } else if (::access(settings.folder.c_str(), W_OK | X_OK) != 0) {
        warn(fmt::format("the state directory {} is not writable for this user", settings.folder.string()));
    }
    const auto inbox = settings.inbox_folder();
    if (settings.store.inbox.empty()) return;
    if (!fs::is_directory(inbox, error)) {
        warn(fmt::format("the inbox {} does not exist yet; the daemon makes it", inbox.string()));
    } else if (::access(inbox.c_str(), W_OK | X_OK) != 0) {
        warn(fmt::format("the inbox {} is not writable for this user, so files could not leave it", inbox.string()));
    }
}

void check_store(const Settings& settings) {
    auto store = open_store(settings, store::Access::read_only);
    if (!store) {
        warn(store.error().code == Errc::not_found
                 ? fmt::format("the article store {} does not exist yet; the daemon makes it", settings.store.url)
                 : store.error().detail);
        return;
    }
    const auto count = (*store)->count();
    if (!count) return warn(count.error().detail);
    print(fmt::format("store    {}: {} articles\n", settings.store.url, *count));
}

// The exit status: another identity than the ledger's is a wrong configuration.
int check_ledger(const Settings& settings) {
    const auto ledger = ledger::open_ledger(settings.ledger_url, settings.folder, ledger::Access::read_only);
    if (!ledger) {
        warn(ledger.error().code == Errc::not_found
                 ? fmt::format("the ledger {} does not exist yet; the daemon makes it", settings.ledger_url)
                 : ledger.error().detail);
        return Exit::done;
    }
    if (const auto claimed = (*ledger)->claim(settings.identity()); !claimed) {
        complain(claimed.error().detail);
        return Exit::configuration;
    }
    const auto count = (*ledger)->entry_count();
    if (count) print(fmt::format("ledger   {}: {} entries\n", settings.ledger_url, *count));
    return Exit::done;
}

}  // namespace

int run_check(const Settings& settings) {
    print(fmt::format("settings {}: good\n", settings.file.string()));
    print(fmt::format("feeds    {}/\n", settings.site.base_url));
    check_folders(settings);
    check_store(settings);
    const int status = check_ledger(settings);
    for (const auto& address : settings.http.listen) {
        if (const auto problem = listen_problem(address))
            warn(fmt::format("cannot listen on {}: {}", address, *problem));
    }
    for (const auto& hub : settings.websub.hubs) {
        if (const auto problem = hub_problem(hub)) warn(fmt::format("the hub {} does not answer: {}", hub, *problem));
    }
    return status;
}

}  // namespace syndicated::app
