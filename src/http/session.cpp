#include "http/session.hpp"

#include "syndicated/base/counters.hpp"

#include "http/body_skipper.hpp"
#include "http/loop.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace syndicated::http {

namespace {

constexpr std::size_t first_buffer_bytes = 2048;
// How long and how much of what a client still sends is thrown away after a last answer, so that the answer arrives:
// closing over unread bytes resets the connection (RFC 9112, 9.6).
constexpr std::chrono::milliseconds linger_time{1000};
constexpr std::size_t linger_bytes = 1024UL * 1024UL;

Counter counter_of(int status) {
    if (status == 226) return Counter::http_226;
    if (status == 304) return Counter::http_304;
    if (status < 300) return Counter::http_2xx;
    if (status < 400) return Counter::http_3xx;
    return status < 500 ? Counter::http_4xx : Counter::http_5xx;
}

}  // namespace

Session::Session(Loop& loop, Stream::socket socket)
    : loop_(loop),
      socket_(std::move(socket)),
      head_end_(static_cast<std::size_t>(loop.served().limits.header_bytes),
                static_cast<std::size_t>(loop.served().limits.target_bytes)) {}

void Session::interrupt() {
    error_code ignored;
    socket_.cancel(ignored);
    if (making_) making_->cancel();
}

void Session::wind_up() {
    if (between_requests_) abandon();
}

void Session::abandon() {
    error_code ignored;
    socket_.close(ignored);
    if (making_) making_->cancel();
}

void Session::allow(std::chrono::milliseconds span) {
    deadline_ = loop_.served().clock.steady() + span;
}

void Session::take(std::size_t bytes) {
    begin_ += bytes;
    if (begin_ == end_) begin_ = end_ = 0;
}

asio::awaitable<void> Session::run(std::shared_ptr<Session> self) {
    if (self->loop_.draining()) co_return;
    self->loop_.enter(*self);
    error_code ignored;
    self->socket_.non_blocking(true, ignored);
    self->socket_.set_option(tcp::no_delay(true), ignored);  // a Unix socket has no such option
    while (true) {
        const Next next = co_await self->read_request();
        if (next == Next::end) break;
        std::string key = self->answer();
        if (!key.empty()) co_await self->make_and_answer(std::move(key));
        if (!self->socket_.is_open()) break;
        const bool written = co_await self->write_response();
        if (!written) break;
        self->response_.owner.reset();
        if (!self->response_.close) continue;
        co_await self->linger();
        break;
    }
    self->abandon();
}

asio::awaitable<Session::Next> Session::read_request() {
    const Limits& limits = loop_.served().limits;
    head_end_.restart();
    between_requests_ = unread().empty();
    allow(between_requests_ ? limits.idle_timeout : limits.header_timeout);
    while (true) {
        const HeadEnd::State state = head_end_.look(unread());
        if (state == HeadEnd::State::refused) co_return refuse_with(head_end_.status());
        if (state == HeadEnd::State::complete) break;
        if (between_requests_ && loop_.draining()) co_return Next::end;
        const Filled filled = co_await fill();
        if (filled == Filled::ended || (filled == Filled::too_late && between_requests_)) co_return Next::end;
        if (filled == Filled::too_late) co_return refuse_with(408);
        if (between_requests_) allow(limits.header_timeout);  // from the first byte on, however many follow
        between_requests_ = false;
    }
    const Next next = parse_head();
    if (refusal_ != 0 || request_.framing == Framing::none) co_return next;
    const Next after_body = co_await skip_body();
    co_return after_body;
}

Session::Next Session::refuse_with(int status) {
    refusal_ = status;
    return Next::answer;
}

Session::Next Session::parse_head() {
    const std::string_view head = unread().substr(head_end_.begin(), head_end_.end() - head_end_.begin());
    refusal_ = parse_request(head, request_);
    if (refusal_ == 0) take(head_end_.end());
    return Next::answer;
}

asio::awaitable<Session::Next> Session::skip_body() {
    const Limits& limits = loop_.served().limits;
    BodySkipper body(request_, static_cast<std::uint64_t>(limits.body_bytes));
    if (request_.expects_continue && body.state() == BodySkipper::State::more) {
        request_.keep_alive = false;  // the final answer says it all (RFC 9110, 10.1.1); the body may come or not
        co_return Next::answer;
    }
    allow(limits.header_timeout);
    while (body.state() == BodySkipper::State::more) {
        if (unread().empty()) {
            const Filled filled = co_await fill();
            if (filled == Filled::ended) co_return Next::end;
            if (filled == Filled::too_late) co_return refuse_with(408);
        }
        std::string_view rest = unread();
        body.skip(rest);
        take(unread().size() - rest.size());
    }
    if (body.state() == BodySkipper::State::too_large) co_return refuse_with(413);
    if (body.state() == BodySkipper::State::malformed) co_return refuse_with(400);
    co_return Next::answer;
}

void Session::make_room() {
    if (end_ < buffer_.size()) return;
    if (begin_ > 0) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    } else {
        // head_end.cpp bounds what is asked for.
        buffer_.resize(std::max(first_buffer_bytes, buffer_.size() * 2));
    }
}

asio::awaitable<Session::Filled> Session::fill() {
    make_room();
    error_code error;
    const asio::mutable_buffer room(buffer_.data() + end_, buffer_.size() - end_);
    auto token = asio::redirect_error(asio::use_awaitable, error);
    const std::size_t bytes = co_await socket_.async_read_some(room, token);
    if (error == asio::error::operation_aborted && socket_.is_open()) co_return Filled::too_late;
    if (error) co_return Filled::ended;
    end_ += bytes;
    co_return Filled::bytes;
}

// The other thread's answer comes by way of the loop; a session that has ended by then is not there to take it.
asio::awaitable<void> Session::make_and_answer(std::string key) {
    const Served& served = loop_.served();
    made_.reset();
    allow(served.limits.make_timeout);
    making_.emplace(loop_.context(), served.limits.make_timeout);
    auto done = [weak = weak_from_this(), &context = loop_.context()](Made made) {
        asio::post(context, [weak, made = std::move(made)]() mutable {
            const auto self = weak.lock();
            if (!self || !self->making_) return;
            self->made_ = std::move(made);
            self->making_->cancel();
        });
    };
    served.maker->make(key, std::move(done));
    error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    co_await making_->async_wait(token);
    making_.reset();
    const Made made = made_ ? *std::move(made_) : Made{503, nullptr};
    made_.reset();
    const sys_seconds now = served.clock.now_s();
    const auto snapshot = served.publication.current();
    const Context context{*snapshot, served.handlers, now, loop_.date(now), served.maker};
    respond_with(made, request_, context, response_);
    count(counter_of(response_.status));
}

std::string Session::answer() {
    const Served& served = loop_.served();
    const sys_seconds now = served.clock.now_s();
    const std::string_view date = loop_.date(now);
    if (refusal_ != 0) {
        refuse(refusal_, unread().starts_with("HEAD "), date, response_);
    } else {
        if (loop_.draining()) request_.keep_alive = false;
        const auto snapshot = served.publication.current();
        const Context context{*snapshot, served.handlers, now, date, served.maker};
        std::string key = respond(request_, context, response_);
        if (!key.empty()) return key;
    }
    count(counter_of(response_.status));
    return {};
}

asio::awaitable<bool> Session::write_response() {
    allow(loop_.served().limits.write_timeout);
    std::array<asio::const_buffer, 2> parts;
    parts[0] = asio::const_buffer(response_.head.data(), response_.head.size());
    parts[1] = asio::const_buffer(response_.body.data(), response_.body.size());
    error_code error;
    while (parts[0].size() + parts[1].size() > 0) {
        // Most answers fit into the kernel's buffer: then nothing is suspended.
        std::size_t sent = socket_.write_some(parts, error);
        if (error == asio::error::would_block) {
            auto token = asio::redirect_error(asio::use_awaitable, error);
            sent = co_await socket_.async_write_some(parts, token);
        }
        if (error) co_return false;
        count(Counter::http_sent_bytes, static_cast<std::int64_t>(sent));
        const std::size_t of_head = std::min(sent, parts[0].size());
        parts[0] += of_head;
        parts[1] += sent - of_head;
    }
    co_return true;
}

asio::awaitable<void> Session::linger() {
    error_code ignored;
    socket_.shutdown(Stream::socket::shutdown_send, ignored);
    const bool more_may_come = refusal_ != 0 || request_.expects_continue || !unread().empty();
    if (!more_may_come) co_return;
    allow(linger_time);
    for (std::size_t thrown_away = 0; thrown_away < linger_bytes;) {
        begin_ = end_ = 0;
        const Filled filled = co_await fill();
        if (filled != Filled::bytes) co_return;
        thrown_away += end_;
    }
}

}  // namespace syndicated::http
