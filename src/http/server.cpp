#include "syndicated/http/server.hpp"

#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"
#include "syndicated/base/priority.hpp"
#include "syndicated/base/signals.hpp"
#include "syndicated/base/text.hpp"

#include "http/client_key.hpp"
#include "http/listen.hpp"
#include "http/loop.hpp"
#include "http/session.hpp"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>

namespace syndicated::http {

namespace {

// How many connections are accepted before those that are there have their turn.
constexpr int accepts_per_turn = 64;

// An IPv4 address as ::ffff:a.b.c.d; nullopt: a Unix socket.
std::optional<Address> address_of(const sockaddr_storage& peer) {
    Address out{};
    if (peer.ss_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &peer, sizeof v6);
        std::memcpy(out.data(), &v6.sin6_addr, out.size());
    } else if (peer.ss_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &peer, sizeof v4);
        out[10] = out[11] = 0xFF;
        std::memcpy(out.data() + 12, &v4.sin_addr, 4);
    } else {
        return std::nullopt;
    }
    return out;
}

std::string text_of(const Address& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool v4 = is_v4(address);
    ::inet_ntop(v4 ? AF_INET : AF_INET6, address.data() + (v4 ? 12 : 0), text.data(), text.size());
    return text.data();
}

// A fault of this connection alone: accept(2) hands over what TCP already knows of it.
bool concerns_one_connection(int error) {
    constexpr std::array faults{ECONNABORTED, EINTR,  EPROTO,       ENETDOWN,   ENOPROTOOPT,
                                EHOSTDOWN,    ENONET, EHOSTUNREACH, EOPNOTSUPP, ENETUNREACH};
    return std::find(faults.begin(), faults.end(), error) != faults.end();
}

// What all loops share is cut into parts, one for each.
Limits limits_of_loop(Limits limits, std::size_t loops) {
    limits.unsent_bytes /= static_cast<std::int64_t>(loops);
    return limits;
}

}  // namespace

// The first loop accepts and deals the sockets out. What counts connections belongs to its thread; the other loops
// post to it when one ends.
class Server::Impl {
public:
    Impl(const Options& options, const publish::Publication& publication, Handlers handlers, const Clock& clock,
         Maker* maker, Receivers receivers);
    // Out of memory for a wake-up, there is no way left to end the threads in order: the process ends.
    ~Impl() { stop(); }  // NOLINT(bugprone-exception-escape)
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Result<void> listen(const Options& options);
    Result<void> start_threads();
    void reconfigure(const Options& options);
    void stop();
    [[nodiscard]] const std::vector<std::string>& addresses() const { return addresses_; }

private:
    class Acceptor final : public Watcher {
    public:
        Acceptor(Impl& server, Descriptor listening) : server_(server), socket_(std::move(listening)) {}
        void on_ready(std::uint32_t) override { server_.accept_from(*this); }
        [[nodiscard]] int fd() const { return socket_.get(); }
        void close() { socket_.close(); }

    private:
        Impl& server_;
        Descriptor socket_;
    };

    void accept_from(Acceptor& acceptor);
    void pause(Acceptor& acceptor, int error);
    void admit(Descriptor socket, const sockaddr_storage& peer);
    bool has_room_for(const std::optional<Address>& address, std::optional<ClientKey> client);
    void release(std::optional<ClientKey> client);
    void complain(std::string_view message);
    [[nodiscard]] Reactor& accepting() { return loops_.front()->reactor(); }

    Served served_;
    std::vector<std::string> addresses_;
    std::vector<std::unique_ptr<Loop>> loops_;
    std::vector<SocketFile> socket_files_;
    std::vector<std::unique_ptr<Acceptor>> acceptors_;
    std::vector<std::thread> threads_;
    bool stopped_ = false;

    std::size_t dealt_ = 0;
    std::int64_t connections_ = 0;
    std::unordered_map<ClientKey, std::int64_t> clients_;
    std::optional<std::chrono::steady_clock::time_point> complained_;
};

Server::Impl::Impl(const Options& options, const publish::Publication& publication, Handlers handlers,
                   const Clock& clock, Maker* maker, Receivers receivers)
    : served_{publication, clock, std::move(handlers), maker, std::move(receivers)} {
    const auto release_here = [this](const Session& session) { release(session.client()); };
    const auto release_there = [this](const Session& session) {
        accepting().post([this, client = session.client()] { release(client); });
    };
    const Limits limits = limits_of_loop(options.limits, static_cast<std::size_t>(options.threads));
    const auto& proxies = options.trusted_proxies;
    loops_.push_back(std::make_unique<Loop>(served_, limits, proxies, release_here));
    for (int i = 1; i < options.threads; ++i)
        loops_.push_back(std::make_unique<Loop>(served_, limits, proxies, release_there));
}

Result<void> Server::Impl::listen(const Options& options) {
    for (const std::string& where : options.listen) {
        auto sockets = listen_on(where);
        if (!sockets) return sockets.error();
        for (Listening& listening : *sockets) {
            addresses_.push_back(listening.address);
            socket_files_.push_back(std::move(listening.file));
            acceptors_.push_back(std::make_unique<Acceptor>(*this, std::move(listening.socket)));
            Acceptor& acceptor = *acceptors_.back();
            if (!accepting().watch(acceptor.fd(), EPOLLIN, acceptor)) {
                return Error{Errc::unavailable, "cannot listen on " + quote(addresses_.back()) + ": out of memory"};
            }
        }
    }
    if (acceptors_.empty()) return Error{Errc::invalid_input, "no address to listen on: [http] listen is empty"};
    return {};
}

Result<void> Server::Impl::start_threads() {
    try {
        for (const auto& loop : loops_) {
            threads_.emplace_back([running = loop.get()] {
                block_signals();
                take_short_turns();
                running->run();
            });
            pthread_setname_np(threads_.back().native_handle(), "serve");
        }
    } catch (const std::system_error& error) {
        return Error{Errc::unavailable, std::string("cannot start the threads that serve HTTP: ") + error.what()};
    }
    return {};
}

void Server::Impl::reconfigure(const Options& options) {
    const Limits limits = limits_of_loop(options.limits, loops_.size());
    for (const auto& loop : loops_) loop->configure(limits, options.trusted_proxies);
}

void Server::Impl::stop() {
    if (std::exchange(stopped_, true)) return;
    socket_files_.clear();
    accepting().post([this] {
        for (const auto& acceptor : acceptors_) acceptor->close();
    });
    for (const auto& loop : loops_) loop->drain();
    for (auto& thread : threads_) thread.join();
}

// Once a minute: whoever fills up the connections must not fill up the log.
void Server::Impl::complain(std::string_view message) {
    const auto now = served_.clock.steady();
    if (complained_ && now - *complained_ < std::chrono::minutes{1}) return;
    complained_ = now;
    log::warning("http", message);
}

void Server::Impl::accept_from(Acceptor& acceptor) {
    for (int i = 0; i < accepts_per_turn; ++i) {
        sockaddr_storage peer{};
        socklen_t size = sizeof peer;
        Descriptor socket(
            ::accept4(acceptor.fd(), reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket.get() >= 0) {
            admit(std::move(socket), peer);
        } else if (const int error = errno; !concerns_one_connection(error)) {
            if (error != EAGAIN && error != EBADF) pause(acceptor, error);
            return;
        }
    }
}

// Out of descriptors or memory: trying again at once would spin, and the connection waits in the backlog.
void Server::Impl::pause(Acceptor& acceptor, int error) {
    complain("cannot accept connections for the moment: " + errno_message(error) +
             " (raise LimitNOFILE, or lower [http] max_connections)");
    (void)accepting().watch_anew(acceptor.fd(), 0, acceptor);
    accepting().after(std::chrono::milliseconds{100},
                      [this, &acceptor] { (void)accepting().watch_anew(acceptor.fd(), EPOLLIN, acceptor); });
}

bool Server::Impl::has_room_for(const std::optional<Address>& address, std::optional<ClientKey> client) {
    const Limits& limits = loops_.front()->limits();
    const auto known = client ? clients_.find(*client) : clients_.end();
    const bool client_full = known != clients_.end() && known->second >= limits.connections_per_client;
    if (!client_full && connections_ < limits.connections) return true;
    count(Counter::http_connections_refused);
    complain(client_full ? "connections of " + quote(text_of(*address)) +
                               " are refused: [http] max_connections_per_client is reached"
                         : "connections are refused: [http] max_connections is reached");
    return false;
}

void Server::Impl::admit(Descriptor socket, const sockaddr_storage& peer) {
    const auto address = address_of(peer);
    // A proxy, and who comes by a Unix socket, stands for everybody.
    const bool counted = address && !is_among(loops_.front()->trusted_proxies(), *address);
    const auto client = counted ? std::optional(key_of(*address)) : std::nullopt;
    if (!has_room_for(address, client)) return;
    count(Counter::http_connections_total);
    ++connections_;
    if (client) ++clients_[*client];
    Loop& loop = *loops_[dealt_++ % loops_.size()];
    auto session = std::make_shared<Session>(loop, std::move(socket), client);
    if (&loop == loops_.front().get()) return loop.serve(std::move(session));
    loop.reactor().post([&loop, session] { loop.serve(session); });
}

void Server::Impl::release(std::optional<ClientKey> client) {
    --connections_;
    if (!client) return;
    const auto known = clients_.find(*client);
    if (known != clients_.end() && --known->second <= 0) clients_.erase(known);
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(const Options& options, const publish::Publication& publication,
                                              Handlers handlers, const Clock& clock, Maker* maker,
                                              Receivers receivers) {
    std::unique_ptr<Impl> impl;
    try {
        impl = std::make_unique<Impl>(options, publication, std::move(handlers), clock, maker, std::move(receivers));
    } catch (const std::system_error& error) {
        return Error{Errc::unavailable, std::string("cannot serve HTTP: ") + error.what()};
    }
    if (auto listening = impl->listen(options); !listening) return listening.error();
    if (auto started = impl->start_threads(); !started) return started.error();
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

const std::vector<std::string>& Server::addresses() const {
    return impl_->addresses();
}

void Server::reconfigure(const Options& options) {
    impl_->reconfigure(options);
}

void Server::stop() {
    impl_->stop();
}

}  // namespace syndicated::http
