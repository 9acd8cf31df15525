#include "app/callback_listener.hpp"

#include "syndicated/base/text.hpp"

#include <fmt/format.h>
#include <boost/asio.hpp>
#include <boost/beast.hpp>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace syndicated::app {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t most_body_bytes = std::size_t{16} * 1024 * 1024;
constexpr std::chrono::seconds longest_request{10};

std::map<std::string, std::string> parameters_of(std::string_view target) {
    std::map<std::string, std::string> out;
    std::string_view query = target.substr(std::min(target.find('?'), target.size() - 1) + 1);
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        std::string value(pair.substr(std::min(equals + 1, pair.size())));
        std::replace(value.begin(), value.end(), '+', ' ');
        out.emplace(percent_decode(pair.substr(0, equals)), percent_decode(value));
    }
    return out;
}

}  // namespace

class CallbackListener::Impl {
public:
    explicit Impl(const tcp::endpoint& endpoint) : acceptor_(context_, endpoint) {
        accept();
        thread_ = std::thread([this] { context_.run(); });
    }
    ~Impl() {
        context_.stop();
        thread_.join();
    }

    std::uint16_t port() const { return port_; }

    void expect(const std::string& mode, const std::string& topic) {
        const std::lock_guard lock(mutex_);
        mode_ = mode;
        topic_ = topic;
        verified_ = delivered_ = false;
    }

    bool wait(bool Impl::*what, std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, limit, [&] { return this->*what; });
    }

    bool verified_ = false, delivered_ = false;  // guarded by mutex_

private:
    using Parser = http::request_parser<http::string_body>;
    struct Visit {
        explicit Visit(tcp::socket socket) : stream(std::move(socket)) { parser.body_limit(most_body_bytes); }
        beast::tcp_stream stream;
        beast::flat_buffer buffer{most_body_bytes + 65536};
        Parser parser;
        http::response<http::string_body> response;
    };

    void accept() {
        acceptor_.async_accept([this](error_code error, tcp::socket socket) {
            if (error == asio::error::operation_aborted) return;
            if (!error) serve(std::make_shared<Visit>(std::move(socket)));
            accept();
        });
    }

    // The connection ends with its first answer.
    void serve(const std::shared_ptr<Visit>& visit) {
        visit->stream.expires_after(longest_request);
        http::async_read(visit->stream, visit->buffer, visit->parser, [this, visit](error_code error, std::size_t) {
            if (error) return;
            answer(*visit);
            http::async_write(visit->stream, visit->response, [visit](error_code, std::size_t) {
                error_code ignored;
                visit->stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
            });
        });
    }

    void answer(Visit& visit) {
        const auto& request = visit.parser.get();
        auto& response = visit.response;
        response.result(http::status::not_found);
        response.set(http::field::content_type, "text/plain");
        const std::lock_guard lock(mutex_);
        if (request.method() == http::verb::post) {
            delivered_ = true;
            response.result(http::status::no_content);
        } else if (request.method() == http::verb::get) {
            auto asked = parameters_of({request.target().data(), request.target().size()});
            if (asked["hub.mode"] == mode_ && asked["hub.topic"] == topic_ && !asked["hub.challenge"].empty()) {
                verified_ = true;
                response.result(http::status::ok);
                response.body() = asked["hub.challenge"];
            }
        }
        response.keep_alive(false);
        response.prepare_payload();
        changed_.notify_all();
    }

    asio::io_context context_{1};
    tcp::acceptor acceptor_;
    std::uint16_t port_ = acceptor_.local_endpoint().port();
    std::mutex mutex_;  // guards what follows, and the two above
    std::condition_variable changed_;
    std::string mode_, topic_;
    std::thread thread_;
};

CallbackListener::CallbackListener(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CallbackListener::~CallbackListener() = default;

Result<std::unique_ptr<CallbackListener>> CallbackListener::open(const std::string& address) {
    const auto colon = address.rfind(':');
    const Error unusable{Errc::unavailable, quote(address) + " is no ADDRESS:PORT to listen on, such as 127.0.0.1:0"};
    if (colon == std::string::npos) return unusable;
    std::string host = address.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    error_code error;
    const auto ip = asio::ip::make_address(host, error);
    const std::string port = address.substr(colon + 1);
    const bool is_port = !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos;
    if (error || !is_port || std::stoi(port) > 65535) return unusable;
    try {
        auto impl = std::make_unique<Impl>(tcp::endpoint(ip, static_cast<std::uint16_t>(std::stoi(port))));
        return std::unique_ptr<CallbackListener>(new CallbackListener(std::move(impl)));
    } catch (const boost::system::system_error& failure) {
        return Error{Errc::unavailable,
                     fmt::format("cannot listen on {}: {}", quote(address), failure.code().message())};
    }
}

std::uint16_t CallbackListener::port() const {
    return impl_->port();
}

void CallbackListener::expect(const std::string& mode, const std::string& topic) {
    impl_->expect(mode, topic);
}

bool CallbackListener::wait_verified(std::chrono::milliseconds limit) {
    return impl_->wait(&Impl::verified_, limit);
}

bool CallbackListener::wait_delivered(std::chrono::milliseconds limit) {
    return impl_->wait(&Impl::delivered_, limit);
}

}  // namespace syndicated::app
