#include "http/session.hpp"

#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"

#include "http/client_key.hpp"
#include "http/loop.hpp"

#include <linux/sockios.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <utility>

namespace syndicated::http {

namespace {

// How long and how much of what a client still sends is thrown away after a last answer, so that the answer arrives:
// closing over unread bytes resets the connection (RFC 9112, 9.6).
constexpr std::chrono::milliseconds linger_time{1000};
constexpr std::size_t linger_bytes = 1024UL * 1024UL;

// What has come is told once: that the kernel looks again at a connection that was read empty costs a twentieth of a
// 304. EPOLLRDHUP says that what was read was the last.
constexpr std::uint32_t input = EPOLLIN | EPOLLRDHUP | EPOLLET;

const HandlerResponse too_late{503, {}, "503: this takes too long now; try again later.\n", std::chrono::seconds(5)};

Counter counter_of(int status) {
    if (status == 226) return Counter::http_226;
    if (status == 304) return Counter::http_304;
    if (status < 300) return Counter::http_2xx;
    if (status < 400) return Counter::http_3xx;
    return status < 500 ? Counter::http_4xx : Counter::http_5xx;
}

bool would_block(int error) {
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

// Bytes that the kernel took, -1 with errno.
ssize_t send_pieces(int fd, std::string_view head, std::string_view body) {
    if (body.empty()) return ::send(fd, head.data(), head.size(), MSG_NOSIGNAL);
    std::array<iovec, 2> pieces{};
    pieces[0] = {const_cast<char*>(head.data()), head.size()};
    pieces[1] = {const_cast<char*>(body.data()), body.size()};
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = pieces.size();
    return ::sendmsg(fd, &message, MSG_NOSIGNAL);
}

// What an ioctl(2) of tcp(7) or unix(7) says of the bytes that wait in a socket; 0: it does not know.
int waiting_bytes(int fd, unsigned long question) {
    int out = 0;
    return ::ioctl(fd, question, &out) == 0 ? out : 0;
}

HeadEnd head_end_for(const Limits& limits) {
    return {static_cast<std::size_t>(limits.header_bytes), static_cast<std::size_t>(limits.target_bytes)};
}

}  // namespace

Session::Session(Loop& loop, Descriptor socket, std::optional<ClientKey> client)
    : loop_(loop), socket_(std::move(socket)), client_(client) {}

// Out of memory, one connection is given up, and the others go on.
template <class Step>
void Session::guarded(Step step) {
    try {
        step();
    } catch (const std::exception& error) {
        log::error("http", std::string("a connection was given up: ") + quote(error.what()));
        end();
    }
}

void Session::begin() {
    allow(loop_.limits().idle_timeout);
    guarded([this] { read(0); });  // whoever connects mostly has sent already
}

void Session::on_ready(std::uint32_t events) {
    switch (state_) {
        case State::head:
        case State::body:
        case State::lingering: return guarded([this, events] { read(events); });
        case State::writing: return guarded([this] { write_on(); });
        case State::making: return end();  // nothing was watched for but the client's leaving
        case State::ended: return;
    }
}

void Session::expire() {
    guarded([this] { give_up(); });
}

void Session::give_up() {
    if (state_ == State::making && held_->receiver != nullptr) return take_made(makes_, too_late);
    if (state_ == State::making) return take_made(makes_, Made{503, nullptr});
    const bool request_has_begun = state_ == State::body || (state_ == State::head && !between_requests_);
    if (!request_has_begun) return end();
    unread_ = kept_;
    refuse_with(408);
    keep_unread();
}

void Session::wind_up() {
    if (state_ != State::head || !between_requests_ || has_come()) return;
    // The last answer may be on its way still, and closing over what comes meanwhile would cut it off.
    waiting_bytes(socket_.get(), SIOCOUTQ) > 0 ? linger() : end();
}

// Closing over it resets the connection, and the client loses the end of its answer.
bool Session::has_come() const {
    return !unread_.empty() || waiting_bytes(socket_.get(), FIONREAD) > 0;
}

void Session::linger() {
    ::shutdown(socket_.get(), SHUT_WR);
    state_ = State::lingering;
    allow(linger_time);
    wait_for(input);
}

// When the server stops, what has come is answered, and the last answer says that it is the last.
void Session::judge_persistence(Request& request) const {
    if (loop_.draining() && !has_come()) request.keep_alive = false;
}

void Session::end() {
    if (std::exchange(state_, State::ended) == State::ended) return;
    socket_.close();
    stop_make_timer();
    held_.reset();
    let_go();
    loop_.leave(*this);
}

void Session::allow(std::chrono::milliseconds span) {
    deadline_ = loop_.steady() + span;
}

void Session::wait_for(std::uint32_t events) {
    if (watched_ == events && told_all_) return;
    Reactor& reactor = loop_.reactor();
    const bool watching =
        watched_ ? reactor.watch_anew(socket_.get(), events, *this) : reactor.watch(socket_.get(), events, *this);
    if (!watching) return end();
    watched_ = events;
    told_all_ = true;
}

// Once a turn, so that others have theirs: where more may be there, or the end, the next round tells it again.
void Session::read(std::uint32_t events) {
    const auto room = loop_.buffer();
    const ssize_t got = ::recv(socket_.get(), room.data(), room.size(), 0);
    if (got < 0 && would_block(errno)) return wait_for(input);
    if (got <= 0) return end();
    const std::string_view bytes(room.data(), static_cast<std::size_t>(got));
    const bool has_ended = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    told_all_ = bytes.size() < room.size() && !has_ended;
    if (state_ == State::lingering) return throw_away(bytes.size());
    if (!kept_.empty()) kept_ += bytes;  // head_end.cpp bounds it
    unread_ = kept_.empty() ? bytes : std::string_view(kept_);
    handle();
}

// Answers what is complete, one request after the other, for as long as the answers go out.
void Session::handle() {
    bool more = true;
    while (more) more = state_ == State::head ? take_head() : state_ == State::body && take_body();
    keep_unread();
    if (state_ == State::head || state_ == State::body) wait_for(input);
}

void Session::keep_unread() {
    if (unread_.empty() || state_ == State::lingering || state_ == State::ended) {
        if (kept_.capacity() > std::string().capacity()) std::string().swap(kept_);
        kept_.clear();
    } else if (kept_.empty()) {
        kept_ = unread_;
    } else {
        kept_.erase(0, kept_.size() - unread_.size());
    }
    unread_ = {};
}

// Empty lines before a request are no part of it (RFC 9112, 2.2), and a client that sends one behind its request has
// not begun the next: they are thrown away, and who sends nothing else is idle, as they move no deadline. Half of one
// waits for its LF.
bool Session::has_request_begun() {
    while (unread_.starts_with("\r\n")) unread_.remove_prefix(2);
    return !unread_.empty() && unread_ != "\r";
}

// The time for its head runs from its first byte on, however many follow.
void Session::begin_request() {
    between_requests_ = false;
    head_end_ = head_end_for(loop_.limits());
    allow(loop_.limits().header_timeout);
}

// False: more has to come.
bool Session::take_head() {
    if (between_requests_) {
        if (!has_request_begun()) return false;
        begin_request();
    }
    const HeadEnd::State state = head_end_.look(unread_);
    if (state == HeadEnd::State::more) return false;
    Request& request = loop_.request();
    int refusal = head_end_.status();
    if (state == HeadEnd::State::complete) {
        refusal = parse_request(unread_.substr(0, head_end_.end()), request);
    }
    if (refusal != 0) {
        refuse_with(refusal);
        return true;
    }
    unread_.remove_prefix(head_end_.end());
    if (request.framing == Framing::none) {
        answer(request);
    } else {
        take_framed(request);
    }
    return true;
}

// Its head has come, and a body follows.
void Session::take_framed(Request& request) {
    const Receiver* receiver = receiver_of(request);
    std::int64_t limit = loop_.limits().body_bytes;
    if (receiver != nullptr) limit = std::min(limit, receiver->body_bytes);
    const BodySkipper body(request, static_cast<std::uint64_t>(limit));
    const bool waits = request.expects_continue && body.state() == BodySkipper::State::more;
    if (waits && receiver == nullptr) {
        request.keep_alive = false;  // the final answer says it all (RFC 9110, 10.1.1); the body may come or not
        return answer(request);
    }
    allow(loop_.limits().header_timeout);
    held_ = std::make_unique<Held>(Held{request, body, receiver});
    state_ = State::body;
    if (waits && unread_.empty()) say_continue();
}

// All answers before it are with the kernel, so that it has room for a line.
void Session::say_continue() {
    constexpr std::string_view line = "HTTP/1.1 100 Continue\r\n\r\n";
    held_->request.expects_continue = false;
    const ssize_t sent = send_pieces(socket_.get(), line, {});
    if (sent != static_cast<ssize_t>(line.size())) end();
}

bool Session::take_body() {
    BodySkipper& body = held_->body;
    if (body.state() == BodySkipper::State::more) {
        body.skip(unread_, held_->receiver != nullptr ? &held_->content : nullptr);
    }
    switch (body.state()) {
        case BodySkipper::State::more: return false;
        case BodySkipper::State::too_large: refuse_with(413); break;
        case BodySkipper::State::malformed: refuse_with(400); break;
        case BodySkipper::State::done: answer(held_->request); break;
    }
    return true;
}

void Session::refuse_with(int status) {
    more_may_come_ = true;
    const bool head_only = state_ == State::body ? held_->request.method == Method::head : unread_.starts_with("HEAD ");
    refuse(status, head_only, loop_.date(), loop_.response());
    send(loop_.response());
}

const Receiver* Session::receiver_of(const Request& request) const {
    if (request.method != Method::post) return nullptr;
    const Receivers& receivers = loop_.served().receivers;
    const auto found = receivers.find(request.path);
    return found == receivers.end() ? nullptr : &found->second;
}

void Session::answer(Request& request) {
    more_may_come_ = request.expects_continue;
    if (const Receiver* receiver = receiver_of(request)) return receive(request, *receiver);
    judge_persistence(request);
    const auto snapshot = loop_.served().publication.current();
    const Need need = respond(request, loop_.context(*snapshot), loop_.response());
    if (!need.empty()) return make(request, need);
    send(loop_.response());
}

// False: the session has ended.
bool Session::begin_making() {
    state_ = State::making;
    allow(loop_.limits().make_timeout);
    wait_for(0);
    if (state_ == State::ended) return false;
    make_timer_ = loop_.reactor().after(loop_.limits().make_timeout, [this] {
        make_timer_.reset();
        expire();
    });
    return true;
}

// The other thread's answer comes by way of the loop; a session that has ended by then is not there to take it.
template <class Result>
auto Session::take_later() {
    const auto take = [weak = weak_from_this(), number = ++makes_](const Result& made) {
        const auto self = weak.lock();
        if (self) self->guarded([&] { self->take_made(number, made); });
    };
    Reactor& reactor = loop_.reactor();
    return [take, &reactor](Result made) { reactor.post([take, made = std::move(made)] { take(made); }); };
}

void Session::make(const Request& request, const Need& need) {
    if (!held_) held_ = std::make_unique<Held>(Held{request, BodySkipper(request, 0)});
    if (!begin_making()) return;
    loop_.served().maker->make({need.key, need.every_form, held_->waits}, take_later<Made>());
}

void Session::receive(const Request& request, const Receiver& receiver) {
    if (!held_) held_ = std::make_unique<Held>(Held{request, BodySkipper(request, 0), &receiver});
    const auto client =
        client_ ? client_
                : last_forwarded(request.x_forwarded_for.value, request.forwarded.value, loop_.trusted_proxies());
    Posted posted{request.content_type.value, std::move(held_->content), client};
    if (begin_making()) receiver.receive(std::move(posted), take_later<HandlerResponse>());
}

void Session::stop_make_timer() {
    if (make_timer_) loop_.reactor().cancel(*make_timer_);
    make_timer_.reset();
}

template <class Result>
void Session::take_made(std::uint32_t number, const Result& made) {
    if (state_ != State::making || number != makes_) return;
    stop_make_timer();
    unread_ = kept_;
    judge_persistence(held_->request);
    const auto snapshot = loop_.served().publication.current();
    respond_with(made, held_->request, loop_.context(*snapshot), loop_.response());
    send(loop_.response());
    handle();
}

void Session::send(Response& response) {
    held_.reset();
    count(counter_of(response.status));
    const std::size_t body_bytes = response.body.size();
    const bool sent = write(response);
    if (state_ == State::ended) return;
    if (sent) {
        response.owner.reset();
        return finish(response.close);
    }
    hold(response, body_bytes);
}

// The client does not take all of it now.
void Session::hold(Response& response, std::size_t body_bytes) {
    allow(loop_.limits().write_timeout);
    unsent_ = std::make_unique<Response>(std::move(response));
    state_ = State::writing;
    if (held_body() != nullptr) loop_.begin_holding(held_body(), body_bytes);
    if (state_ == State::writing) wait_for(EPOLLOUT);
}

void Session::let_go() {
    if (held_body() != nullptr) loop_.end_holding(held_body());
    unsent_.reset();
}

// True: all of it is with the kernel. Most answers are at once; of the others the rest is left in `response`.
bool Session::write(Response& response) {
    const ssize_t sent = send_pieces(socket_.get(), response.head, response.body);
    if (sent < 0) {
        if (!would_block(errno)) end();
        return false;
    }
    const auto bytes = static_cast<std::size_t>(sent);
    count(Counter::http_sent_bytes, sent);
    if (bytes == response.head.size() + response.body.size()) return true;
    const std::size_t of_head = std::min(bytes, response.head.size());
    response.head.erase(0, of_head);
    response.body.remove_prefix(bytes - of_head);
    return false;
}

void Session::write_on() {
    if (!write(*unsent_)) return;
    const bool close = unsent_->close;
    let_go();
    unread_ = kept_;
    finish(close);
    handle();
}

// An answer is out.
void Session::finish(bool close) {
    if (close) return more_may_come_ || has_come() ? linger() : end();
    state_ = State::head;
    between_requests_ = true;
    allow(loop_.limits().idle_timeout);
    if (has_request_begun()) begin_request();
    if (loop_.draining()) wind_up();
}

void Session::throw_away(std::size_t bytes) {
    thrown_away_ += bytes;
    if (thrown_away_ >= linger_bytes) return end();
    wait_for(input);
}

}  // namespace syndicated::http
