#include "syndicated/http/server.hpp"

#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"

#include "http/asio.hpp"
#include "http/listen.hpp"
#include "http/loop.hpp"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <optional>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>

namespace syndicated::http {

namespace {

using ClientKey = std::uint64_t;

// Of a TCP socket; nullopt: a Unix socket.
std::optional<asio::ip::address> address_of(const Stream::endpoint& peer) {
    if (peer.protocol().family() == AF_UNIX || peer.size() > tcp::endpoint().capacity()) return std::nullopt;
    tcp::endpoint out;
    std::memcpy(out.data(), peer.data(), peer.size());
    return out.address();
}

bool is_among(const std::vector<Network>& networks, const asio::ip::address& address) {
    const auto v6 = address.is_v4() ? asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4()) : address.to_v6();
    const Address bytes = v6.to_bytes();
    return std::any_of(networks.begin(), networks.end(), [&](const Network& n) { return n.contains(bytes); });
}

// An IPv4 address, or the network of an IPv6 one: a household has all of a /64.
ClientKey key_of(const asio::ip::address& address) {
    if (address.is_v4()) return address.to_v4().to_uint();
    const auto bytes = address.to_v6().to_bytes();
    ClientKey key = 0;
    for (std::size_t i = 0; i < 8; ++i) key = key << 8U | bytes[i];
    return key;
}

// A thread that handles no signal: those are main's.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t before_{};
};

}  // namespace

// The first loop accepts and deals the sockets out. What counts connections belongs to its thread; the other loops
// post to it when one ends.
class Server::Impl {
public:
    Impl(const Options& options, const publish::Publication& publication, Handlers handlers, const Clock& clock,
         Maker* maker)
        : served_{publication, clock, options.limits, std::move(handlers), maker},
          trusted_proxies_(options.trusted_proxies) {
        for (int i = 0; i < std::max(options.threads, 1); ++i) loops_.push_back(std::make_unique<Loop>(served_));
    }
    // Out of memory for a wake-up, there is no way left to end the threads in order: the process ends.
    ~Impl() { stop(); }  // NOLINT(bugprone-exception-escape)
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Result<void> listen(const Options& options);
    Result<void> start_threads();
    void stop();
    [[nodiscard]] const std::vector<std::string>& addresses() const { return addresses_; }

private:
    asio::awaitable<void> accept_from(std::size_t index);
    void admit(Loop& loop, Stream::socket socket, const Stream::endpoint& peer);
    void release(std::optional<ClientKey> client);
    void complain(std::string_view message);
    [[nodiscard]] asio::io_context& accepting() { return loops_.front()->context(); }

    Served served_;
    const std::vector<Network> trusted_proxies_;
    std::vector<std::string> addresses_;
    std::vector<std::unique_ptr<Loop>> loops_;
    std::vector<SocketFile> socket_files_;
    std::vector<Acceptor> acceptors_;
    std::vector<std::thread> threads_;
    bool stopped_ = false;

    std::size_t dealt_ = 0;
    std::int64_t connections_ = 0;
    std::unordered_map<ClientKey, std::int64_t> clients_;
    std::optional<std::chrono::steady_clock::time_point> complained_;
};

Result<void> Server::Impl::listen(const Options& options) {
    for (const std::string& where : options.listen) {
        auto sockets = listen_on(where);
        if (!sockets) return sockets.error();
        for (Listening& listening : *sockets) {
            addresses_.push_back(listening.address);
            socket_files_.push_back(std::move(listening.file));
            const Stream protocol(listening.family, listening.family == AF_UNIX ? 0 : IPPROTO_TCP);
            acceptors_.emplace_back(accepting(), protocol, listening.socket.release());
        }
    }
    if (acceptors_.empty()) return Error{Errc::invalid_input, "no address to listen on: [http] listen is empty"};
    return {};
}

Result<void> Server::Impl::start_threads() {
    auto ended = [](const std::exception_ptr& failure) {
        if (failure) std::rethrow_exception(failure);  // out of run(): without it no connection comes in any more
    };
    for (std::size_t i = 0; i < acceptors_.size(); ++i) asio::co_spawn(accepting(), accept_from(i), ended);
    const SignalsBlocked blocked;
    try {
        for (const auto& loop : loops_) {
            threads_.emplace_back([running = loop.get()] { running->run(); });
            pthread_setname_np(threads_.back().native_handle(), "serve");
        }
    } catch (const std::system_error& error) {
        return Error{Errc::unavailable, std::string("cannot start the threads that serve HTTP: ") + error.what()};
    }
    return {};
}

void Server::Impl::stop() {
    if (std::exchange(stopped_, true)) return;
    socket_files_.clear();
    asio::post(accepting(), [this] {
        error_code ignored;
        for (auto& acceptor : acceptors_) acceptor.close(ignored);
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

asio::awaitable<void> Server::Impl::accept_from(std::size_t index) {
    Acceptor& acceptor = acceptors_[index];
    asio::steady_timer pause(accepting());
    while (acceptor.is_open()) {
        Loop& loop = *loops_[dealt_++ % loops_.size()];
        Stream::socket socket(loop.context());
        Stream::endpoint peer;
        error_code error;
        auto token = asio::redirect_error(asio::use_awaitable, error);
        co_await acceptor.async_accept(socket, peer, token);
        if (!acceptor.is_open()) co_return;
        if (!error) {
            admit(loop, std::move(socket), peer);
            continue;
        }
        if (error == asio::error::connection_aborted) continue;
        // Out of descriptors or memory: trying again at once would spin, and the connection waits in the backlog.
        complain("cannot accept connections for the moment: " + error.message() +
                 " (raise LimitNOFILE, or lower [http] connections)");
        pause.expires_after(std::chrono::milliseconds{100});
        error_code ignored;
        auto waiting = asio::redirect_error(asio::use_awaitable, ignored);
        co_await pause.async_wait(waiting);
    }
}

void Server::Impl::admit(Loop& loop, Stream::socket socket, const Stream::endpoint& peer) {
    const Limits& limits = served_.limits;
    const auto address = address_of(peer);
    // A proxy, and who comes by a Unix socket, stands for everybody.
    const bool counted = address && !is_among(trusted_proxies_, *address);
    const auto client = counted ? std::optional(key_of(*address)) : std::nullopt;
    const auto known = client ? clients_.find(*client) : clients_.end();
    const bool client_full = known != clients_.end() && known->second >= limits.connections_per_client;
    if (client_full || connections_ >= limits.connections) {
        count(Counter::http_connections_refused);
        complain(client_full ? "connections of " + quote(address->to_string()) +
                                   " are refused: [http] connections_per_client is reached"
                             : "connections are refused: [http] connections is reached");
        error_code ignored;
        socket.close(ignored);
        return;
    }
    count(Counter::http_connections_total);
    ++connections_;
    if (client) ++clients_[*client];
    auto on_end = [this, client] { asio::post(accepting(), [this, client] { release(client); }); };
    loop.serve(std::move(socket), on_end);
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
                                              Handlers handlers, const Clock& clock, Maker* maker) {
    auto impl = std::make_unique<Impl>(options, publication, std::move(handlers), clock, maker);
    if (auto listening = impl->listen(options); !listening) return listening.error();
    if (auto started = impl->start_threads(); !started) return started.error();
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

const std::vector<std::string>& Server::addresses() const {
    return impl_->addresses();
}

void Server::stop() {
    impl_->stop();
}

}  // namespace syndicated::http
